import { RefusalError } from '../../../events/errors.ts';
import type { ByteStream, Clock } from '../../kit/port.ts';
import type { ConnectTunnelRequest, NodeTunnel, NodeTunnelStream } from '../../kit/tunnel/port.ts';
import { TUNNEL_CHANNELS } from '../../kit/tunnel/port.ts';
import { bytesOf } from '../answers/answer.ts';
import type { SpdyConnection, SpdyStream } from '../port.ts';

const CREATION_MS = 30_000;

/** Where forwarded connections go. */
export interface ForwardTarget {
  readonly tunnel: NodeTunnel;
  readonly clock: Clock;
  readonly node: string;
  readonly pod: Pick<ConnectTunnelRequest, 'namespace' | 'pod' | 'podUid'>;
}

/** One connection of the client: its bytes, and where it is told what went wrong. */
export interface ForwardedPort {
  readonly port: number;
  readonly data: ByteStream;
  readonly error: Pick<ByteStream, 'write' | 'end'>;
  /** Aborts when the client gives it up. */
  readonly signal: AbortSignal;
}

const passUp = async (data: ByteStream, stream: NodeTunnelStream): Promise<void> => {
  for await (const bytes of data.chunks) await stream.send({ channel: TUNNEL_CHANNELS.stdin, bytes });
  stream.closeInput(TUNNEL_CHANNELS.stdin);
};

const passBoth = async (data: ByteStream, stream: NodeTunnelStream): Promise<void> => {
  const up = passUp(data, stream).catch(() => { stream.close(); });
  for await (const { bytes } of stream.frames) await data.write(bytes);
  const end = await stream.end;
  stream.close();
  data.end();
  // What the client sends to a pod that has ended is taken, so that it does not hold up the client's other connections.
  void up;
  if (end.kind === 'failed') throw new Error(end.message);
};

/** Carries one connection to its end; tells the client on its error stream what went wrong. Never rejects: a client that is gone is told nothing. */
export const forwardPort = async ({ tunnel, node, pod }: ForwardTarget, { port, data, error, signal }: ForwardedPort): Promise<void> => {
  try {
    const stream = await tunnel.open(node, { kind: 'connect', ...pod, port, loopback: true });
    const close = (): void => { stream.close(); };
    if (signal.aborted) close();
    signal.addEventListener('abort', close, { once: true });
    await passBoth(data, stream);
  } catch (failure) {
    const why = failure instanceof RefusalError ? failure.refusal.message : String(failure instanceof Error ? failure.message : failure);
    if (!signal.aborted) await error.write(bytesOf(`error forwarding port ${port} to pod ${pod.pod}, uid ${pod.podUid}: ${why}`)).catch(() => undefined);
  } finally {
    data.end();
    error.end();
  }
};

interface Pair {
  readonly cancel: () => void;
  data?: SpdyStream;
  error?: SpdyStream;
}

const portOf = (text: string | undefined): number | undefined => {
  const port = /^\d{1,5}$/.test(text ?? '') ? Number(text) : 0;
  return port > 0 && port <= 0xffff ? port : undefined;
};

const startPair = (pairs: Map<string, Pair>, id: string, clock: Clock): Pair => {
  const pair: Pair = {
    cancel: clock.after(CREATION_MS, () => {
      pairs.delete(id);
      for (const stream of [pair.data, pair.error]) stream?.close();
    }),
  };
  pairs.set(id, pair);
  return pair;
};

/** Puts a stream to its fellow; false when it is none of a pair. */
const takeStream = (pair: Pair, stream: SpdyStream): boolean => {
  const type = stream.headers['streamtype'];
  if ((type !== 'data' && type !== 'error') || pair[type] !== undefined) return false;
  pair[type] = stream;
  return true;
};

/**
 * The `portforward.k8s.io` protocol: for each connection the client opens a `data` and an `error` stream with the same
 * `requestid` and `port`. Runs until the client goes.
 */
export const runPortForward = async (connection: SpdyConnection, target: ForwardTarget): Promise<void> => {
  const pairs = new Map<string, Pair>();
  for await (const stream of connection.streams) {
    const { requestid: id = '', port: text } = stream.headers;
    const port = portOf(text);
    const pair = pairs.get(id) ?? startPair(pairs, id, target.clock);
    if (port === undefined || !takeStream(pair, stream)) stream.close();
    const { data, error } = pair;
    if (port === undefined || data === undefined || error === undefined) continue;
    pair.cancel();
    pairs.delete(id);
    void forwardPort(target, { port, data, error, signal: data.signal });
  }
  for (const { cancel } of pairs.values()) cancel();
  connection.close();
};
