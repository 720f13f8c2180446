import { badRequest } from '../../../events/errors.ts';
import type { ByteStream } from '../../kit/port.ts';
import { createInbox } from '../../kit/tunnel/inbox.ts';
import { refuse } from '../answers/answer.ts';
import type { WebSocketPort } from '../port.ts';
import { channelCodec } from './channel-codec.ts';
import type { ForwardTarget } from './port-forward.ts';
import { forwardPort } from './port-forward.ts';

/** Subprotocols of the older way to forward ports, best first. */
export const CHANNEL_FORWARD_PROTOCOLS: readonly string[] = ['v4.channel.k8s.io', 'v4.base64.channel.k8s.io'];

const NORMAL_CLOSURE = 1000;
const MAX_PORTS = 64;

/** The ports of `?ports=80&ports=90,91`. Throws 400. */
export const forwardedPorts = (query: URLSearchParams): readonly number[] => {
  const texts = query.getAll('ports').flatMap((text) => text.split(','));
  if (texts.length === 0) refuse(badRequest('query parameter "port" is required'));
  if (texts.length > MAX_PORTS) refuse(badRequest(`at most ${MAX_PORTS} ports can be forwarded over one connection`));
  return texts.map((text) => {
    const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
    return port > 0 && port <= 0xffff ? port : refuse(badRequest(`unable to parse "${text}" as a port`));
  });
};

const twoBytes = (port: number): Uint8Array => Uint8Array.of(port & 0xff, port >> 8);

/** Arrived for one port and not taken: then the client is not read until it is less. */
const MAX_QUEUED_BYTES = 1024 * 1024;

interface Upload {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Resolves when there is room for more; what comes after the end is dropped. */
  push(bytes: Uint8Array): Promise<void>;
  end(): void;
}

const createUpload = (): Upload => {
  let queued = 0;
  let isOver = false;
  let wake: (() => void) | undefined;
  const poke = (): void => {
    wake?.();
    wake = undefined;
  };
  const inbox = createInbox<Uint8Array>(({ length }) => {
    queued -= length;
    poke();
  });
  return {
    chunks: inbox,
    push: async (bytes) => {
      if (isOver) return;
      queued += bytes.length;
      inbox.push(bytes);
      while (queued > MAX_QUEUED_BYTES && !isOver) await new Promise<void>((resolve) => { wake = resolve; });
    },
    end: () => {
      isOver = true;
      inbox.end();
      poke();
    },
  };
};

interface Ports {
  readonly ports: readonly number[];
  readonly protocol: string | undefined;
}

/** One connection per port: channel 2n carries the bytes of the n-th, 2n+1 what went wrong; each begins with the port, little-endian. */
export const runChannelForward = async (socket: WebSocketPort, target: ForwardTarget, { ports, protocol }: Ports): Promise<void> => {
  const codec = channelCodec(protocol);
  const gone = new AbortController();
  const connections = ports.map((port, index) => {
    const upload = createUpload();
    const data: ByteStream = { chunks: upload.chunks, write: (bytes) => codec.send(socket, index * 2, bytes), end: upload.end, close: upload.end };
    const error = { write: (bytes: Uint8Array) => codec.send(socket, index * 2 + 1, bytes), end: () => undefined };
    return { port, data, error, signal: gone.signal, upload };
  });
  for (const { port, data, error } of connections) {
    await data.write(twoBytes(port));
    await error.write(twoBytes(port));
  }
  const forwarding = Promise.all(connections.map((one) => forwardPort(target, one))).then(() => { socket.close(NORMAL_CLOSURE, ''); });
  try {
    for await (const message of socket.messages) {
      const decoded = codec.decode(message);
      if (decoded !== undefined && decoded.channel % 2 === 0) await connections[decoded.channel / 2]?.upload.push(decoded.bytes);
    }
  } finally {
    gone.abort();
    for (const { upload } of connections) upload.end();
  }
  await forwarding;
};
