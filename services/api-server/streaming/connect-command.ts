import type { JsonObject } from '../../../events/json.ts';
import { badRequest } from '../../../events/errors.ts';
import { stringAt } from '../../../events/json-path.ts';
import type { AttachTunnelRequest, ExecTunnelRequest } from '../../kit/tunnel/port.ts';
import { refuse } from '../answers/answer.ts';
import type { ApiResponse } from '../port.ts';
import { requireEntry } from '../read/get-object.ts';
import type { Scope } from '../scope.ts';
import { chooseContainer } from '../subresources/choose-container.ts';
import { targetOf } from '../subresources/read-log.ts';
import { chooseSubprotocol, switchToSpdy, upgradeRequired, wantsSpdy } from './negotiate-streams.ts';
import { runCommandSession } from './run-command-session.ts';
import type { CommandStreams } from './spdy-channels.ts';
import { SPDY_COMMAND_PROTOCOLS, spdyChannels } from './spdy-channels.ts';
import { WEB_SOCKET_PROTOCOLS, webSocketChannels } from './web-socket-channels.ts';

const flag = (query: URLSearchParams, name: string): boolean => {
  const value = query.get(name);
  return value === 'true' || value === '1';
};

/** With a terminal both outputs are one. Throws 400 when nothing is asked for. */
const streamsOf = (query: URLSearchParams): CommandStreams => {
  const [stdin, stdout, stderr, tty] = [flag(query, 'stdin'), flag(query, 'stdout'), flag(query, 'stderr'), flag(query, 'tty')];
  if (!stdin && !stdout && !stderr) refuse(badRequest('you must specify at least 1 of stdin, stdout, stderr'));
  return { stdin, stdout, stderr: stderr && !tty, tty };
};

const podOf = async (scope: Scope): Promise<JsonObject> => scope.shared.reader.object(await requireEntry(scope));

interface Command {
  readonly node: string;
  readonly request: ExecTunnelRequest | AttachTunnelRequest;
  readonly wanted: CommandStreams;
}

/** Hands the connection over, to a WebSocket or SPDY session. */
const connect = ({ request: asked, shared: { deps } }: Scope, { node, request, wanted }: Command): ApiResponse => {
  const { tunnel, clock, spdy } = deps;
  const session = { tunnel, node, request };
  if (asked.webSocket !== undefined) {
    const protocol = chooseSubprotocol(asked.webSocket.protocols, WEB_SOCKET_PROTOCOLS);
    return { kind: 'upgrade', protocol, run: (socket) => runCommandSession(webSocketChannels(socket, protocol), session) };
  }
  if (!wantsSpdy(asked)) return refuse(upgradeRequired);
  return switchToSpdy(asked, SPDY_COMMAND_PROTOCOLS, (protocol) => async (bytes) => {
    const channels = await spdyChannels(spdy(bytes), { wanted, protocol, clock });
    if (channels !== undefined) await runCommandSession(channels, session);
  });
};

/** GET (WebSocket) and POST (SPDY/3.1) of pods/x/exec. */
export const execPod = async (scope: Scope): Promise<ApiResponse> => {
  const pod = await podOf(scope);
  const phase = stringAt(pod, 'status', 'phase');
  if (phase === 'Succeeded' || phase === 'Failed') refuse(badRequest(`cannot exec into a container in a completed pod; current phase is ${phase}`));
  const { node, ...target } = targetOf(pod, chooseContainer(pod, scope.query.get('container') ?? ''));
  const command = scope.query.getAll('command');
  if (command.length === 0) refuse(badRequest('you must specify at least 1 command for the container'));
  const wanted = streamsOf(scope.query);
  return connect(scope, { node, wanted, request: { kind: 'exec', ...target, command, ...wanted } });
};

/** GET (WebSocket) and POST (SPDY/3.1) of pods/x/attach. */
export const attachPod = async (scope: Scope): Promise<ApiResponse> => {
  const pod = await podOf(scope);
  const { node, ...target } = targetOf(pod, chooseContainer(pod, scope.query.get('container') ?? ''));
  const wanted = streamsOf(scope.query);
  const { stdin, stdout, stderr } = wanted;
  return connect(scope, { node, wanted, request: { kind: 'attach', ...target, stdin, stdout, stderr } });
};
