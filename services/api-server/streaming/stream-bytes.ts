import type { ByteStream } from '../../kit/port.ts';
import { TUNNEL_CHANNELS } from '../../kit/tunnel/port.ts';
import type { NodeTunnelStream } from '../../kit/tunnel/port.ts';
import type { WebSocketPort } from '../port.ts';

const NORMAL_CLOSURE = 1000;

async function* tunnelled(stream: NodeTunnelStream): AsyncGenerator<Uint8Array> {
  for await (const { bytes } of stream.frames) yield bytes;
}

/** A connection to a pod or node at the other end of a tunnel. */
export const tunnelBytes = (stream: NodeTunnelStream): ByteStream => ({
  chunks: tunnelled(stream),
  write: (bytes) => stream.send({ channel: TUNNEL_CHANNELS.stdin, bytes }),
  end: () => { stream.closeInput(TUNNEL_CHANNELS.stdin); },
  close: () => { stream.close(); },
});

async function* binaryMessages(socket: WebSocketPort): AsyncGenerator<Uint8Array> {
  for await (const { bytes } of socket.messages) yield bytes;
}

/** Bytes as messages of a WebSocket, whose borders mean nothing. A WebSocket ends both ways at once. */
export const webSocketBytes = (socket: WebSocketPort): ByteStream => {
  const close = (): void => { socket.close(NORMAL_CLOSURE, ''); };
  return { chunks: binaryMessages(socket), write: (bytes) => socket.send(bytes), end: close, close };
};
