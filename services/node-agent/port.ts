/** What the node agent needs from its machine: a container runtime, a place for pods' files, a prober. Types only, but for one error. */

/** Stable codes of runtime faults; never told apart by message text. */
export type RuntimeErrorCode =
  /** The Engine does not answer; try again when it is back. */
  | 'unavailable'
  | 'not-found'
  /** The address or host port is taken. */
  | 'address-in-use'
  /** The image is not on the node and cannot be fetched. */
  | 'image-unavailable'
  /** The reference is not one an image can have. */
  | 'image-name'
  /** The runtime refused: bad command, bad mount… */
  | 'refused';

export class RuntimeError extends Error {
  override readonly name = 'RuntimeError';
  readonly code: RuntimeErrorCode;
  constructor(code: RuntimeErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** Which one start of which container of which pod. The runtime never starts the same identity twice. */
export interface ContainerIdentity {
  readonly role: 'sandbox' | 'container';
  readonly podUid: string;
  readonly namespace: string;
  readonly pod: string;
  /** `''` for the sandbox. */
  readonly container: string;
  readonly attempt: number;
}

/** What a container may take of the machine. */
export interface ContainerResources {
  readonly milliCpuRequest: number;
  /** 0: no limit. */
  readonly milliCpuLimit: number;
  readonly memoryLimitBytes: number;
}

/** A sandbox or container as the runtime knows it. */
export interface RuntimeContainer extends ContainerIdentity {
  readonly id: string;
  readonly state: 'created' | 'running' | 'exited';
  readonly createdAtMs: number;
  /** Set once running or exited. */
  readonly startedAtMs?: number;
  readonly finishedAtMs?: number;
  readonly exitCode?: number;
  readonly oomKilled?: boolean;
  /** Why it could not be started. */
  readonly startError?: string;
  /** Reference asked for and id of what runs. */
  readonly image: string;
  readonly imageId: string;
  /** IPv4 of a sandbox with a network of its own. */
  readonly address?: string;
  /** Path on the node of its termination message. */
  readonly terminationLog?: string;
  /** As they are in force; absent where the runtime cannot tell. */
  readonly resources?: ContainerResources;
}

export interface HostPort {
  readonly containerPort: number;
  readonly hostPort: number;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  readonly hostIp: string;
}

export interface SandboxSpec extends ContainerIdentity {
  readonly hostname: string;
  /** Absent with hostNetwork. */
  readonly address?: string;
  readonly hostNetwork: boolean;
  readonly hostPid: boolean;
  readonly hostIpc: boolean;
  readonly hostPorts: readonly HostPort[];
  readonly sysctls: Readonly<Record<string, string>>;
}

export interface Mount {
  /** Absolute path on the node; it exists. */
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
}

export interface ContainerSecurity {
  /** `uid` or `uid:gid`. */
  readonly user?: string;
  readonly groups: readonly number[];
  readonly privileged: boolean;
  readonly readOnlyRootFilesystem: boolean;
  readonly noNewPrivileges: boolean;
  readonly seccompUnconfined: boolean;
  readonly addCapabilities: readonly string[];
  readonly dropCapabilities: readonly string[];
}

export interface ContainerSpec extends ContainerIdentity, ContainerResources {
  readonly sandboxId: string;
  /** What to show and what to run. */
  readonly image: string;
  readonly imageId: string;
  /** Replaces the image's entry point. */
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env: readonly (readonly [name: string, value: string])[];
  readonly workingDir?: string;
  readonly mounts: readonly Mount[];
  readonly terminationLog?: string;
  readonly oomScoreAdj: number;
  readonly security: ContainerSecurity;
  readonly hostNetwork: boolean;
  readonly shareProcesses: boolean;
  readonly hostPid: boolean;
  /** Id of another container of the pod whose processes it sees. */
  readonly processesOf?: string;
  readonly stdin: boolean;
  readonly stdinOnce: boolean;
  readonly tty: boolean;
}

export interface ImageInfo {
  readonly id: string;
  /** `name@sha256:…` where known. */
  readonly digest?: string;
  /** The image's own user; `''` is root. */
  readonly user: string;
}

export interface LogOptions {
  readonly follow: boolean;
  readonly timestamps: boolean;
  readonly tailLines?: number;
  /** Milliseconds since the epoch. */
  readonly sinceMs?: number;
}

export interface OutputChunk {
  readonly channel: 'stdout' | 'stderr';
  readonly bytes: Uint8Array;
}

export interface ExecOptions {
  readonly command: readonly string[];
  readonly tty: boolean;
  readonly stdin: boolean;
}

export interface AttachOptions {
  readonly stdin: boolean;
}

/** A running command. */
export interface Exec {
  /** Pulling is the back-pressure; ends when the command closed its output. */
  readonly output: AsyncIterable<OutputChunk>;
  /** Resolves when there is room for more. */
  write(bytes: Uint8Array): Promise<void>;
  closeStdin(): void;
  resize(width: number, height: number): Promise<void>;
  /** Known once the output has ended. */
  exitCode(): Promise<number>;
  /** Drops the connection to it; the command may go on inside. */
  close(): void;
}

/** Something happened to a container: look at it again. Never carries more than that and whether memory ran out. */
export interface RuntimeEvent {
  readonly id: string;
  readonly podUid: string;
  readonly kind: 'died' | 'oom' | 'removed';
}

export interface EngineInfo {
  /** `docker`, `simulated`. */
  readonly name: string;
  readonly version: string;
  readonly cpus: number;
  readonly memoryBytes: number;
  /** Size of the disk that images, containers' own files and logs lie on. */
  readonly storageBytes: number;
  readonly operatingSystem: string;
  readonly kernelVersion: string;
  /** Go's name: `amd64`, `arm64`. */
  readonly architecture: string;
}

/**
 * Runs containers of one node of one cluster. All operations are idempotent by identity or id. Faults throw RuntimeError.
 * Every adapter passes test/contract/runtime.
 */
export interface Runtime {
  /** Every sandbox and container of this cluster and node, whoever started it, exited ones included. */
  recover(): Promise<readonly RuntimeContainer[]>;
  /** Makes the pod network and whatever every sandbox needs; done again it changes nothing. */
  prepare(): Promise<void>;
  info(): Promise<EngineInfo>;
  /** An already created one of the same identity is returned as it is. */
  createSandbox(spec: SandboxSpec): Promise<RuntimeContainer>;
  /** An already created one of the same identity is returned as it is. */
  createContainer(spec: ContainerSpec): Promise<RuntimeContainer>;
  /**
   * Starts a created one; one that has ever run is left alone. Answers its state afterwards: `exited` with `startError`
   * when its process could not be made.
   */
  start(id: string): Promise<RuntimeContainer>;
  /** Changes the resources of a running one in place; answers its state afterwards. Throws `refused` when they cannot be had. */
  resize(id: string, resources: ContainerResources): Promise<RuntimeContainer>;
  /** Undefined when there is none. */
  inspect(id: string): Promise<RuntimeContainer | undefined>;
  /** Sends the image's stop signal (TERM); does not wait. One that does not run is left alone. */
  signalStop(id: string): Promise<void>;
  /** Kills at once; does not wait. One that does not run is left alone. */
  kill(id: string): Promise<void>;
  /** Removes it with its logs, running or not. */
  remove(id: string): Promise<void>;
  /** Undefined when the node does not have it. */
  inspectImage(reference: string): Promise<ImageInfo | undefined>;
  pull(reference: string): Promise<ImageInfo>;
  /** Ends at the log's end, or with `follow` when the container ends or the signal aborts. */
  logs(id: string, options: LogOptions, signal: AbortSignal): AsyncIterable<OutputChunk>;
  exec(id: string, options: ExecOptions): Promise<Exec>;
  /**
   * The input and output of a running container's own process, from now on. Its output ends with the container; `exitCode` is
   * 0 then. `closeStdin` ends the process' input only if the container was made with `stdinOnce`; `resize` is of its terminal.
   */
  attach(id: string, options: AttachOptions): Promise<Exec>;
  /** Live events; throws `unavailable` when the connection is lost: the caller recovers and subscribes anew. */
  events(signal: AbortSignal, ready: () => void): AsyncIterable<RuntimeEvent>;
}

/** One file of a ConfigMap, Secret or downwardAPI volume. `path` is relative and may contain folders. */
export interface ProjectedFile {
  readonly path: string;
  readonly content: Uint8Array;
  readonly mode: number;
}

export interface VolumePlace {
  readonly podUid: string;
  readonly volume: string;
  /** Files live in memory only (secrets, emptyDir medium Memory). */
  readonly inMemory: boolean;
  readonly fsGroup?: number;
}

/** Files of pods on the node. Everything of a pod lies below folders named by its uid and goes with `remove`. */
export interface PodFiles {
  /** Writes all files as one atomic change (readers see all old or all new). Answers the folder. */
  project(place: VolumePlace, files: readonly ProjectedFile[]): Promise<string>;
  /** The volume's folder, made empty the first time. */
  emptyDir(place: VolumePlace): Promise<string>;
  /** A small file the agent mounts itself: hosts, resolv.conf, hostname. */
  write(podUid: string, name: string, content: string): Promise<string>;
  /** An empty file the container may write its last words to. */
  terminationLog(podUid: string, container: string, attempt: number): Promise<string>;
  /** The last `maxBytes` of a file; '' when there is none. */
  readTail(path: string, maxBytes: number): Promise<string>;
  /** Path of `sub` below a volume's folder, made as a folder when absent; refuses one that leaves the volume. */
  subPath(folder: string, sub: string): Promise<string>;
  /** Checks or makes a hostPath of the given type; throws with upstream's text when it is not what was asked. */
  hostPath(path: string, type: string): Promise<string>;
  /** The node's own resolv.conf. */
  hostResolvConf(): Promise<string>;
  /** Pods that have files here. */
  list(): Promise<readonly string[]>;
  remove(podUid: string): Promise<void>;
}

export interface ProbeOutcome {
  readonly ok: boolean;
  readonly message: string;
}

/** Probes over the network. Never throws. */
export interface Prober {
  http(request: { readonly scheme: string; readonly host: string; readonly port: number; readonly path: string; readonly headers: readonly (readonly [string, string])[] }, timeoutMs: number): Promise<ProbeOutcome>;
  tcp(host: string, port: number, timeoutMs: number): Promise<ProbeOutcome>;
}
