import type { LogsTunnelRequest, TunnelEnd } from '../kit/tunnel/port.ts';
import { TUNNEL_CHANNELS } from '../kit/tunnel/port.ts';
import type { TunnelSession } from '../kit/tunnel/server.ts';
import { parseTime } from '../kit/timestamp.ts';
import type { Runtime, RuntimeContainer } from './port.ts';

interface Query {
  readonly request: LogsTunnelRequest;
  readonly session: TunnelSession;
}

/** Sends a container's output, both streams on one channel, until its end, the limit, or the reader goes. */
export const serveLogs = async (runtime: Runtime, one: RuntimeContainer, { request, session }: Query): Promise<TunnelEnd> => {
  const { follow, timestamps, tailLines, sinceTime, limitBytes = Infinity } = request;
  const sinceMs = parseTime(sinceTime);
  const abort = new AbortController();
  session.signal.addEventListener('abort', () => { abort.abort(); }, { once: true });
  const options = { follow, timestamps, ...(tailLines !== undefined && { tailLines }), ...(sinceMs !== undefined && { sinceMs }) };
  let left = limitBytes;
  for await (const { bytes } of runtime.logs(one.id, options, abort.signal)) {
    await session.send({ channel: TUNNEL_CHANNELS.stdout, bytes: bytes.subarray(0, left) });
    left -= bytes.length;
    if (left <= 0 || session.signal.aborted) break;
  }
  abort.abort();
  return { kind: 'exit', exitCode: 0 };
};
