import { statfs } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import Docker from 'dockerode';
import type { ContainerIdentity, ContainerResources, EngineInfo, ImageInfo, LogOptions, OutputChunk, Runtime, RuntimeContainer, RuntimeEvent } from '../../services/node-agent/port.ts';
import { RuntimeError } from '../../services/node-agent/port.ts';
import { runtimeContainer } from './container-state.ts';
import { containerOptions, resourceOptions, sandboxOptions } from './create-options.ts';
import type { Surroundings } from './create-options.ts';
import { call, runtimeError, statusOf } from './docker-error.ts';
import { startAttach, startExec } from './exec.ts';
import { containerName, labelNames, nodeFilter } from './labels.ts';
import type { Place } from './labels.ts';
import { ensureNetwork, networkName } from './network.ts';
import type { PodNetwork } from './network.ts';
import { demultiplex, lines, raw } from './output.ts';
import { ensureSandboxImage, SANDBOX_IMAGE } from './sandbox-image.ts';

export interface DockerRuntimeOptions extends Place {
  /** Default `/var/run/docker.sock`. */
  readonly socketPath?: string;
  readonly network: PodNetwork;
  /** A static busybox, which the sandbox image is made of. */
  readonly busyboxPath: string;
}

interface Engine {
  readonly docker: Docker;
  readonly place: Surroundings;
  /** Created by this process and not yet asked to start: these surely never ran. */
  readonly fresh: Set<string>;
  /** Asked to end by this process: a kill explains their end. */
  readonly ending: Set<string>;
}

const ARCHITECTURES: Readonly<Record<string, string>> = { x86_64: 'amd64', aarch64: 'arm64', armv7l: 'arm', i686: '386' };
const INSPECT_CHUNK = 16;

const absent = async <T>(work: Promise<T>): Promise<T | undefined> => {
  try {
    return await call(work);
  } catch (error) {
    if (error instanceof RuntimeError && error.code === 'not-found') return undefined;
    throw error;
  }
};

const KILLED = 137;
/** How late, at most, the Engine notes that a container ended for lack of memory. */
const OUT_OF_MEMORY_LATE_MS = 300;
const LOOK_AGAIN_MS = 30;

const mayHaveRunOutOfMemory = ({ State, HostConfig }: Docker.ContainerInspectInfo, now: number): boolean =>
  !State.Running && State.ExitCode === KILLED && !State.OOMKilled && (HostConfig.Memory ?? 0) > 0 && now - Date.parse(State.FinishedAt) < OUT_OF_MEMORY_LATE_MS;

/** The Engine notes the end of a container before it hears of the lack of memory that caused it, so an unexplained kill is looked at again. */
const inspect = async ({ docker, ending }: Engine, id: string): Promise<RuntimeContainer | undefined> => {
  for (;;) {
    const info = await absent(docker.getContainer(id).inspect());
    if (info === undefined) return undefined;
    if (ending.has(id) || !mayHaveRunOutOfMemory(info, Date.now())) return runtimeContainer(info);
    await setTimeout(LOOK_AGAIN_MS);
  }
};

const recover = async (engine: Engine): Promise<readonly RuntimeContainer[]> => {
  const listed = await call(engine.docker.listContainers({ all: true, filters: { label: nodeFilter(engine.place) } }));
  const found: RuntimeContainer[] = [];
  for (let from = 0; from < listed.length; from += INSPECT_CHUNK) {
    const chunk = await Promise.all(listed.slice(from, from + INSPECT_CHUNK).map(({ Id }) => inspect(engine, Id)));
    found.push(...chunk.filter((container) => container !== undefined));
  }
  return found;
};

/** What a container is right after its creation, without asking. */
const created = (identity: ContainerIdentity, id: string, options: Docker.ContainerCreateOptions): RuntimeContainer => {
  const { role, podUid, namespace, pod, container, attempt } = identity;
  const { [labelNames.address]: address, [labelNames.terminationLog]: terminationLog, [labelNames.image]: image = '' } = options.Labels ?? {};
  return {
    role, podUid, namespace, pod, container, attempt, id, state: 'created', createdAtMs: Date.now(), image, imageId: options.Image ?? '',
    ...(address !== undefined && { address }), ...(terminationLog !== undefined && { terminationLog }),
  };
};

