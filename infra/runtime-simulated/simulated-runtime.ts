import type { ByteStream, Clock, Dialer, Entropy } from '../../services/kit/port.ts';
import { DialError } from '../../services/kit/port.ts';
import type { AttachOptions, ContainerIdentity, ContainerResources, ContainerSpec, EngineInfo, Exec, ExecOptions, ImageInfo, Runtime, RuntimeContainer, RuntimeEvent } from '../../services/node-agent/port.ts';
import { RuntimeError } from '../../services/node-agent/port.ts';
import { programOf } from './program.ts';
import type { Program } from './program.ts';
import type { Queue } from './queue.ts';
import { createQueue } from './queue.ts';
import { simulatedAttach } from './simulated-attach.ts';
import { simulatedExec } from './simulated-exec.ts';
import { createSimulatedLog } from './simulated-log.ts';
import type { SimulatedLog } from './simulated-log.ts';
import { simulatedServer } from './simulated-server.ts';

export interface SimulatedRuntimeOptions {
  readonly clock: Clock;
  readonly entropy: Entropy;
  /** Whether the node has or can pull an image. Default: all but those with `missing` in their name. */
  readonly hasImage?: (reference: string) => boolean;
  readonly cpus?: number;
  readonly memoryBytes?: number;
}

/** The port, the network of its pods, and what only a test can do. */
export interface SimulatedRuntime extends Runtime, Dialer {
  /** The process dies of itself, as if killed from outside. */
  crash(id: string, exitCode: number): void;
  /** Breaks event streams and refuses all calls until `comeBack`; containers go on. */
  goAway(): void;
  comeBack(): void;
  /** How often each identity was started. */
  starts(): ReadonlyMap<string, number>;
}

interface Held {
  container: RuntimeContainer;
  readonly stdin: boolean;
  readonly stdinOnce: boolean;
  readonly program: Program;
  readonly log: SimulatedLog;
  cancelExit: () => void;
}

interface Engine {
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly hasImage: (reference: string) => boolean;
  readonly info: EngineInfo;
  readonly byId: Map<string, Held>;
  readonly starts: Map<string, number>;
  readonly listeners: Set<Queue<RuntimeEvent | 'lost'>>;
  away: boolean;
}

const TERM_EXIT = 143;
const KILL_EXIT = 137;
const GIB = 1024 ** 3;
const STORAGE_BYTES = 100 * GIB;

const identityKey = (identity: ContainerIdentity): string => [identity.podUid, identity.role, identity.container, identity.attempt].join('/');

const imageId = (reference: string): string => `sha256:${[...reference].map((letter) => letter.codePointAt(0)?.toString(16)).join('').padEnd(64, '0').slice(0, 64)}`;

const present = ({ away }: Engine): void => {
  if (away) throw new RuntimeError('unavailable', 'the simulated engine is away');
};

const held = (engine: Engine, id: string): Held => {
  present(engine);
  const found = engine.byId.get(id);
  if (found === undefined) throw new RuntimeError('not-found', `no container ${id}`);
  return found;
};

const find = (engine: Engine, id: string): Held | undefined => {
  present(engine);
  return engine.byId.get(id);
};

const announce = ({ listeners }: Engine, { id, podUid }: RuntimeContainer, kind: RuntimeEvent['kind']): void => {
  for (const listener of listeners) listener.push({ id, podUid, kind });
};

const exit = (engine: Engine, one: Held | undefined, { exitCode, oomKilled = false }: { readonly exitCode: number; readonly oomKilled?: boolean | undefined }): void => {
  if (one?.container.state !== 'running') return;
  one.cancelExit();
  one.container = { ...one.container, state: 'exited', finishedAtMs: engine.clock.now(), exitCode, oomKilled };
  one.log.end();
  if (oomKilled) announce(engine, one.container, 'oom');
  announce(engine, one.container, 'died');
};

type Making = Pick<RuntimeContainer, 'image' | 'resources'> & Partial<Pick<ContainerSpec, 'stdin' | 'stdinOnce'>> & { readonly program: Program; readonly address?: string | undefined; readonly terminationLog?: string | undefined };

