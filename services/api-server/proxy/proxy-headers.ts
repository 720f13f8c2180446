import type { ApiRequest } from '../port.ts';
import { rewriteLocation } from './rewrite-location.ts';
import type { Rewriting } from './rewrite-location.ts';

type Header = readonly [string, string];

/** They are about one connection, not about the request. */
const HOP_BY_HOP: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade']);

/** What shows the API server who asks must not reach those it passes requests on to. */
const CREDENTIALS = /^(?:authorization|impersonate-.*|x-remote-.*)$/;
const BEARER_PROTOCOL = 'base64url.bearer.authorization.k8s.io.';

const named = (connection: string | undefined): readonly string[] => (connection ?? '').toLowerCase().split(',').map((name) => name.trim());

const withoutBearer = (protocols: string): string => protocols.split(',').map((one) => one.trim()).filter((one) => !one.startsWith(BEARER_PROTOCOL)).join(', ');

const forwardedFor = ({ headers, peer }: ApiRequest): string => [headers['x-forwarded-for'], peer.address].filter((one) => one !== undefined && one !== '').join(', ');

/** Headers for the target; `forwardedUri` is the path the client asked for. An upgrade stays one. */
export const requestHeaders = (request: ApiRequest, forwardedUri: string): readonly Header[] => {
  // A page must come readable, for its links to be rewritten.
  const encodings = request.headers['accept']?.includes('text/html') === true ? ['accept-encoding'] : [];
  const dropped = new Set([...HOP_BY_HOP, ...named(request.headers['connection']), ...encodings, 'x-forwarded-for', 'x-forwarded-uri']);
  const kept = Object.entries(request.headers).flatMap(([name, value]): Header[] => {
    if (value === undefined || dropped.has(name) || CREDENTIALS.test(name)) return [];
    return [[name, name === 'sec-websocket-protocol' ? withoutBearer(value) : value]];
  }).filter(([name, value]) => name !== 'sec-websocket-protocol' || value !== '');
  const { upgrade } = request;
  const connection: readonly Header[] = upgrade === undefined || upgrade === '' ? [['connection', 'close']] : [['connection', 'Upgrade'], ['upgrade', request.headers['upgrade'] ?? upgrade]];
  // Without a length of its own the body comes in chunks.
  const chunked: readonly Header[] = request.headers['transfer-encoding'] === undefined ? [] : [['transfer-encoding', 'chunked']];
  return [...kept, ...connection, ...chunked, ['x-forwarded-for', forwardedFor(request)], ['x-forwarded-uri', forwardedUri]];
};

/** The target's headers for the client: where it may go next is told below the prefix, and nothing of which sites may read along. */
export const answerHeaders = (headers: readonly Header[], rewriting: Rewriting): readonly Header[] => {
  const dropped = new Set([...HOP_BY_HOP, ...headers.flatMap(([name, value]) => (name.toLowerCase() === 'connection' ? named(value) : []))]);
  return headers.flatMap(([name, value]): Header[] => {
    const lower = name.toLowerCase();
    if (dropped.has(lower) || lower.startsWith('access-control-')) return [];
    return [[name, lower === 'location' ? rewriteLocation(value, rewriting) : value]];
  });
};

/** Of an answer that hands the connection over everything stays but `Connection`, which is added again. */
export const switchHeaders = (headers: readonly Header[]): readonly Header[] => headers.filter(([name]) => name.toLowerCase() !== 'connection');
