import { isTrueParameter } from '../read/list-options.ts';

/** What a resource request asks for; RBAC's verbs. */
export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection';

/** A request for API objects: `/api/v1/…`, `/apis/<group>/<version>/…`. Empty strings where the path names nothing. */
export interface ResourceRequest {
  readonly kind: 'resource';
  readonly verb: Verb;
  readonly group: string;
  readonly version: string;
  readonly namespace: string;
  readonly resource: string;
  readonly name: string;
  readonly subresource: string;
  /** What follows the subresource, e.g. the path of a proxy request. */
  readonly rest: readonly string[];
}

/** Everything else: discovery, health, version. `segments` are decoded. */
export interface PathRequest {
  readonly kind: 'path';
  readonly segments: readonly string[];
}

/** What a request line asks for. */
export type RequestInfo = ResourceRequest | PathRequest | { readonly kind: 'malformed' } | { readonly kind: 'bad-method' };

const NAMESPACE_SUBRESOURCES: ReadonlySet<string> = new Set(['status', 'finalize']);

const decodeSegments = (path: string): string[] | undefined => {
  try {
    return path.split('/').filter((segment) => segment !== '').map(decodeURIComponent);
  } catch {
    return undefined;
  }
};

const verbOf = (method: string, named: boolean, watching: boolean): Verb | undefined => {
  switch (method) {
    case 'GET':
    case 'HEAD':
      if (named) return 'get';
      return watching ? 'watch' : 'list';
    case 'POST': return 'create';
    case 'PUT': return 'update';
    case 'PATCH': return 'patch';
    case 'DELETE': return named ? 'delete' : 'deletecollection';
    default: return undefined;
  }
};

/** What is passed on may be asked in one more way, which reads. */
const proxyVerb = (method: string, subresource: string): Verb | undefined => (method === 'OPTIONS' && subresource === 'proxy' ? 'get' : undefined);

interface Prefix {
  readonly group: string;
  readonly version: string;
  readonly parts: readonly string[];
}

/** Undefined when the path is shorter than a resource. */
const splitPrefix = (segments: readonly string[]): Prefix | undefined => {
  if (segments[0] === 'api' && segments.length > 2) return { group: '', version: segments[1] ?? '', parts: segments.slice(2) };
  if (segments[0] === 'apis' && segments.length > 3) return { group: segments[1] ?? '', version: segments[2] ?? '', parts: segments.slice(3) };
  return undefined;
};

const splitNamespace = (parts: readonly string[]): { readonly namespace: string; readonly parts: readonly string[] } => {
  const [first, namespace, third] = parts;
  if (first !== 'namespaces' || namespace === undefined) return { namespace: '', parts };
  if (third === undefined || NAMESPACE_SUBRESOURCES.has(third)) return { namespace, parts };
  return { namespace, parts: parts.slice(2) };
};

/** The deprecated `/watch/` prefix, which makes any read a watch. */
const withoutWatchPrefix = (parts: readonly string[]): { readonly watched: boolean; readonly parts: readonly string[] } =>
  (parts[0] === 'watch' && parts.length > 1 ? { watched: true, parts: parts.slice(1) } : { watched: false, parts });

const resourceInfo = (prefix: Prefix, method: string, watching: boolean): RequestInfo => {
  const { watched, parts: inner } = withoutWatchPrefix(prefix.parts);
  const { namespace, parts } = splitNamespace(inner);
  const [resource = '', name = '', subresource = '', ...rest] = parts;
  const verb = watched ? 'watch' : verbOf(method, name !== '', watching) ?? proxyVerb(method, subresource);
  if (verb === undefined) return { kind: 'bad-method' };
  const { group, version } = prefix;
  return { kind: 'resource', verb, group, version, namespace: resource === 'namespaces' ? '' : namespace, resource, name, subresource, rest };
};

/** Reads a path the way upstream's RequestInfo does. */
export const requestInfo = (method: string, path: string, query: URLSearchParams): RequestInfo => {
  const segments = decodeSegments(path);
  if (segments === undefined) return { kind: 'malformed' };
  const prefix = splitPrefix(segments);
  return prefix === undefined ? { kind: 'path', segments } : resourceInfo(prefix, method, isTrueParameter(query.get('watch')));
};