const create = (engine: Engine, identity: ContainerIdentity, { image, program, address, terminationLog, stdin = false, stdinOnce = false, resources }: Making): RuntimeContainer => {
  present(engine);
  const existing = [...engine.byId.values()].find(({ container }) => identityKey(container) === identityKey(identity));
  if (existing !== undefined) return existing.container;
  const { role, podUid, namespace, pod, container: name, attempt } = identity;
  const container: RuntimeContainer = {
    role, podUid, namespace, pod, container: name, attempt, id: `${engine.entropy.uuid()}${engine.entropy.uuid()}`.replaceAll('-', ''), state: 'created',
    createdAtMs: engine.clock.now(), image, imageId: imageId(image), ...(address !== undefined && { address }), ...(terminationLog !== undefined && { terminationLog }), ...(resources && { resources }),
  };
  engine.byId.set(container.id, { container, stdin, stdinOnce, program, log: createSimulatedLog(), cancelExit: () => undefined });
  return container;
};

const resourcesGiven = ({ milliCpuRequest, milliCpuLimit, memoryLimitBytes }: ContainerSpec): ContainerResources => ({ milliCpuRequest, milliCpuLimit, memoryLimitBytes });

const createContainer = (engine: Engine, spec: ContainerSpec): RuntimeContainer => {
  if (held(engine, spec.sandboxId).container.role !== 'sandbox') throw new RuntimeError('refused', `${spec.sandboxId} is no sandbox`);
  return create(engine, spec, { image: spec.image, program: programOf(spec), terminationLog: spec.terminationLog, stdin: spec.stdin, stdinOnce: spec.stdinOnce, resources: resourcesGiven(spec) });
};

const run = (engine: Engine, one: Held): void => {
  const { clock, starts } = engine;
  const { program: { startError, stdout, stderr, runMs, exitCode = 0, oomKilled }, container, log } = one;
  const key = identityKey(container);
  starts.set(key, (starts.get(key) ?? 0) + 1);
  if (startError !== undefined) {
    one.container = { ...container, state: 'exited', finishedAtMs: clock.now(), exitCode: 127, startError };
    return;
  }
  one.container = { ...container, state: 'running', startedAtMs: clock.now() };
  if (stdout !== undefined) log.write('stdout', stdout, clock.now());
  if (stderr !== undefined) log.write('stderr', stderr, clock.now());
  if (runMs !== undefined) one.cancelExit = clock.after(runMs, () => { exit(engine, one, { exitCode, oomKilled }); });
};

const start = (engine: Engine, id: string): RuntimeContainer => {
  const one = held(engine, id);
  if (one.container.state === 'created') run(engine, one);
  return one.container;
};

const resize = (engine: Engine, id: string, resources: ContainerResources): RuntimeContainer => {
  const one = held(engine, id);
  if (one.container.state !== 'running') throw new RuntimeError('refused', `container ${id} is not running`);
  one.container = { ...one.container, resources };
  return one.container;
};

const remove = (engine: Engine, id: string): void => {
  const one = find(engine, id);
  if (one === undefined) return;
  exit(engine, one, { exitCode: KILL_EXIT });
  engine.byId.delete(id);
  announce(engine, one.container, 'removed');
};

const signalStop = (engine: Engine, id: string): void => {
  const one = find(engine, id);
  if (one?.program.ignoreTerm !== true) exit(engine, one, { exitCode: TERM_EXIT });
};

const imageOf = (engine: Engine, reference: string): ImageInfo | undefined => {
  present(engine);
  return engine.hasImage(reference) ? { id: imageId(reference), user: '' } : undefined;
};

const pull = (engine: Engine, reference: string): ImageInfo => {
  const image = imageOf(engine, reference);
  if (image === undefined) throw new RuntimeError('image-unavailable', `no image ${reference}`);
  return image;
};

const exec = (engine: Engine, id: string, options: ExecOptions): Exec => {
  if (held(engine, id).container.state !== 'running') throw new RuntimeError('refused', `container ${id} is not running`);
  return simulatedExec(options);
};

