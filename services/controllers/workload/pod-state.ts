import type { Pod } from '../../../events/resources/core/pod/schema.ts';
import { parseTime } from '../../kit/timestamp.ts';

type Condition = NonNullable<Pod['status']['conditions']>[number];

const hasFinished = ({ status: { phase } }: Pod): boolean => phase === 'Succeeded' || phase === 'Failed';

/** Counts as a replica: neither finished nor being deleted. */
export const isActive = (pod: Pod): boolean => !hasFinished(pod) && pod.metadata.deletionTimestamp === undefined;

/** Being deleted and not finished: still holds its node's resources. */
export const isTerminating = (pod: Pod): boolean => !hasFinished(pod) && pod.metadata.deletionTimestamp !== undefined;

export const readyCondition = ({ status }: Pod): Condition | undefined => status.conditions?.find(({ type }) => type === 'Ready');

export const isReady = (pod: Pod): boolean => readyCondition(pod)?.status === 'True';

export const readySinceMs = (pod: Pod): number | undefined => parseTime(readyCondition(pod)?.lastTransitionTime);

/** When a ready pod counts as available (0: long ago); undefined while it is not ready. */
export const availableAtMs = (pod: Pod, minReadySeconds: number): number | undefined => {
  if (!isReady(pod)) return undefined;
  if (minReadySeconds === 0) return 0;
  const since = readySinceMs(pod);
  return since === undefined ? undefined : since + minReadySeconds * 1000;
};

export const isAvailable = (pod: Pod, minReadySeconds: number, nowMs: number): boolean => {
  const at = availableAtMs(pod, minReadySeconds);
  return at !== undefined && at <= nowMs;
};
