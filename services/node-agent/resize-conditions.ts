import type { JsonObject } from '../../events/json.ts';
import { objectsAt, stringAt } from '../../events/json-path.ts';
import { formatTime } from '../kit/timestamp.ts';
import { containersOf } from './desired-pod.ts';
import { newest } from './observed-pod.ts';
import type { PlanInput } from './plan.ts';
import { resizedOf } from './plan-resize.ts';

interface Found {
  readonly type: 'PodResizePending' | 'PodResizeInProgress';
  readonly reason?: string;
  readonly message?: string;
}

const written = ({ desired, memory, nowMs }: PlanInput, { type, reason, message }: Found): JsonObject => {
  const earlier = objectsAt(memory.status, 'conditions').find((condition) => condition.type === type);
  const since = earlier === undefined ? '' : stringAt(earlier, 'lastTransitionTime');
  const generation = desired.pod.metadata.generation;
  return {
    type, ...(generation !== undefined && { observedGeneration: generation }), status: 'True', lastTransitionTime: since === '' ? formatTime(nowMs) : since,
    ...(reason !== undefined && { reason }), ...(message !== undefined && { message }),
  };
};

const inProgress = ({ desired, observed, memory }: PlanInput): Found | undefined => {
  const resizing = containersOf(desired.pod).flatMap(({ container }) => {
    const one = newest(observed, container.name);
    return one?.state === 'running' && resizedOf(container, one).length > 0 ? [one] : [];
  });
  if (resizing.length === 0) return undefined;
  const failure = resizing.map(({ id }) => memory.resizeFailures.get(id)).find((each) => each !== undefined);
  return { type: 'PodResizeInProgress', ...(failure && { reason: 'Error', message: failure.message }) };
};

/** Conditions that are there only while a resize is not done. */
export const resizeConditions = (input: PlanInput): readonly JsonObject[] => {
  const { pendingResize } = input.memory;
  const found = [pendingResize && { type: 'PodResizePending' as const, ...pendingResize }, inProgress(input)];
  return found.filter((each) => each !== undefined).map((each) => written(input, each));
};
