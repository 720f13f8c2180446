import { badRequest } from '../../../events/errors.ts';
import { stringAt } from '../../../events/json-path.ts';
import type { ExecTunnelRequest } from '../../kit/tunnel/port.ts';
import { refuse } from '../answers/answer.ts';
import type { ApiResponse } from '../port.ts';
import { requireEntry } from '../read/get-object.ts';
import type { Scope } from '../scope.ts';
import { chooseContainer } from './choose-container.ts';
import { EXEC_PROTOCOLS, runExecSession } from './exec-session.ts';
import { targetOf } from './read-log.ts';

const flag = (query: URLSearchParams, name: string): boolean => {
  const value = query.get(name);
  return value === 'true' || value === '1';
};

const requestOf = (query: URLSearchParams, target: Omit<ExecTunnelRequest, 'kind' | 'command' | 'stdin' | 'stdout' | 'stderr' | 'tty'>): ExecTunnelRequest => {
  const command = query.getAll('command');
  const streams = { stdin: flag(query, 'stdin'), stdout: flag(query, 'stdout'), stderr: flag(query, 'stderr'), tty: flag(query, 'tty') };
  if (command.length === 0) refuse(badRequest('you must specify at least 1 command for the container'));
  if (!streams.stdin && !streams.stdout && !streams.stderr) refuse(badRequest('you must specify at least 1 of stdin, stdout, stderr'));
  return { kind: 'exec', ...target, command, ...streams, stderr: streams.stderr && !streams.tty };
};

/** GET pods/x/exec as a WebSocket (v5, v4). SPDY is not spoken: such a request is told so. */
export const execPod = async (scope: Scope): Promise<ApiResponse> => {
  const entry = await requireEntry(scope);
  const pod = scope.shared.reader.object(entry);
  const phase = stringAt(pod, 'status', 'phase');
  if (phase === 'Succeeded' || phase === 'Failed') refuse(badRequest(`cannot exec into a container in a completed pod; current phase is ${phase}`));
  const container = chooseContainer(pod, scope.query.get('container') ?? '');
  const { node, ...target } = targetOf(pod, container);
  const request = requestOf(scope.query, target);
  const offered = scope.request.webSocket?.protocols;
  if (offered === undefined) return refuse(badRequest('exec is served over WebSocket only (v5.channel.k8s.io, v4.channel.k8s.io); SPDY/3.1 is not supported yet, use kubectl 1.30 or newer'));
  const protocol = EXEC_PROTOCOLS.find((one) => offered.includes(one));
  if (protocol === undefined) return refuse(badRequest(`none of the offered subprotocols is supported: ${offered.join(', ')}`));
  const { tunnel } = scope.shared.deps;
  return { kind: 'upgrade', protocol, run: (socket) => runExecSession(socket, { tunnel, node, request, protocol }) };
};
