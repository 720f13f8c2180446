import { nodeSubjects } from '../../../events/node/messages.ts';
import type { Refusal } from '../../../events/errors.ts';
import { RefusalError } from '../../../events/errors.ts';
import { encodeToken } from '../../../events/subject.ts';
import type { Messaging } from '../messaging/port.ts';
import type { Clock, Entropy } from '../port.ts';
import type { Frame } from './frame.ts';
import type { Link, LinkItem } from './link.ts';
import { createLink } from './link.ts';
import type { NodeTunnel, NodeTunnelStream, TunnelEnd, TunnelFrame, TunnelRequest } from './port.ts';

export interface TunnelClientDeps {
  readonly messaging: Messaging;
  readonly clock: Clock;
  readonly entropy: Entropy;
}

/** First message of a tunnel, on `tun.<node>.open`. */
export interface TunnelOpen {
  /** Names the tunnel's two subjects, `tun.<node>.<id>.up` and `.down`. */
  readonly id: string;
  readonly request: TunnelRequest;
}

export const ACCEPT_TIMEOUT_MS = 10_000;

const unavailable = (node: string, why: string): RefusalError =>
  new RefusalError({ reason: 'ServiceUnavailable', message: `node ${node}: ${why}` });

async function* dataOnly(items: AsyncIterable<LinkItem>): AsyncGenerator<TunnelFrame> {
  for await (const { channel, bytes } of items) if (bytes !== undefined) yield { channel, bytes };
}

const streamOf = (link: Link, ended: PromiseWithResolvers<TunnelEnd>): NodeTunnelStream => ({
  frames: dataOnly(link.items),
  send: (frame) => link.send(frame),
  closeInput: (channel) => { link.control({ type: 'half-close', channel }); },
  end: ended.promise,
  close: () => {
    link.control({ type: 'abandoned' });
    link.close();
    ended.resolve({ kind: 'failed', message: 'the client closed the stream' });
  },
});

/** The API server's end of tunnels. */
export const createTunnelClient = ({ messaging, clock, entropy }: TunnelClientDeps): NodeTunnel => ({
  open: (node, request) => {
    const id = entropy.uuid();
    const token = encodeToken(node);
    const opened = Promise.withResolvers<NodeTunnelStream>();
    const ended = Promise.withResolvers<TunnelEnd>();
    const fail = (error: RefusalError): void => {
      cancelTimer();
      link.close();
      opened.reject(error);
    };
    const onControl = (frame: Frame): void => {
      if (frame.type === 'refused') {
        const refusal: Refusal = JSON.parse(frame.json);
        fail(new RefusalError(refusal));
      } else if (frame.type === 'accepted') {
        cancelTimer();
        opened.resolve(streamOf(link, ended));
      } else if (frame.type === 'finished') {
        const end: TunnelEnd = JSON.parse(frame.json);
        link.close();
        ended.resolve(end);
      }
    };
    const link = createLink({
      messaging, clock, onControl,
      receiveOn: nodeSubjects.tunnel(token, id, 'down'),
      sendOn: nodeSubjects.tunnel(token, id, 'up'),
      onLost: (why) => {
        opened.reject(unavailable(node, why));
        ended.resolve({ kind: 'failed', message: `node ${node}: ${why}` });
      },
    });
    const cancelTimer = clock.after(ACCEPT_TIMEOUT_MS, () => { fail(unavailable(node, `its agent did not answer within ${ACCEPT_TIMEOUT_MS / 1000} s`)); });
    const first: TunnelOpen = { id, request };
    messaging.publish(nodeSubjects.tunnel(token, 'open'), new TextEncoder().encode(JSON.stringify(first)));
    return opened.promise;
  },
});