const attach = (engine: Engine, id: string, options: AttachOptions): Exec => {
  const one = held(engine, id);
  if (one.container.state !== 'running') throw new RuntimeError('refused', `container ${id} is not running`);
  const { log, stdin, stdinOnce } = one;
  return simulatedAttach({ log, stdin, now: () => engine.clock.now(), onInputEnd: () => { if (stdinOnce) exit(engine, one, { exitCode: 0 }); } }, options);
};

/** At a virtual pod's address a virtual server listens on every port. */
const dial = ({ byId }: Engine, host: string, port: number): ByteStream => {
  const sandbox = [...byId.values()].find(({ container: { role, address, state } }) => role === 'sandbox' && address === host && state === 'running');
  if (sandbox === undefined) throw new DialError(`dial tcp ${host}:${port}: connect: no route to host`, { isRefused: false });
  return simulatedServer(`${sandbox.container.namespace}/${sandbox.container.pod}:${port}`);
};

async function* events(engine: Engine, signal: AbortSignal, ready: () => void): AsyncGenerator<RuntimeEvent> {
  present(engine);
  const queue = createQueue<RuntimeEvent | 'lost'>(signal);
  engine.listeners.add(queue);
  ready();
  try {
    for await (const event of queue) {
      if (event === 'lost') throw new RuntimeError('unavailable', 'the simulated engine went away');
      yield event;
    }
  } finally {
    engine.listeners.delete(queue);
  }
}

/** Makes a synchronous step answer as the port does: by a promise, its faults included. */
const soon = async <T>(work: () => T): Promise<T> => Promise.resolve().then(work);

const hasAllImages = (name: string): boolean => !name.includes('missing');

/** Containers that exist only in memory. They are gone with the process. */
export const createSimulatedRuntime = ({ clock, entropy, hasImage = hasAllImages, cpus = 4, memoryBytes = 8 * GIB }: SimulatedRuntimeOptions): SimulatedRuntime => {
  const info: EngineInfo = { name: 'simulated', version: '1', cpus, memoryBytes, storageBytes: STORAGE_BYTES, operatingSystem: 'simulated', kernelVersion: '0', architecture: 'amd64' };
  const engine: Engine = { clock, entropy, hasImage, info, byId: new Map(), starts: new Map(), listeners: new Set(), away: false };
  return {
    recover: () => soon(() => { present(engine); return [...engine.byId.values()].map(({ container }) => container); }),
    prepare: () => soon(() => { present(engine); }),
    info: () => soon(() => { present(engine); return info; }),
    createSandbox: (spec) => soon(() => create(engine, spec, { image: 'simulated/sandbox', program: {}, address: spec.address })),
    createContainer: (spec) => soon(() => createContainer(engine, spec)),
    start: (id) => soon(() => start(engine, id)),
    resize: (id, resources) => soon(() => resize(engine, id, resources)),
    inspect: (id) => soon(() => find(engine, id)?.container),
    signalStop: (id) => soon(() => { signalStop(engine, id); }),
    kill: (id) => soon(() => { exit(engine, find(engine, id), { exitCode: KILL_EXIT }); }),
    remove: (id) => soon(() => { remove(engine, id); }),
    inspectImage: (reference) => soon(() => imageOf(engine, reference)),
    pull: (reference) => soon(() => pull(engine, reference)),
    logs: (id, options, signal) => held(engine, id).log.read(options, signal),
    exec: (id, options) => soon(() => exec(engine, id, options)),
    attach: (id, options) => soon(() => attach(engine, id, options)),
    dial: (host, port) => soon(() => dial(engine, host, port)),
    events: (signal, ready) => events(engine, signal, ready),
    crash: (id, exitCode) => { exit(engine, held(engine, id), { exitCode }); },
    goAway: () => {
      engine.away = true;
      for (const listener of engine.listeners) listener.push('lost');
    },
    comeBack: () => { engine.away = false; },
    starts: () => engine.starts,
  };
};