const create = async (engine: Engine, identity: ContainerIdentity, options: Docker.ContainerCreateOptions): Promise<RuntimeContainer> => {
  try {
    const { id } = await engine.docker.createContainer(options);
    engine.fresh.add(id);
    return created(identity, id, options);
  } catch (error) {
    if (statusOf(error) !== 409) throw runtimeError(error);
    const existing = await inspect(engine, containerName(engine.place, identity));
    if (existing === undefined) throw runtimeError(error);
    return existing;
  }
};

const mustInspect = async (engine: Engine, id: string): Promise<RuntimeContainer> => {
  const found = await inspect(engine, id);
  if (found === undefined) throw new RuntimeError('not-found', `no container ${id}`);
  return found;
};

/** A process that could not be made is an outcome, told by the container; everything else is a fault. */
const afterFailure = async (engine: Engine, id: string, failure: RuntimeError): Promise<RuntimeContainer> => {
  if (failure.code === 'unavailable' || failure.code === 'address-in-use') throw failure;
  const after = await inspect(engine, id);
  if (after?.state !== 'exited') throw failure;
  return after;
};

/**
 * Docker would run an exited container once more, so one not surely fresh is looked at first. The Engine answers an
 * inspect only after a start of the same container already under way, so a start by a killed predecessor is seen.
 */
const start = async (engine: Engine, id: string): Promise<RuntimeContainer> => {
  if (!engine.fresh.delete(id)) {
    const before = await mustInspect(engine, id);
    if (before.state !== 'created') return before;
  }
  try {
    await call(engine.docker.getContainer(id).start());
  } catch (error) {
    return afterFailure(engine, id, runtimeError(error));
  }
  return mustInspect(engine, id);
};

const resize = async (engine: Engine, id: string, resources: ContainerResources): Promise<RuntimeContainer> => {
  await call(engine.docker.getContainer(id).update(resourceOptions(resources)));
  return mustInspect(engine, id);
};

/** 304 and 409 say that it does not run, 404 that it is gone: what was wanted. */
const tolerate = async (work: Promise<unknown>): Promise<void> => {
  try {
    await work;
  } catch (error) {
    const status = statusOf(error);
    if (status !== 304 && status !== 404 && status !== 409) throw runtimeError(error);
  }
};

const signalStop = async (engine: Engine, id: string): Promise<void> => {
  engine.ending.add(id);
  const info = await absent(engine.docker.getContainer(id).inspect());
  if (info?.State.Running !== true) return;
  const signal: unknown = Reflect.get(info.Config, 'StopSignal');
  await tolerate(engine.docker.getContainer(id).kill({ signal: typeof signal === 'string' && signal !== '' ? signal : 'SIGTERM' }));
};

const inspectImage = async ({ docker }: Engine, reference: string): Promise<ImageInfo | undefined> => {
  const info = await absent(docker.getImage(reference).inspect());
  if (info === undefined) return undefined;
  const digest = info.RepoDigests?.[0];
  return { id: info.Id, user: info.Config?.User ?? '', ...(digest !== undefined && { digest }) };
};

const withTag = (reference: string): string => {
  const last = reference.slice(reference.lastIndexOf('/') + 1);
  return last.includes(':') || last.includes('@') ? reference : `${reference}:latest`;
};

const pull = async (engine: Engine, reference: string): Promise<ImageInfo> => {
  try {
    const stream = await engine.docker.pull(withTag(reference));
    for await (const line of lines(stream as AsyncIterable<Buffer>)) {
      const failure: unknown = line.trim() === '' ? undefined : Reflect.get(JSON.parse(line), 'error');
      if (typeof failure === 'string') throw new RuntimeError('image-unavailable', failure);
    }
  } catch (error) {
    const fault = runtimeError(error);
    if (statusOf(error) === 400) throw new RuntimeError('image-name', fault.message, { cause: error });
    throw fault.code === 'unavailable' ? fault : new RuntimeError('image-unavailable', fault.message, { cause: error });
  }
  const image = await inspectImage(engine, reference);
  if (image === undefined) throw new RuntimeError('image-unavailable', `image ${reference} is missing after its pull`);
  return image;
};

const logQuery = (options: LogOptions) => ({
  follow: options.follow, stdout: true, stderr: true, timestamps: options.timestamps,
  ...(options.tailLines !== undefined && { tail: options.tailLines }),
  ...(options.sinceMs !== undefined && { since: (options.sinceMs / 1000).toFixed(3) }),
});

