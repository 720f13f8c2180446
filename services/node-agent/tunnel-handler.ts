import { RefusalError, badRequest } from '../../events/errors.ts';
import type { ByteStream, Dialer } from '../kit/port.ts';
import { DialError } from '../kit/port.ts';
import type { ConnectTunnelRequest, LogsTunnelRequest, NodeAskTunnelRequest, NodeAnswerHead, TunnelEnd } from '../kit/tunnel/port.ts';
import { TUNNEL_CHANNELS } from '../kit/tunnel/port.ts';
import type { TunnelHandler, TunnelSession } from '../kit/tunnel/server.ts';
import type { NodeFacts } from './kubelet-answers.ts';
import { kubeletAnswer } from './kubelet-answers.ts';
import { newest, observedPod } from './observed-pod.ts';
import type { Runtime, RuntimeContainer } from './port.ts';
import { RuntimeError } from './port.ts';
import { serveCommand } from './serve-command.ts';
import { execBytes, serveConnection } from './serve-connection.ts';
import { serveLogs } from './serve-logs.ts';

interface PodTarget {
  readonly namespace: string;
  readonly pod: string;
  readonly podUid: string;
}

type Target = PodTarget & { readonly container: string };

/** Containers the agent has of a pod; undefined when it does not run it. */
export type FindPod = (podUid: string) => readonly RuntimeContainer[] | undefined;

export interface TunnelHandlerDeps {
  readonly runtime: Runtime;
  readonly dialer: Dialer;
  readonly find: FindPod;
  /** The node's own address. */
  readonly hostIp: string;
  readonly facts: NodeFacts;
}

const containersOf = (find: FindPod, { podUid, namespace, pod }: PodTarget): readonly RuntimeContainer[] => {
  const all = find(podUid);
  if (all === undefined) throw new RefusalError({ reason: 'NotFound', message: `pod ${namespace}/${pod} is not on this node` });
  return all;
};

const instancesOf = (find: FindPod, target: Target): readonly RuntimeContainer[] => observedPod(containersOf(find, target)).containers.get(target.container) ?? [];

const runningContainer = (find: FindPod, target: Target): RuntimeContainer => {
  const one = newest(observedPod(instancesOf(find, target)), target.container);
  if (one?.state !== 'running') throw new RefusalError({ reason: 'NotFound', message: `container not found ("${target.container}")` });
  return one;
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
  if (error instanceof DialError) throw new RefusalError({ reason: 'ServiceUnavailable', message: error.message }, { cause: error });
  if (error instanceof RuntimeError) throw new RefusalError({ reason: error.code === 'unavailable' ? 'ServiceUnavailable' : 'InternalError', message: error.message }, { cause: error });
  throw error;
};

/** busybox of the sandbox; what it cannot reach ends at once without a byte. */
const loopbackCommand = (port: number): readonly string[] => ['/bin/busybox', 'nc', '127.0.0.1', String(port)];

/** By the pod's address, and when nobody listens there, within its network by the loopback address. */
const connectPod = async ({ runtime, dialer, find, hostIp }: TunnelHandlerDeps, request: ConnectTunnelRequest): Promise<ByteStream> => {
  const sandbox = observedPod(containersOf(find, request)).sandboxes.at(-1);
  if (sandbox?.state !== 'running') throw new RefusalError({ reason: 'ServiceUnavailable', message: `pod ${request.namespace}/${request.pod} is not running` });
  const { port, loopback } = request;
  if (sandbox.address === undefined) return dialer.dial(loopback ? '127.0.0.1' : hostIp, port);
  try {
    return await dialer.dial(sandbox.address, port);
  } catch (error) {
    if (!loopback || !(error instanceof DialError) || !error.isRefused) throw error;
    return await dialLoopback(runtime, sandbox.id, { port, refused: error });
  }
};

/** The tool in the sandbox says by its exit code that nobody listens; one that lives a moment is connected. */
const dialLoopback = async (runtime: Runtime, sandboxId: string, { port, refused }: { readonly port: number; readonly refused: DialError }): Promise<ByteStream> => {
  const probe = await runtime.exec(sandboxId, { command: [...loopbackCommand(port), '-e', '/bin/busybox', 'true'], tty: false, stdin: false });
  for await (const { bytes } of probe.output) void bytes;
  if ((await probe.exitCode()) !== 0) throw refused;
  return execBytes(await runtime.exec(sandboxId, { command: loopbackCommand(port), tty: false, stdin: true }));
};

const answerAsk = async (facts: NodeFacts, request: NodeAskTunnelRequest, session: TunnelSession): Promise<TunnelEnd> => {
  const { body, ...head } = kubeletAnswer(facts, request);
  const written: NodeAnswerHead = head;
  const send = (text: string): Promise<void> => session.send({ channel: TUNNEL_CHANNELS.stdout, bytes: new TextEncoder().encode(text) });
  await send(JSON.stringify(written));
  if (body !== '' && request.method !== 'HEAD') await send(body);
  return { kind: 'exit', exitCode: 0 };
};

/** Serves what clients ask of the pods this node runs, and of the node. */
export const createTunnelHandler = (deps: TunnelHandlerDeps): TunnelHandler => async (request) => {
  const { runtime, dialer, find, facts, hostIp } = deps;
  switch (request.kind) {
    case 'logs': {
      const one = logsOf(find, request);
      return (session) => serveLogs(runtime, one, { request, session });
    }
    case 'exec': {
      const { command, tty, stdin } = request;
      const exec = await runtime.exec(runningContainer(find, request).id, { command, tty, stdin }).catch(translate);
      return (session) => serveCommand(exec, request, session);
    }
    case 'attach': {
      const exec = await runtime.attach(runningContainer(find, request).id, { stdin: request.stdin }).catch(translate);
      return (session) => serveCommand(exec, request, session);
    }
    case 'connect': {
      const connection = await connectPod(deps, request).catch(translate);
      return (session) => serveConnection(connection, session);
    }
    case 'node-connect': {
      const connection = await dialer.dial(hostIp, request.port).catch(translate);
      return (session) => serveConnection(connection, session);
    }
    case 'node-ask': return (session) => answerAsk(facts, request, session);
  }
};
