import type { Refusal } from '../../../events/errors.ts';
import { RefusalError } from '../../../events/errors.ts';
import type { ByteStream } from '../../kit/port.ts';
import { answerPieces, refuse, routeNotFound } from '../answers/answer.ts';
import type { ApiRequest, ApiResponse, ForwardedAnswer } from '../port.ts';
import type { Scope } from '../scope.ts';
import { answerHeaders, requestHeaders, switchHeaders } from './proxy-headers.ts';
import { splitProxyPath } from './proxy-path.ts';
import { rewriteHtml } from './rewrite-html.ts';
import { rewriteLocation } from './rewrite-location.ts';

/** Where a request is passed on to. */
export interface ProxyTarget {
  readonly secure: boolean;
  /** `address:port`, as it may call itself. */
  readonly host: string;
  /** Rejects with what a failed dial says. */
  readonly connect: () => Promise<ByteStream>;
}

const unreachable = (error: unknown): Refusal => {
  const why = error instanceof RefusalError ? error.refusal.message : String(error instanceof Error ? error.message : error);
  return { reason: 'ServiceUnavailable', message: `error trying to reach service: ${why}` };
};

const BODILESS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

const hasBody = ({ method, headers }: ApiRequest): boolean => !BODILESS.has(method) || headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';

async function* wholeBody({ body }: ApiRequest): AsyncGenerator<Uint8Array> {
  yield await body();
}

/** Both ways until either end is over; a half-closed side is passed on as one. */
const join = async (left: ByteStream, right: ByteStream): Promise<void> => {
  const pump = async (from: ByteStream, to: ByteStream): Promise<void> => {
    for await (const chunk of from.chunks) await to.write(chunk);
    to.end();
  };
  try {
    const up = pump(left, right).catch(() => { right.close(); });
    await pump(right, left);
    left.end();
    void up;
  } finally {
    right.close();
  }
};

const forward = async ({ request, query: _, shared: { deps } }: Scope, target: ProxyTarget, sent: { readonly path: string; readonly uri: string }): Promise<ForwardedAnswer> => {
  let connection: ByteStream | undefined;
  try {
    connection = await target.connect();
    return await deps.forwarder.forward({
      secure: target.secure,
      method: request.method,
      target: request.query === '' ? sent.path : `${sent.path}?${request.query}`,
      headers: requestHeaders(request, sent.uri),
      body: hasBody(request) ? request.bodyChunks?.() ?? wholeBody(request) : undefined,
      signal: request.signal,
    }, connection);
  } catch (error) {
    connection?.close();
    return refuse(unreachable(error));
  }
};

const isSlashMissing = ({ method, upgrade }: ApiRequest, rest: string): boolean => rest === '' && (method === 'GET' || method === 'HEAD') && (upgrade ?? '') === '';

const headerOf = (headers: readonly (readonly [string, string])[], wanted: string): string | undefined => headers.find(([name]) => name.toLowerCase() === wanted)?.[1];

/** Whether links can be read in the body: HTML that is not encoded. */
const isPage = (headers: readonly (readonly [string, string])[]): boolean =>
  /^\s*text\/html\s*(;|$)/i.test(headerOf(headers, 'content-type') ?? '') && ['', 'identity'].includes(headerOf(headers, 'content-encoding') ?? '');

/**
 * Passes the request on. The path below `/proxy`, the query, the body and all but the client's credentials reach the target as they
 * were sent; what it answers comes back, an upgrade of the connection included, the links of a page leading below the proxy. 503 when it
 * cannot be reached.
 */
export const proxyRequest = async (scope: Scope, target: ProxyTarget): Promise<ApiResponse> => {
  const { request } = scope;
  const split = splitProxyPath(request.path) ?? refuse(routeNotFound);
  if (isSlashMissing(request, split.rest)) {
    return answerPieces(301, [], [['Location', `${request.path}/${request.query === '' ? '' : `?${request.query}`}`]]);
  }
  const answer = await forward(scope, target, { path: split.rest === '' ? '/' : split.rest, uri: request.path });
  if (answer.kind === 'switch') {
    const { connection } = answer;
    return { kind: 'switch', headers: switchHeaders(answer.headers), run: (client) => join(client, connection) };
  }
  const rewriting = { prefix: split.prefix, hosts: [target.host, request.headers['host'] ?? ''] };
  const headers = answerHeaders(answer.headers, rewriting);
  if (!isPage(headers) || request.method === 'HEAD') return { kind: 'answer', status: answer.status, headers, body: { kind: 'stream', chunks: answer.chunks } };
  const chunks = rewriteHtml(answer.chunks, (url) => rewriteLocation(url, rewriting));
  return { kind: 'answer', status: answer.status, headers: headers.filter(([name]) => name.toLowerCase() !== 'content-length'), body: { kind: 'stream', chunks } };
};
