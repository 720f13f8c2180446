import { encodeBase64 } from '../../../events/schema/base64.ts';
import { bytesOf } from '../answers/answer.ts';
import type { ApiResponse, ApiUpgrade, WebSocketPort } from '../port.ts';
import type { Scope } from '../scope.ts';
import { chooseSubprotocol } from './negotiate-streams.ts';

const NORMAL_CLOSURE = 1000;
const LINE_FEED = 10;

const READER_PROTOCOLS: readonly string[] = ['binary.k8s.io', 'base64.binary.k8s.io'];

/** Notices that the client goes: nothing it says means anything here. */
const untilGone = async (socket: WebSocketPort): Promise<void> => {
  for await (const message of socket.messages) void message;
};

function* linesOf(chunk: Uint8Array): Generator<Uint8Array> {
  let from = 0;
  for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, from)) {
    yield chunk.subarray(from, at + 1);
    from = at + 1;
  }
  if (from < chunk.length) yield chunk.subarray(from);
}

const pass = async (socket: WebSocketPort, chunks: AsyncIterable<Uint8Array>, send: (chunk: Uint8Array) => Promise<void>): Promise<void> => {
  const iterator = chunks[Symbol.asyncIterator]();
  const gone = untilGone(socket).finally(() => void iterator.return?.());
  for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) await send(next.value);
  socket.close(NORMAL_CLOSURE, '');
  await gone;
};

/** Each frame of a watch is a text message of its own. */
const watchOver = (chunks: AsyncIterable<Uint8Array>): ApiUpgrade => ({
  kind: 'upgrade',
  protocol: undefined,
  run: (socket) => pass(socket, chunks, async (chunk) => { for (const line of linesOf(chunk)) await socket.send(line, { text: true }); }),
});

const readOver = (chunks: AsyncIterable<Uint8Array>, protocol: string | undefined): ApiUpgrade => ({
  kind: 'upgrade',
  protocol,
  run: (socket) => pass(socket, chunks, (chunk) => (protocol === 'base64.binary.k8s.io' ? socket.send(bytesOf(encodeBase64(chunk)), { text: true }) : socket.send(chunk))),
});

/** A stream goes on over the WebSocket the client asked for; any other answer, a refusal say, stays what it is. */
export const overWebSocket = ({ request, info }: Scope, response: ApiResponse): ApiResponse => {
  if (request.webSocket === undefined || response.kind !== 'answer' || response.status !== 200 || response.body.kind !== 'stream') return response;
  const { chunks } = response.body;
  return info.verb === 'watch' ? watchOver(chunks) : readOver(chunks, chooseSubprotocol(request.webSocket.protocols, READER_PROTOCOLS));
};
