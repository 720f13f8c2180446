import { refuse } from '../answers/answer.ts';
import type { ApiResponse } from '../port.ts';
import { requireEntry } from '../read/get-object.ts';
import type { Scope } from '../scope.ts';
import { targetOf } from '../subresources/read-log.ts';
import { chooseSubprotocol, switchToSpdy, upgradeRequired, wantsSpdy } from './negotiate-streams.ts';
import type { ForwardTarget } from './port-forward.ts';
import { runPortForward } from './port-forward.ts';
import { webSocketBytes } from './stream-bytes.ts';
import { CHANNEL_FORWARD_PROTOCOLS, forwardedPorts, runChannelForward } from './web-socket-port-forward.ts';

const PROTOCOL = 'portforward.k8s.io';
/** SPDY in the messages of a WebSocket. */
const OVER_WEB_SOCKET = `SPDY/3.1+${PROTOCOL}`;

/** GET (WebSocket: SPDY in its messages, or channels) and POST (SPDY/3.1) of pods/x/portforward. */
export const portForwardPod = async (scope: Scope): Promise<ApiResponse> => {
  const { request, shared: { deps, reader } } = scope;
  const { node, namespace, pod, podUid } = targetOf(reader.object(await requireEntry(scope)), '');
  const target: ForwardTarget = { tunnel: deps.tunnel, clock: deps.clock, node, pod: { namespace, pod, podUid } };
  if (request.webSocket !== undefined) {
    const { protocols } = request.webSocket;
    if (protocols.includes(OVER_WEB_SOCKET)) return { kind: 'upgrade', protocol: OVER_WEB_SOCKET, run: (socket) => runPortForward(deps.spdy(webSocketBytes(socket)), target) };
    const protocol = chooseSubprotocol(protocols, CHANNEL_FORWARD_PROTOCOLS);
    const ports = forwardedPorts(scope.query);
    return { kind: 'upgrade', protocol, run: (socket) => runChannelForward(socket, target, { ports, protocol }) };
  }
  if (!wantsSpdy(request)) return refuse(upgradeRequired);
  return switchToSpdy(request, [PROTOCOL], () => (bytes) => runPortForward(deps.spdy(bytes), target));
};
