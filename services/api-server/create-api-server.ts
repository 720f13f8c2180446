import type { Refusal } from '../../events/errors.ts';
import type { CompiledKind } from '../../events/schema/compiled-kind.ts';
import { createObjectIndex } from '../../projections/object-index/object-index.ts';
import { createPastStates } from '../../projections/time-travel/past-states.ts';
import { openSealed } from '../kit/write/open-sealed.ts';
import { authenticate } from './access/authenticate.ts';
import { refuseUnlessAllowed } from './access/authorize.ts';
import { impersonated } from './access/impersonate.ts';
import { answerJson, answerRefusal, refuse, routeNotFound } from './answers/answer.ts';
import { warningHeaders } from './answers/warning-headers.ts';
import { refusalOf } from './answers/refusal-of.ts';
import { bodyKindsOf } from './body-kinds.ts';
import type { ApiDeps } from './deps.ts';
import { componentStatuses, logHealth } from './components/component-statuses.ts';
import { createDiscovery } from './discovery/create-discovery.ts';
import type { Discovery } from './discovery/create-discovery.ts';
import { answerHealth } from './discovery/health.ts';
import { versionDocument } from './discovery/version.ts';
import { HISTORY_GROUP, answerHistory } from './history/answer-history.ts';
import { withLargeYaml } from './large-yaml.ts';
import type { Moment } from './past/moment.ts';
import { momentAt, splitMoment } from './past/moment.ts';
import type { ApiHandler, ApiRequest, ApiResponse } from './port.ts';
import { createChangeWindow } from './read/change-window.ts';
import { computedSource } from './read/computed-source.ts';
import { createEntryReader } from './read/entry-reader.ts';
import { createPause } from './read/pause.ts';
import { createFacetCache } from './read/selection.ts';
import { presentSource } from './read/source.ts';
import { createRequestTelemetry } from './request-telemetry.ts';
import { dispatchResource } from './routing/dispatch-resource.ts';
import type { RequestInfo, ResourceRequest } from './routing/request-info.ts';
import { requestInfo } from './routing/request-info.ts';
import type { Scope, Shared } from './scope.ts';
import { createFrameCache } from './watch/frames.ts';
import { createTokenAuthenticator } from './tokens/authenticate-token.ts';
import { answerIssuer } from './tokens/issuer-documents.ts';
import { createWatchClasses } from './watch/watch-classes.ts';
import { createWatcherCount } from './watch/watcher-count.ts';
import type { User } from './access/user.ts';

/** A running API server, without sockets: give `handle` to an HTTP adapter. */
export interface ApiServer {
  readonly handle: ApiHandler;
  /** Ends every watch, so that their clients go to another server. */
  close(): void;
}

const WINDOW_MS = 5 * 60_000;

interface Context {
  readonly shared: Shared;
  readonly discovery: Discovery;
  readonly present: Scope['source'];
  readonly moment: (when: string) => Promise<Moment>;
}

/** One request with what its line says. */
interface Asked {
  readonly request: ApiRequest;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly info: RequestInfo;
  readonly user: User;
  readonly badCredentials: boolean;
  readonly when: string | undefined;
  readonly traceparent: string | undefined;
}

const HEALTH: ReadonlySet<string> = new Set(['healthz', 'livez', 'readyz']);

const methodNotAllowed: Refusal = { reason: 'MethodNotAllowed', message: 'the server does not allow this method on the requested resource' };
const ROOT_PATHS: readonly string[] = ['/.well-known/openid-configuration', '/api', '/apis', '/at', '/healthz', '/livez', '/openapi/v2', '/openapi/v3', '/openid/v1/jwks', '/readyz', '/version'];

const answerPath = (context: Context, asked: Asked, segments: readonly string[]): ApiResponse => {
  const { deps } = context.shared;
  const [root, ...rest] = segments;
  if (asked.request.method !== 'GET' && asked.request.method !== 'HEAD') return refuse(methodNotAllowed);
  if (root === undefined) return answerJson(200, { paths: ROOT_PATHS });
  if (HEALTH.has(root)) return answerHealth(segments, asked.query, deps.follower.status());
  if (root === 'version' && rest.length === 0) return answerJson(200, versionDocument(deps.version));
  return context.discovery(asked.request, segments, asked.query) ?? answerIssuer(deps.tokens, deps.address, segments.join('/')) ?? refuse(routeNotFound);
};

const isHistory = (info: ResourceRequest): boolean =>
  info.group === HISTORY_GROUP && info.version === 'v1' && info.name === '' && ['history', 'why'].includes(info.resource);

/** The kind a request is about; 404 for unknown ones and for paths that do not fit its scope. */
const kindOf = ({ shared }: Context, info: ResourceRequest): CompiledKind => {
  const kind = shared.deps.kinds.served(info, info.version) ?? refuse(routeNotFound);
  const { namespaced } = kind.definition;
  const fits = namespaced ? info.namespace !== '' || info.name === '' : info.namespace === '';
  return fits ? kind : refuse(routeNotFound);
};

