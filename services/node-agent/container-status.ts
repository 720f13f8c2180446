import type { JsonObject } from '../../events/json.ts';
import { objectsAt } from '../../events/json-path.ts';
import { formatTime } from '../kit/timestamp.ts';
import { backOffUntil, durationText } from './back-off.ts';
import type { PodContainer } from './desired-pod.ts';
import { containersOf, podText } from './desired-pod.ts';
import { PULL_ERROR_SHOWN_MS } from './plan.ts';
import type { PlanInput } from './plan.ts';
import { resizedOf } from './plan-resize.ts';
import type { RuntimeContainer } from './port.ts';
import { restarts } from './restart-policy.ts';

export interface StatusInput extends PlanInput {
  /** Scheme of container ids: `docker`. */
  readonly runtimeName: string;
  /** Whether containers still start: not while the pod ends or has ended. */
  readonly isEnding: boolean;
}

type Waiting = { readonly reason: string; readonly message?: string };

const endReason = ({ memory }: StatusInput, one: RuntimeContainer): string => {
  if (memory.lost.has(one.id)) return 'ContainerStatusUnknown';
  if (one.startError !== undefined) return 'ContainerCannotRun';
  if (one.oomKilled === true) return 'OOMKilled';
  return one.exitCode === 0 ? 'Completed' : 'Error';
};

const terminated = (input: StatusInput, one: RuntimeContainer): JsonObject => {
  const message = one.startError ?? input.memory.terminationMessages.get(one.id);
  return {
    terminated: {
      exitCode: one.exitCode ?? 0,
      reason: endReason(input, one),
      ...(message !== undefined && message !== '' && { message }),
      startedAt: formatTime(one.startedAtMs ?? one.createdAtMs),
      finishedAt: formatTime(one.finishedAtMs ?? one.createdAtMs),
      containerID: `${input.runtimeName}://${one.id}`,
    },
  };
};

const imageWaiting = ({ memory, nowMs }: StatusInput, name: string, image: string): Waiting | undefined => {
  const state = memory.images.get(name);
  if (state?.state !== 'failed') return undefined;
  const { reason, message, failedAtMs } = state;
  if (reason !== 'ErrImagePull' || nowMs < failedAtMs + PULL_ERROR_SHOWN_MS) return { reason, message };
  return { reason: 'ImagePullBackOff', message: `Back-off pulling image "${image}": ErrImagePull: ${message}` };
};

const failureWaiting = (input: StatusInput, { container }: PodContainer): Waiting | undefined => {
  const image = imageWaiting(input, container.name, container.image ?? '');
  if (image !== undefined) return image;
  const failure = input.memory.createFailures.get(container.name);
  return failure && { reason: failure.reason, message: failure.message };
};

const crashLoop = ({ memory, nowMs, desired }: StatusInput, name: string, one: RuntimeContainer): Waiting | undefined => {
  const entry = memory.backOffs.get(name);
  const until = backOffUntil(entry, one.finishedAtMs ?? one.createdAtMs);
  if (entry === undefined || until === undefined || until <= nowMs) return undefined;
  return { reason: 'CrashLoopBackOff', message: `back-off ${durationText(entry.delayMs)} restarting failed container=${name} pod=${podText(desired)}` };
};

const notYet = ({ desired }: StatusInput): Waiting =>
  ({ reason: containersOf(desired.pod).some(({ role }) => role !== 'app') ? 'PodInitializing' : 'ContainerCreating' });

interface States {
  readonly state: JsonObject;
  readonly lastState: JsonObject;
}

const endedStates = (input: StatusInput, each: PodContainer, instances: { readonly one: RuntimeContainer; readonly before: JsonObject }): States => {
  const { one, before } = instances;
  const ended = terminated(input, one);
  if (input.isEnding || !restarts(input.desired.pod, each.role, one)) return { state: ended, lastState: before };
  const waiting = failureWaiting(input, each) ?? crashLoop(input, each.container.name, one);
  return waiting === undefined ? { state: ended, lastState: before } : { state: { waiting }, lastState: ended };
};

const statesOf = (input: StatusInput, each: PodContainer, instances: readonly RuntimeContainer[]): States => {
  const one = instances.at(-1);
  const previous = instances.at(-2);
  const before = previous?.state === 'exited' ? terminated(input, previous) : {};
  if (one === undefined) return { state: { waiting: failureWaiting(input, each) ?? notYet(input) }, lastState: {} };
  if (one.state === 'created') return { state: { waiting: notYet(input) }, lastState: before };
  if (one.state === 'running') return { state: { running: { startedAt: formatTime(one.startedAtMs ?? one.createdAtMs) } }, lastState: before };
  return endedStates(input, each, { one, before });
};

const isReady = ({ memory }: StatusInput, { role }: PodContainer, one: RuntimeContainer | undefined): boolean => {
  if (role === 'ephemeral') return false;
  if (role === 'init') return one?.state === 'exited' && one.exitCode === 0;
  const probes = one && memory.probes.get(one.id);
  return one?.state === 'running' && probes?.started === true && probes.ready;
};

const idsOf = ({ runtimeName }: StatusInput, one: RuntimeContainer | undefined): JsonObject =>
  one === undefined ? { imageID: '' } : { imageID: `${runtimeName}://${one.imageId}`, containerID: `${runtimeName}://${one.id}` };

/** One container's status, as kubelet words it. */
export const containerStatus = (input: StatusInput, each: PodContainer): JsonObject => {
  const { container } = each;
  const instances = input.observed.containers.get(container.name) ?? [];
  const one = instances.at(-1);
  const floor = input.memory.attemptFloors.get(container.name) ?? 0;
  return {
    name: container.name,
    ...statesOf(input, each, instances),
    ready: isReady(input, each, one),
    restartCount: one?.attempt ?? Math.max(0, floor - 1),
    image: container.image ?? '',
    ...idsOf(input, one),
    started: one?.state === 'running' && input.memory.probes.get(one.id)?.started === true,
    ...resourcesInForce(input, each, one),
    ...volumeMounts(each),
  };
};

const STATUS_LISTS: readonly string[] = ['containerStatuses', 'initContainerStatuses'];

/** What a running container has: its spec's resources, or while a resize is under way those it was reported to have before. */
const resourcesInForce = ({ memory }: StatusInput, { container, role }: PodContainer, one: RuntimeContainer | undefined): JsonObject => {
  if (one?.state !== 'running' || role === 'ephemeral') return {};
  const before = STATUS_LISTS.flatMap((list) => [...objectsAt(memory.status, list)]).find(({ name }) => name === container.name)?.['resources'];
  const { limits, requests } = container.resources;
  const own: JsonObject = { ...(limits && { limits }), ...(requests && { requests }) };
  return { resources: resizedOf(container, one).length === 0 ? own : (before ?? own) };
};

const volumeMounts = ({ container }: PodContainer): JsonObject => {
  const mounts = container.volumeMounts ?? [];
  if (mounts.length === 0) return {};
  return { volumeMounts: mounts.map(({ name, mountPath, readOnly }) => ({ name, mountPath, ...(readOnly === true && { readOnly, recursiveReadOnly: 'Disabled' }) })) };
};
