import type { Refusal } from '../../../events/errors.ts';
import { RefusalError } from '../../../events/errors.ts';
import { nodeSubjects } from '../../../events/node/messages.ts';
import { encodeToken } from '../../../events/subject.ts';
import type { Messaging } from '../messaging/port.ts';
import type { Clock, Logger } from '../port.ts';
import type { TunnelOpen } from './client.ts';
import type { LinkItem } from './link.ts';
import { createLink } from './link.ts';
import type { TunnelEnd, TunnelFrame, TunnelRequest } from './port.ts';

/** The agent's end of one accepted tunnel. */
export interface TunnelSession {
  /** From the API server; `bytes` undefined is the half-close of a channel. Taking one is its credit. */
  readonly input: AsyncIterable<LinkItem>;
  /** Resolves when there is room for more; does nothing once the tunnel is over. */
  send(frame: TunnelFrame): Promise<void>;
  /** Aborts when the client gave up or is lost. */
  readonly signal: AbortSignal;
}

/** Throwing RefusalError refuses the request; the answer runs the accepted one to its end. */
export type TunnelHandler = (request: TunnelRequest) => Promise<(session: TunnelSession) => Promise<TunnelEnd>>;

export interface TunnelServerDeps {
  readonly messaging: Messaging;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly node: string;
  readonly handle: TunnelHandler;
}

const refusalOf = (error: unknown): Refusal =>
  error instanceof RefusalError ? error.refusal : { reason: 'InternalError', message: error instanceof Error ? error.message : String(error) };

const serveOne = async ({ messaging, clock, node, handle }: TunnelServerDeps, { id, request }: TunnelOpen): Promise<void> => {
  const abort = new AbortController();
  const token = encodeToken(node);
  const link = createLink({
    messaging, clock,
    receiveOn: nodeSubjects.tunnel(token, id, 'up'),
    sendOn: nodeSubjects.tunnel(token, id, 'down'),
    onLost: () => { abort.abort(); },
    onControl: ({ type }) => { if (type === 'abandoned') abort.abort(); },
  });
  try {
    const run = await handle(request);
    link.control({ type: 'accepted' });
    const end = await run({ input: link.items, send: (frame) => link.send(frame), signal: abort.signal })
      .catch((error: unknown): TunnelEnd => ({ kind: 'failed', message: refusalOf(error).message }));
    link.control({ type: 'finished', json: JSON.stringify(end) });
  } catch (error) {
    link.control({ type: 'refused', json: JSON.stringify(refusalOf(error)) });
  } finally {
    link.close();
    abort.abort();
  }
};

/** Accepts tunnels to this node until the returned function is called. */
export const serveTunnels = (deps: TunnelServerDeps): (() => void) =>
  deps.messaging.subscribe(nodeSubjects.tunnel(encodeToken(deps.node), 'open'), ({ data }) => {
    const open: TunnelOpen = JSON.parse(new TextDecoder().decode(data));
    serveOne(deps, open).catch((error: unknown) => { deps.logger.error('a tunnel failed', { error: String(error) }); });
  });
