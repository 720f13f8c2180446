import type { JsonObject } from '../../../events/json.ts';
import type { CompiledKind } from '../../../events/schema/compiled-kind.ts';
import type { Kinds } from '../../../events/resources/kinds.ts';
import { JSON_TYPE, answerPieces, refuse, routeNotFound } from '../answers/answer.ts';
import { parseAccept } from '../negotiation/media-type.ts';
import type { ApiAnswer, ApiRequest } from '../port.ts';
import { aggregatedDiscovery } from './aggregated.ts';
import { answerOpenApiV2 } from './answer-openapi-v2.ts';
import type { HashedDocument } from './hashed-document.ts';
import { answerDocument, hashedDocument } from './hashed-document.ts';
import { apiGroup, apiGroupList, apiResourceList, apiVersions } from './legacy.ts';
import { openApiV2 } from './openapi-v2.ts';
import { encodeOpenApiV2 } from './openapi-v2-protobuf.ts';
import { openApiDocument, openApiKey } from './openapi-v3.ts';
import { rootDocuments } from './openapi-v3-roots.ts';
import { groupVersions } from './resources.ts';

/** Answers discovery and OpenAPI paths; undefined for other paths. `prefix` is put before addresses in documents (`/at/…`). */
export type Discovery = (request: ApiRequest, segments: readonly string[], query: URLSearchParams) => ApiAnswer | undefined;

/** The aggregated form the client asks for, by its Accept clauses in order; undefined: the plain one. */
const aggregatedVersion = (accept: string | undefined): string | undefined => {
  for (const { name, parameters } of parseAccept(accept)) {
    const { g, v, as } = parameters;
    if (name === 'application/json' && g === 'apidiscovery.k8s.io' && as === 'APIGroupDiscoveryList' && (v === 'v2' || v === 'v2beta1')) return v;
    if (g === undefined && as === undefined) return undefined;
  }
  return undefined;
};

const DAY_SECONDS = 86_400;

interface Documents {
  /** Builds each document once. */
  readonly of: (key: string, build: () => JsonObject | undefined) => HashedDocument | undefined;
  /** The same for a document that is always there and may be written in another form than JSON. */
  readonly always: (key: string, build: () => JsonObject, encode?: (value: JsonObject) => Uint8Array) => HashedDocument;
}

const createDocuments = (): Documents => {
  const built = new Map<string, HashedDocument>();
  const always: Documents['always'] = (key, build, encode) => {
    const document = built.get(key) ?? hashedDocument(build(), encode);
    built.set(key, document);
    return document;
  };
  return {
    always,
    of: (key, build) => {
      const known = built.get(key);
      if (known !== undefined) return known;
      const value = build();
      return value === undefined ? undefined : always(key, () => value);
    },
  };
};

/** Discovery of these kinds. Documents are built on first use. */
const discoveryOf = (kinds: readonly CompiledKind[], address: string): Discovery => {
  const all = groupVersions(kinds);
  const documents = createDocuments();
  const described: ReadonlyMap<string, () => JsonObject> = new Map([
    ...rootDocuments(all),
    ...all.map((one) => [openApiKey(one), () => openApiDocument(one)] as const),
  ]);
  const openApi = (key: string): HashedDocument | undefined => documents.of(`openapi ${key}`, () => described.get(key)?.());
  const openApiIndex = (): JsonObject => ({
    paths: Object.fromEntries([...described.keys()].map((key) => [key, { serverRelativeURL: `/openapi/v3/${key}?hash=${openApi(key)?.hash ?? ''}` }])),
  });
  const groups = (request: ApiRequest, core: boolean): ApiAnswer => {
    const version = aggregatedVersion(request.headers['accept']);
    const key = `${core ? 'api' : 'apis'} ${version ?? ''}`;
    const build = (): JsonObject => {
      if (version !== undefined) return aggregatedDiscovery(all, core, version);
      return core ? apiVersions(address) : apiGroupList(all);
    };
    const type = version === undefined ? 'application/json' : `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`;
    return answerDocument(request, documents.of(key, build) ?? refuse(routeNotFound), [['Content-Type', type]]);
  };
  const plain = (request: ApiRequest, key: string, build: () => JsonObject | undefined): ApiAnswer =>
    answerDocument(request, documents.of(key, build) ?? refuse(routeNotFound), [JSON_TYPE]);
  const openApiV3 = (request: ApiRequest, rest: readonly string[], query: URLSearchParams): ApiAnswer => {
    if (rest.length === 0) return plain(request, 'openapi index', openApiIndex);
    const document = openApi(rest.join('/')) ?? refuse(routeNotFound);
    const hash = query.get('hash');
    if (hash === null || hash === '') return answerDocument(request, document, [JSON_TYPE]);
    if (hash !== document.hash) return answerPieces(301, [], [['Location', `/openapi/v3/${rest.join('/')}?hash=${document.hash}`]]);
    return answerDocument(request, document, [JSON_TYPE, ['Cache-Control', `public, immutable, max-age=${DAY_SECONDS}`]]);
  };
  const openApiV2As = (form: 'json' | 'protobuf'): HashedDocument =>
    documents.always(`openapi-v2 ${form}`, () => openApiV2(all), form === 'protobuf' ? encodeOpenApiV2 : undefined);
  const answerOpenApi = (request: ApiRequest, segments: readonly string[], query: URLSearchParams): ApiAnswer => {
    if (segments[1] === 'v3') return openApiV3(request, segments.slice(2), query);
    return segments[1] === 'v2' && segments.length === 2 ? answerOpenApiV2(request, openApiV2As) : refuse(routeNotFound);
  };
  return (request, segments, query) => {
    const [root, first, second, ...rest] = segments;
    if (root === 'openapi') return answerOpenApi(request, segments, query);
    if (root === 'api') return first === undefined ? groups(request, true) : plain(request, `/api/${first}`, () => apiResourceList(all, '', first));
    if (root !== 'apis' || rest.length > 0) return undefined;
    if (first === undefined) return groups(request, false);
    if (second === undefined) return plain(request, `/apis/${first}`, () => apiGroup(all, first));
    return plain(request, `/apis/${first}/${second}`, () => apiResourceList(all, first, second));
  };
};

/**
 * Discovery of all kinds that are served at the time: when the list of them is another one than before, because custom
 * kinds came or went, documents are built anew.
 */
export const createDiscovery = ({ kinds, address }: { readonly kinds: Pick<Kinds, 'allServed'>; readonly address: string }): Discovery => {
  let served = kinds.allServed();
  let answer = discoveryOf(served, address);
  return (request, segments, query) => {
    const now = kinds.allServed();
    if (now !== served) answer = discoveryOf(now, address);
    served = now;
    return answer(request, segments, query);
  };
};
