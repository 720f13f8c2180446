import type { JsonObject } from '../../events/json.ts';
import { objectsAt, stringAt } from '../../events/json-path.ts';
import { parseTime } from '../kit/timestamp.ts';
import { resumed } from './allocate.ts';
import type { DesiredPod } from './desired-pod.ts';
import { observedPod } from './observed-pod.ts';
import type { PlanInput } from './plan.ts';
import type { Note } from './pod-context.ts';
import type { PodMemory } from './pod-memory.ts';
import { freshMemory } from './pod-memory.ts';
import type { RuntimeContainer } from './port.ts';
import { unsupportedField } from './unsupported.ts';

/** What a worker holds of its pod; changed only by the worker's own modules. */
export interface PodState {
  readonly podUid: string;
  readonly table: Map<string, RuntimeContainer>;
  /** Keys of actions under way. */
  readonly busy: Set<string>;
  /** Ids of containers of which the runtime said that memory ran out. */
  readonly outOfMemory: Set<string>;
  /** What the control plane asks for; `desired` holds its containers to the resources the node gives them. */
  asked: DesiredPod;
  desired: DesiredPod;
  memory: PodMemory;
  unsupported: string | undefined;
  notes: Note[];
  /** Everything the runtime has of the pod is known. */
  isReady: boolean;
  isAway: boolean;
  isStopped: boolean;
}

/** A plain copy of a stored struct, for code that reads it by path. */
const plain = (value: unknown): JsonObject => JSON.parse(JSON.stringify(value ?? {}));

/** The first field of the pod that is not built; undefined for one that can be run. */
export const unsupportedOf = ({ pod }: DesiredPod): string | undefined => unsupportedField(plain(pod.spec));

const restartCountOf = (status: JsonObject): number => (typeof status.restartCount === 'number' ? status.restartCount : 0);

/** What the API's own status tells an agent that starts anew: attempts used, the start time. */
const memoryOf = ({ pod }: DesiredPod, nowMs: number): PodMemory => {
  const status = plain(pod.status);
  const ran = ['initContainerStatuses', 'containerStatuses', 'ephemeralContainerStatuses'].flatMap((list) => [...objectsAt(status, list)]).filter((each) => stringAt(each, 'containerID') !== '');
  const floors = ran.map((each) => [stringAt(each, 'name'), restartCountOf(each) + 1] as const);
  return {
    ...freshMemory(nowMs, status),
    startTimeMs: parseTime(stringAt(status, 'startTime')) ?? nowMs,
    attemptFloors: new Map(floors),
    deadlineExceeded: stringAt(status, 'reason') === 'DeadlineExceeded',
  };
};

export const newPodState = (first: DesiredPod, nowMs: number): PodState => {
  const { desired, pending } = resumed(first);
  const unsupported = unsupportedOf(first);
  const notes: Note[] = unsupported === undefined ? [] : [{ type: 'Warning', reason: 'FieldNotSupported', message: `The pod is not run: ${unsupported} is not supported yet` }];
  return {
    podUid: first.podUid, table: new Map(), busy: new Set(), outOfMemory: new Set(), asked: first, desired, memory: { ...memoryOf(first, nowMs), pendingResize: pending }, unsupported, notes,
    isReady: false, isAway: false, isStopped: false,
  };
};

export const planInput = ({ desired, table, memory, unsupported }: PodState, nowMs: number): PlanInput =>
  ({ desired, observed: observedPod(table.values()), memory, nowMs, unsupported: unsupported !== undefined });

/** Everything is stopped and taken away. */
export const isGone = ({ desired, table, memory, busy }: PodState): boolean =>
  desired.action === 'terminate' && table.size === 0 && memory.filesRemoved && busy.size === 0;
