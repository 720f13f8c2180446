import type { JsonObject } from '../../events/json.ts';
import type { ImageInfo } from './port.ts';

/** `reference` is what was looked for; a pod's image may be changed while it runs. */
export type ImageState =
  | { readonly state: 'ready'; readonly reference: string; readonly info: ImageInfo }
  | {
      readonly state: 'failed';
      readonly reference: string;
      /** ErrImagePull, ErrImageNeverPull, InvalidImageName. */
      readonly reason: string;
      readonly message: string;
      readonly failedAtMs: number;
      readonly retryAtMs: number;
      readonly delayMs: number;
    };

/** Something that could not be done and will be tried again. `reason` is the container's waiting reason. */
export interface Failure {
  readonly reason: string;
  readonly message: string;
  readonly retryAtMs: number;
  readonly delayMs: number;
}

export interface BackOff {
  readonly delayMs: number;
  readonly updatedAtMs: number;
}

/** Results of a running container's probes; absent probes count as passed. */
export interface ProbeResults {
  readonly started: boolean;
  readonly ready: boolean;
  /** Set when liveness or startup failed for good: the container must be restarted. */
  readonly unhealthy?: { readonly message: string; readonly graceSeconds?: number };
}

export interface Stopping {
  readonly startedAtMs: number;
  readonly graceSeconds: number;
  readonly why: string;
}

/** A resize that cannot be now (Deferred) or ever on this node (Infeasible). */
export interface PendingResize {
  readonly reason: 'Deferred' | 'Infeasible';
  readonly message: string;
}

/** What one worker remembers of its pod beyond what the runtime tells; a fresh agent begins with an empty one. */
export interface PodMemory {
  /** First time this agent saw the pod. */
  readonly seenAtMs: number;
  readonly startTimeMs: number;
  /** Volumes are ready, or why not yet. */
  readonly volumes: 'unknown' | 'ready' | Failure;
  /** When what the volumes are made of was last looked at. */
  readonly volumesAtMs?: number;
  readonly sandboxFailure?: Failure;
  /** By container name. */
  readonly images: ReadonlyMap<string, ImageState>;
  readonly createFailures: ReadonlyMap<string, Failure>;
  readonly backOffs: ReadonlyMap<string, BackOff>;
  /** By container id: why its resources could not be changed. */
  readonly resizeFailures: ReadonlyMap<string, Failure>;
  /** Why the node does not give the pod what its spec asks for now. */
  readonly pendingResize?: PendingResize | undefined;
  /** By container name: the lowest attempt not yet used, as far as the API's status tells. */
  readonly attemptFloors: ReadonlyMap<string, number>;
  readonly sandboxFloor: number;
  /** By container id. */
  readonly probes: ReadonlyMap<string, ProbeResults>;
  readonly stopping: ReadonlyMap<string, Stopping>;
  /** When each was last told to end at once. */
  readonly kills: ReadonlyMap<string, number>;
  readonly terminationMessages: ReadonlyMap<string, string>;
  /** Ids of ended containers whose end the control plane has on record. */
  readonly acknowledged: ReadonlySet<string>;
  /** Ids of containers removed by somebody else while they mattered. */
  readonly lost: ReadonlySet<string>;
  readonly filesRemoved: boolean;
  /** Set once the pod is over for good, before its deletion. */
  readonly deadlineExceeded: boolean;
  /** The last status computed; conditions keep their times by it. */
  readonly status: JsonObject;
}

export const freshMemory = (nowMs: number, status: JsonObject = {}): PodMemory => ({
  seenAtMs: nowMs,
  startTimeMs: nowMs,
  volumes: 'unknown',
  images: new Map(),
  createFailures: new Map(),
  backOffs: new Map(),
  resizeFailures: new Map(),
  attemptFloors: new Map(),
  sandboxFloor: 0,
  probes: new Map(),
  stopping: new Map(),
  kills: new Map(),
  terminationMessages: new Map(),
  acknowledged: new Set(),
  lost: new Set(),
  filesRemoved: false,
  deadlineExceeded: false,
  status,
});

/** A copy of a map with one entry set. */
export const withEntry = <V>(map: ReadonlyMap<string, V>, key: string, value: V): ReadonlyMap<string, V> => new Map(map).set(key, value);

export const withoutEntry = <V>(map: ReadonlyMap<string, V>, key: string): ReadonlyMap<string, V> => {
  const copy = new Map(map);
  copy.delete(key);
  return copy;
};
