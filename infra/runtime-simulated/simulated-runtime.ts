import type { Clock, Entropy } from '../../services/kit/port.ts';
import type { ContainerIdentity, ContainerSpec, Exec, ImageInfo, Runtime, RuntimeContainer, RuntimeEvent } from '../../services/node-agent/port.ts';
import { RuntimeError } from '../../services/node-agent/port.ts';
import { programOf } from './program.ts';
import type { Program } from './program.ts';
import type { Queue } from './queue.ts';
import { createQueue } from './queue.ts';
import { simulatedExec } from './simulated-exec.ts';
import { createSimulatedLog } from './simulated-log.ts';
import type { SimulatedLog } from './simulated-log.ts';

export interface SimulatedRuntimeOptions {
  readonly clock: Clock;
  readonly entropy: Entropy;
  /** Whether the node has or can pull an image. Default: all but those with `missing` in their name. */
  readonly hasImage?: (reference: string) => boolean;
  readonly cpus?: number;
  readonly memoryBytes?: number;
}

/** The port plus what only a test can do. */
export interface SimulatedRuntime extends Runtime {
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
  readonly program: Program;
  readonly log: SimulatedLog;
  cancelExit: () => void;
}

const TERM_EXIT = 143;
const KILL_EXIT = 137;
const GIB = 1024 ** 3;

const identityKey = (identity: ContainerIdentity): string => [identity.podUid, identity.role, identity.container, identity.attempt].join('/');

const imageId = (reference: string): string => `sha256:${[...reference].map((letter) => letter.codePointAt(0)?.toString(16)).join('').padEnd(64, '0').slice(0, 64)}`;