/** ComponentStatus is the one kind that is computed. */
const components = ({ shared: { deps } }: Context, kind: CompiledKind): Scope['source'] =>
  computedSource(kind, async () => componentStatuses([...await deps.components?.() ?? [], logHealth(deps.follower.status())]));

const withDeprecation = (response: ApiResponse, warning: string | undefined): ApiResponse =>
  (warning === undefined || response.kind !== 'answer' ? response : { ...response, headers: [...response.headers, ...warningHeaders([warning])] });

const answerResource = async (context: Context, asked: Asked, info: ResourceRequest): Promise<ApiResponse> => {
  if (isHistory(info)) return answerHistory(context.shared.deps, info.resource, asked.query);
  const kind = kindOf(context, info);
  const moment = asked.when === undefined ? undefined : await context.moment(asked.when);
  const { request, query, user, traceparent } = asked;
  const source = kind.definition.computed === true ? components(context, kind) : moment?.source ?? context.present;
  const response = await dispatchResource({ shared: context.shared, request, info, query, user, kind, source, momentMs: moment?.timeMs, traceparent });
  return withDeprecation(response, kind.definition.deprecation);
};

const malformed: Refusal = { reason: 'BadRequest', message: 'the path of the request is malformed' };

const answer = async (context: Context, asked: Asked): Promise<ApiResponse> => {
  const { info, user, badCredentials, request, path } = asked;
  if (info.kind === 'malformed') return answerRefusal(malformed);
  const refusal = refuseUnlessAllowed({ user, info, path, method: request.method, badCredentials });
  if (refusal !== undefined) return answerRefusal(refusal);
  if (info.kind === 'bad-method') return answerRefusal(methodNotAllowed);
  return info.kind === 'path' ? answerPath(context, asked, info.segments) : answerResource(context, asked, info);
};

const readRequest = (request: ApiRequest): Omit<Asked, 'traceparent' | 'user' | 'badCredentials'> => {
  const query = new URLSearchParams(request.query);
  const split = splitMoment(request.path);
  const path = split?.path ?? request.path;
  return { request, path, query, info: requestInfo(request.method, path, query), when: split?.when };
};

/** A fault nobody foresaw is logged whole and told without its details, which might hold content. */
const answerError = ({ deps }: Shared, request: ApiRequest, error: unknown): ApiResponse => {
  const known = refusalOf(error);
  if (known !== undefined) return answerRefusal(known);
  deps.logger.error('a request failed', { method: request.method, path: request.path, error: error instanceof Error ? error.stack : String(error) });
  return answerRefusal({ reason: 'InternalError', message: 'Internal error occurred: the server could not process the request' });
};

/** Builds the API server. Create it when the follower has loaded its snapshot: watches reach back to that point. */
export const createApiServer = (deps: ApiDeps): ApiServer => {
  const closing = new AbortController();
  const pause = createPause(deps.clock);
  const reader = createEntryReader(openSealed(deps.sealer));
  const window = createChangeWindow({ follower: deps.follower, clock: deps.clock, windowMs: deps.windowMs ?? WINDOW_MS });
  const shared: Shared = {
    deps, reader, window, pause, facets: createFacetCache(reader), index: createObjectIndex((resource) => deps.kinds.of(resource)?.definition.selectable ?? {}), frames: createFrameCache(), authenticateToken: createTokenAuthenticator({ signer: deps.tokens, follower: deps.follower, clock: deps.clock }), watchers: createWatcherCount(), watchClasses: createWatchClasses(), bodies: bodyKindsOf(deps.kinds), closing: closing.signal,
  };
  const states = createPastStates({ store: deps.store, pause });
  const context: Context = {
    shared,
    discovery: createDiscovery(deps),
    present: presentSource(deps.follower, window),
    moment: (when) => momentAt({ store: deps.store, states, clock: deps.clock }, when),
  };
  const observe = createRequestTelemetry(deps);
  deps.telemetry.gauge('shiplog_api_window_changes', 'Changes kept for watches', () => [{ value: window.size() }]);
  deps.telemetry.gauge('shiplog_api_watchers', 'Watches that are open', () => [{ value: shared.watchers.open() }]);
  const handle: ApiHandler = async (request) => {
    try {
      const read = readRequest(request);
      const found = authenticate(request, shared.authenticateToken);
      const asker = impersonated(request.headers, found instanceof Promise ? await found : found);
      const about = { info: read.info, user: asker.user, traceparent: request.headers['traceparent'] };
      return await observe(about, (traceparent) => withLargeYaml(request, deps.yaml, (asked) => answer(context, { ...read, ...asker, request: asked, traceparent })).catch((error: unknown) => answerError(shared, request, error)));
    } catch (error) {
      return answerError(shared, request, error);
    }
  };
  return {
    handle,
    close: () => {
      closing.abort();
      window.stop();
    },
  };
};
