import { RefusalError, badRequest } from '../../events/errors.ts';
import type { ExecTunnelRequest, LogsTunnelRequest, TunnelEnd, TunnelRequest } from '../kit/tunnel/port.ts';
import { TUNNEL_CHANNELS } from '../kit/tunnel/port.ts';
import type { TunnelHandler, TunnelSession } from '../kit/tunnel/server.ts';
import { newest, observedPod } from './observed-pod.ts';
import type { Exec, OutputChunk, Runtime, RuntimeContainer } from './port.ts';
import { RuntimeError } from './port.ts';
import { serveLogs } from './serve-logs.ts';

type Target = Pick<TunnelRequest, 'namespace' | 'pod' | 'podUid' | 'container'>;

/** Containers the agent has of a pod; undefined when it does not run it. */
export type FindPod = (podUid: string) => readonly RuntimeContainer[] | undefined;

const instancesOf = (find: FindPod, { podUid, namespace, pod, container }: Target): readonly RuntimeContainer[] => {
  const all = find(podUid);
  if (all === undefined) throw new RefusalError({ reason: 'NotFound', message: `pod ${namespace}/${pod} is not on this node` });
  return observedPod(all).containers.get(container) ?? [];
};

const runningContainer = (find: FindPod, target: ExecTunnelRequest): RuntimeContainer => {
  const one = newest(observedPod(instancesOf(find, target)), target.container);
  if (one?.state !== 'running') throw new RefusalError({ reason: 'NotFound', message: `container not found ("${target.container}")` });
  return one;
};

const forwardInput = async (exec: Exec, { input }: TunnelSession): Promise<void> => {
  for await (const { channel, bytes } of input) {
    if (channel === TUNNEL_CHANNELS.stdin) {
      if (bytes === undefined) exec.closeStdin();
      else await exec.write(bytes);
    } else if (channel === TUNNEL_CHANNELS.resize && bytes !== undefined) {
      const { Width, Height }: { readonly Width: number; readonly Height: number } = JSON.parse(new TextDecoder().decode(bytes));
      // A terminal that cannot be resized is no reason to end the command.
      await exec.resize(Width, Height).catch(() => undefined);
    }
  }
};

/** The runtime says in place of output that a command cannot be started, with one of these exit codes; kubectl shows it. */
const NOT_STARTED = [126, 127];
const COMPLAINT = 'OCI runtime exec failed: exec failed: ';

const runExec = async (exec: Exec, request: ExecTunnelRequest, session: TunnelSession): Promise<TunnelEnd> => {
  session.signal.addEventListener('abort', () => { exec.close(); }, { once: true });
  forwardInput(exec, session).catch(() => { exec.close(); });
  const pass = async ({ channel, bytes }: OutputChunk): Promise<void> => {
    const wanted = channel === 'stdout' ? request.stdout : request.stderr;
    if (wanted) await session.send({ channel: TUNNEL_CHANNELS[channel], bytes });
  };
  // Held back until it is known to be a command's own words.
  let complaint: OutputChunk | undefined;
  let isFirst = true;
  for await (const chunk of exec.output) {
    if (isFirst && new TextDecoder().decode(chunk.bytes.subarray(0, COMPLAINT.length)) === COMPLAINT) complaint = chunk;
    else await pass(chunk);
    isFirst = false;
  }
  const exitCode = await exec.exitCode();
  if (complaint !== undefined && NOT_STARTED.includes(exitCode)) return { kind: 'failed', message: new TextDecoder().decode(complaint.bytes).trim() };
  if (complaint !== undefined) await pass(complaint);
  return { kind: 'exit', exitCode };
};

const logsOf = (find: FindPod, request: LogsTunnelRequest): RuntimeContainer => {
  const instances = instancesOf(find, request);
  const { container, pod, previous } = request;
  const one = previous ? instances.filter(({ state }) => state === 'exited').findLast((each) => each !== instances.at(-1) || each.state === 'exited') : instances.at(-1);
  if (one !== undefined && one.state !== 'created') return one;
  throw new RefusalError(badRequest(previous
    ? `previous terminated container "${container}" in pod "${pod}" not found`
    : `container "${container}" in pod "${pod}" is waiting to start: ContainerCreating`));
};

const translate = (error: unknown): never => {
  if (error instanceof RuntimeError) throw new RefusalError({ reason: error.code === 'unavailable' ? 'ServiceUnavailable' : 'InternalError', message: error.message }, { cause: error });
  throw error;
};

/** Serves exec and logs of the pods this node runs. */
export const createTunnelHandler = (runtime: Runtime, find: FindPod): TunnelHandler => async (request) => {
  if (request.kind === 'logs') {
    const one = logsOf(find, request);
    return (session) => serveLogs(runtime, one, { request, session });
  }
  const { command, tty, stdin } = request;
  const exec = await runtime.exec(runningContainer(find, request).id, { command, tty, stdin }).catch(translate);
  return (session) => runExec(exec, request, session);
};