/** dockerode's own `logs` holds the whole answer in memory unless it follows. */
const openLog = (engine: Engine, id: string, query: { readonly options: LogOptions; readonly signal: AbortSignal }): Promise<AsyncIterable<Buffer>> =>
  new Promise((resolve, reject) => {
    const request = {
      path: `/containers/${id}/logs?`, method: 'GET', isStream: true, abortSignal: query.signal, options: logQuery(query.options),
      statusCodes: { 200: true, 404: 'no such container', 500: 'server error' },
    };
    engine.docker.modem.dial(request, (error, answer) => {
      if (error) reject(runtimeError(error));
      else resolve(answer as AsyncIterable<Buffer>);
    });
  });

async function* logs(engine: Engine, id: string, query: { readonly options: LogOptions; readonly signal: AbortSignal }): AsyncGenerator<OutputChunk> {
  const info = await call(engine.docker.getContainer(id).inspect());
  try {
    const answer = await openLog(engine, id, query);
    yield* info.Config.Tty ? raw(answer) : demultiplex(answer);
  } catch (error) {
    if (!query.signal.aborted) throw runtimeError(error);
  }
}

async function* events({ docker, place }: Engine, signal: AbortSignal, ready: () => void): AsyncGenerator<RuntimeEvent> {
  const KINDS = { die: 'died', oom: 'oom', destroy: 'removed' } as const;
  const isKnown = (action: string): action is keyof typeof KINDS => action in KINDS;
  try {
    const stream = await docker.getEvents({ abortSignal: signal, filters: { type: ['container'], event: Object.keys(KINDS), label: nodeFilter(place) } });
    ready();
    for await (const line of lines(stream as AsyncIterable<Buffer>)) {
      const event: { readonly Action: string; readonly id: string; readonly Actor: { readonly Attributes: Record<string, string> } } = JSON.parse(line);
      if (isKnown(event.Action)) yield { id: event.id, podUid: event.Actor.Attributes[labelNames.podUid] ?? '', kind: KINDS[event.Action] };
    }
  } catch (error) {
    if (signal.aborted) return;
    throw runtimeError(error);
  }
  if (!signal.aborted) throw new RuntimeError('unavailable', 'the Docker Engine closed its event stream');
}

const diskBytes = async (folder: string): Promise<number> => {
  // An agent in a container does not see the Engine's folder; its own root lies on the same disk.
  const { blocks, bsize } = await statfs(folder).catch(() => statfs('/'));
  return blocks * bsize;
};

const info = async ({ docker }: Engine): Promise<EngineInfo> => {
  const found = await call(docker.info());
  return {
    name: 'docker', version: found.ServerVersion, cpus: found.NCPU, memoryBytes: found.MemTotal, storageBytes: await diskBytes(found.DockerRootDir), operatingSystem: found.OperatingSystem,
    kernelVersion: found.KernelVersion, architecture: ARCHITECTURES[found.Architecture] ?? found.Architecture,
  };
};

/** Pods on a Docker Engine. Several nodes, and clusters, may share one. */
export const createDockerRuntime = (options: DockerRuntimeOptions): Runtime => {
  const docker = new Docker({ socketPath: options.socketPath ?? '/var/run/docker.sock' });
  const { cluster, node, network, busyboxPath } = options;
  const engine: Engine = { docker, place: { cluster, node, network: networkName(cluster), sandboxImage: SANDBOX_IMAGE }, fresh: new Set(), ending: new Set() };
  return {
    recover: () => recover(engine),
    prepare: async () => {
      await ensureSandboxImage(docker, { busyboxPath });
      await ensureNetwork(docker, cluster, network);
    },
    info: () => info(engine),
    createSandbox: (spec) => create(engine, spec, sandboxOptions(engine.place, spec)),
    createContainer: (spec) => create(engine, spec, containerOptions(engine.place, spec)),
    start: (id) => start(engine, id),
    resize: (id, resources) => resize(engine, id, resources),
    inspect: (id) => inspect(engine, id),
    signalStop: (id) => signalStop(engine, id),
    kill: (id) => {
      engine.ending.add(id);
      return tolerate(docker.getContainer(id).kill({ signal: 'SIGKILL' }));
    },
    remove: (id) => {
      engine.ending.delete(id);
      return tolerate(docker.getContainer(id).remove({ force: true, v: true }));
    },
    inspectImage: (reference) => inspectImage(engine, reference),
    pull: (reference) => pull(engine, reference),
    logs: (id, logOptions, signal) => logs(engine, id, { options: logOptions, signal }),
    exec: (id, execOptions) => startExec(docker, id, execOptions),
    attach: (id, attachOptions) => startAttach(docker, id, attachOptions),
    events: (signal, ready) => events(engine, signal, ready),
  };
};
