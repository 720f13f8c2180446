import type { ByteStream } from '../../kit/port.ts';
import { badRequest } from '../../../events/errors.ts';
import type { NodeAnswerHead, NodeTunnelStream } from '../../kit/tunnel/port.ts';
import { answerPieces, refuse, routeNotFound } from '../answers/answer.ts';
import type { ApiAnswer, ApiResponse } from '../port.ts';
import { requireEntry } from '../read/get-object.ts';
import type { Scope } from '../scope.ts';
import { tunnelBytes } from '../streaming/stream-bytes.ts';
import { parseProxyName } from './proxy-name.ts';
import { named, portNumber } from './proxy-pod.ts';
import { splitProxyPath } from './proxy-path.ts';
import { proxyRequest } from './proxy-request.ts';

/** Where a kubelet listens; requests to it the agent answers. */
const KUBELET_PORT = '10250';

async function* bodyOf(stream: NodeTunnelStream, frames: AsyncIterator<{ readonly bytes: Uint8Array }>): AsyncGenerator<Uint8Array> {
  try {
    for (let next = await frames.next(); next.done !== true; next = await frames.next()) yield next.value.bytes;
  } finally {
    stream.close();
  }
}

/** The path below `/proxy`, decoded; the agent compares it with what it knows, so nothing can hide in it. */
const pathOf = (rest: string): string => {
  try {
    return decodeURIComponent(rest);
  } catch {
    return refuse(badRequest('the path of the request is malformed'));
  }
};

const askNode = async ({ request, shared: { deps } }: Scope, node: string, rest: string): Promise<ApiAnswer> => {
  const { method, query } = request;
  const stream = await deps.tunnel.open(node, { kind: 'node-ask', method, path: pathOf(rest), query });
  const frames = stream.frames[Symbol.asyncIterator]();
  const first = await frames.next();
  if (first.done === true) {
    const end = await stream.end;
    return refuse({ reason: 'ServiceUnavailable', message: `error trying to reach service: ${end.kind === 'failed' ? end.message : 'the node gave no answer'}` });
  }
  const head: NodeAnswerHead = JSON.parse(new TextDecoder().decode(first.value.bytes));
  request.signal.addEventListener('abort', () => { stream.close(); }, { once: true });
  return { kind: 'answer', status: head.status, headers: [['Content-Type', head.contentType]], body: { kind: 'stream', chunks: bodyOf(stream, frames) } };
};

const connectNode = async ({ shared: { deps } }: Scope, node: string, port: number): Promise<ByteStream> => tunnelBytes(await deps.tunnel.open(node, { kind: 'node-connect', port }));

/** Every verb of nodes/x/proxy: what a kubelet tells is asked of the agent, another port is reached from the node. */
export const proxyNode = async (scope: Scope): Promise<ApiResponse> => {
  const { name, port, secure } = parseProxyName(scope.info.name) ?? refuse(badRequest(`invalid node request "${scope.info.name}"`));
  const { reader } = scope.shared;
  reader.object(await requireEntry(named(scope, name)));
  if (port !== '' && port !== KUBELET_PORT) {
    const number = portNumber(port, name);
    return proxyRequest(scope, { secure, host: `${name}:${number}`, connect: () => connectNode(scope, name, number) });
  }
  const { path, query } = scope.request;
  const { rest } = splitProxyPath(path) ?? refuse(routeNotFound);
  if (rest === '' && ['GET', 'HEAD'].includes(scope.request.method)) return answerPieces(301, [], [['Location', `${path}/${query === '' ? '' : `?${query}`}`]]);
  return askNode(scope, name, rest === '' ? '/' : rest);
};