/** Containers that exist only in memory. They are gone with the process. */
export const createSimulatedRuntime = ({ clock, entropy, hasImage = (name) => !name.includes('missing'), cpus = 4, memoryBytes = 8 * GIB }: SimulatedRuntimeOptions): SimulatedRuntime => {
  const byId = new Map<string, Held>();
  const startCounts = new Map<string, number>();
  const listeners = new Set<Queue<RuntimeEvent | 'lost'>>();
  let away = false;

  const present = (): void => {
    if (away) throw new RuntimeError('unavailable', 'the simulated engine is away');
  };
  const held = (id: string): Held => {
    present();
    const found = byId.get(id);
    if (found === undefined) throw new RuntimeError('not-found', `no container ${id}`);
    return found;
  };
  const announce = ({ id, podUid }: RuntimeContainer, kind: RuntimeEvent['kind']): void => {
    for (const listener of listeners) listener.push({ id, podUid, kind });
  };
  const exit = (one: Held, exitCode: number, oomKilled = false): void => {
    if (one.container.state !== 'running') return;
    one.cancelExit();
    one.container = { ...one.container, state: 'exited', finishedAtMs: clock.now(), exitCode, oomKilled };
    one.log.end();
    if (oomKilled) announce(one.container, 'oom');
    announce(one.container, 'died');
  };
  const create = (identity: ContainerIdentity, more: { readonly image: string; readonly program: Program; readonly address?: string | undefined; readonly terminationLog?: string | undefined }): RuntimeContainer => {
    present();
    const existing = [...byId.values()].find(({ container }) => identityKey(container) === identityKey(identity));
    if (existing !== undefined) return existing.container;
    const container: RuntimeContainer = {
      role: identity.role, podUid: identity.podUid, namespace: identity.namespace, pod: identity.pod, container: identity.container, attempt: identity.attempt,
      id: `${entropy.uuid()}${entropy.uuid()}`.replaceAll('-', ''), state: 'created', createdAtMs: clock.now(), image: more.image, imageId: imageId(more.image),
      ...(more.address !== undefined && { address: more.address }), ...(more.terminationLog !== undefined && { terminationLog: more.terminationLog }),
    };
    byId.set(container.id, { container, program: more.program, log: createSimulatedLog(), cancelExit: () => undefined });
    return container;
  };
  const run = (one: Held): void => {
    const { program, container } = one;
    startCounts.set(identityKey(container), (startCounts.get(identityKey(container)) ?? 0) + 1);
    if (program.startError !== undefined) {
      one.container = { ...container, state: 'exited', finishedAtMs: clock.now(), exitCode: 127, startError: program.startError };
      return;
    }
    one.container = { ...container, state: 'running', startedAtMs: clock.now() };
    if (program.stdout !== undefined) one.log.write('stdout', program.stdout, clock.now());
    if (program.stderr !== undefined) one.log.write('stderr', program.stderr, clock.now());
    if (program.runMs !== undefined) one.cancelExit = clock.after(program.runMs, () => { exit(one, program.exitCode ?? 0, program.oomKilled); });
  };
  const imageOf = (reference: string): ImageInfo | undefined => {
    present();
    return hasImage(reference) ? { id: imageId(reference), user: '' } : undefined;
  };
  async function* events(signal: AbortSignal, ready: () => void): AsyncGenerator<RuntimeEvent> {
    present();
    const queue = createQueue<RuntimeEvent | 'lost'>(signal);
    listeners.add(queue);
    ready();
    try {
      for await (const event of queue) {
        if (event === 'lost') throw new RuntimeError('unavailable', 'the simulated engine went away');
        yield event;
      }
    } finally {
      listeners.delete(queue);
    }
  }
  const createContainer = (spec: ContainerSpec): RuntimeContainer => {
    if (held(spec.sandboxId).container.role !== 'sandbox') throw new RuntimeError('refused', `${spec.sandboxId} is no sandbox`);
    return create(spec, { image: spec.image, program: programOf(spec), terminationLog: spec.terminationLog });
  };
  const exec = (id: string, options: Parameters<Runtime['exec']>[1]): Exec => {
    if (held(id).container.state !== 'running') throw new RuntimeError('refused', `container ${id} is not running`);
    return simulatedExec(options);
  };

  return {
    recover: async () => { present(); return Promise.resolve([...byId.values()].map(({ container }) => container)); },
    prepare: async () => { present(); return Promise.resolve(); },
    info: async () => {
      present();
      return Promise.resolve({ name: 'simulated', version: '1', cpus, memoryBytes, operatingSystem: 'simulated', kernelVersion: '0', architecture: 'amd64' });
    },
    createSandbox: async (spec) => Promise.resolve(create(spec, { image: 'simulated/sandbox', program: {}, address: spec.address })),
    createContainer: async (spec) => Promise.resolve(createContainer(spec)),
    start: async (id) => {
      const one = held(id);
      if (one.container.state === 'created') run(one);
      return Promise.resolve(one.container);
    },
    inspect: async (id) => { present(); return Promise.resolve(byId.get(id)?.container); },
    signalStop: async (id) => {
      present();
      const one = byId.get(id);
      if (one !== undefined && one.program.ignoreTerm !== true) exit(one, TERM_EXIT);
      return Promise.resolve();
    },
    kill: async (id) => {
      present();
      const one = byId.get(id);
      if (one !== undefined) exit(one, KILL_EXIT);
      return Promise.resolve();
    },
    remove: async (id) => {
      present();
      const one = byId.get(id);
      if (one === undefined) return Promise.resolve();
      exit(one, KILL_EXIT);
      byId.delete(id);
      announce(one.container, 'removed');
      return Promise.resolve();
    },
    inspectImage: async (reference) => Promise.resolve(imageOf(reference)),
    pull: async (reference) => {
      const image = imageOf(reference);
      if (image === undefined) throw new RuntimeError('image-unavailable', `no image ${reference}`);
      return Promise.resolve(image);
    },
    logs: (id, options, signal) => held(id).log.read(options, signal),
    exec: async (id, options) => Promise.resolve(exec(id, options)),
    events,
    crash: (id, exitCode) => { exit(held(id), exitCode); },
    goAway: () => {
      away = true;
      for (const listener of listeners) listener.push('lost');
    },
    comeBack: () => { away = false; },
    starts: () => startCounts,
  };
};
