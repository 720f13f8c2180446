import type { Container } from '../../events/resources/_types/container.ts';
import type { Action, PodPlan } from './action.ts';
import { mergePlans, planOf } from './action.ts';
import { backOffUntil } from './back-off.ts';
import type { DesiredPod, PodContainer } from './desired-pod.ts';
import { containersOf, ephemeralContainersOf, graceSecondsOf } from './desired-pod.ts';
import type { ObservedPod } from './observed-pod.ts';
import { newest } from './observed-pod.ts';
import { planEnd, stopOne } from './plan-end.ts';
import type { PodMemory } from './pod-memory.ts';
import { planResize } from './plan-resize.ts';
import type { RuntimeContainer } from './port.ts';
import { isFinished, restarts } from './restart-policy.ts';
import type { SourceRef } from './source-object.ts';
import { volumeRefs } from './source-object.ts';

export interface PlanInput {
  readonly desired: DesiredPod;
  readonly observed: ObservedPod;
  readonly memory: PodMemory;
  readonly nowMs: number;
  /** Not to be run: it asks for something not built. */
  readonly unsupported: boolean;
}

/** After this long a failed pull is shown as backing off. */
export const PULL_ERROR_SHOWN_MS = 2000;

const KEPT_INSTANCES = 2;
const NOTHING = planOf([]);

/** A container of an earlier sandbox; its init containers have to run again. */
const isOlderThan = (one: RuntimeContainer, sandbox: RuntimeContainer | undefined): boolean => sandbox !== undefined && one.createdAtMs < sandbox.createdAtMs;

const resolve = ({ memory, nowMs }: PlanInput, { name, image: reference }: Container, attempt: number): PodPlan | undefined => {
  const image = memory.images.get(name);
  const isCurrent = image?.reference === reference;
  if (isCurrent && image?.state === 'ready') return undefined;
  if (!isCurrent || image?.state !== 'failed' || nowMs >= image.retryAtMs) return planOf([{ do: 'resolveImage', container: name, attempt }]);
  const shown = image.failedAtMs + PULL_ERROR_SHOWN_MS;
  return planOf([], image.retryAtMs, shown > nowMs ? shown : undefined);
};

interface Wanted {
  readonly container: Container;
  readonly attempt: number;
  readonly restartsAfterMs?: number | undefined;
}

const create = (input: PlanInput, { container, attempt, restartsAfterMs }: Wanted): PodPlan => {
  const { memory, nowMs, observed } = input;
  const unresolved = resolve(input, container, attempt);
  if (unresolved !== undefined) return unresolved;
  const failure = memory.createFailures.get(container.name);
  if (failure !== undefined && nowMs < failure.retryAtMs) return planOf([], failure.retryAtMs);
  const sandbox = observed.sandboxes.at(-1);
  if (memory.volumes !== 'ready' || sandbox === undefined) return NOTHING;
  return planOf([{ do: 'createContainer', container: container.name, attempt, sandboxId: sandbox.id, ...(restartsAfterMs !== undefined && { restartsAfterMs }) }]);
};

const again = (input: PlanInput, container: Container, ended: RuntimeContainer): PodPlan => {
  const attempt = Math.max(ended.attempt + 1, input.memory.attemptFloors.get(container.name) ?? 0);
  const endedAtMs = ended.finishedAtMs ?? ended.createdAtMs;
  const until = backOffUntil(input.memory.backOffs.get(container.name), endedAtMs);
  if (until !== undefined && until > input.nowMs) return planOf([], until);
  return create(input, { container, attempt, restartsAfterMs: endedAtMs });
};

/** A running container goes on unless it is sick or its image was changed. */
const keepRunning = (input: PlanInput, container: Container, one: RuntimeContainer): PodPlan => {
  const { image } = container;
  const graceSeconds = graceSecondsOf(input.desired.pod);
  if (image !== one.image) return stopOne(input, one, { graceSeconds, why: `Container ${one.container} definition changed, will be restarted` });
  const unhealthy = input.memory.probes.get(one.id)?.unhealthy;
  return unhealthy === undefined ? planResize(input, container, one) : stopOne(input, one, { graceSeconds: unhealthy.graceSeconds ?? graceSeconds, why: unhealthy.message });
};

const planContainer = (input: PlanInput, { container, role }: PodContainer): PodPlan => {
  const one = newest(input.observed, container.name);
  const sandbox = input.observed.sandboxes.at(-1);
  if (one === undefined) return create(input, { container, attempt: input.memory.attemptFloors.get(container.name) ?? 0 });
  if (one.state === 'created') return sandbox?.state === 'running' ? planOf([{ do: 'start', id: one.id, container: container.name }]) : NOTHING;
  if (one.state === 'running') return keepRunning(input, container, one);
  const repeats = role === 'init' && isOlderThan(one, sandbox);
  if (!repeats && !restarts(input.desired.pod, role, one)) return NOTHING;
  return again(input, container, one);
};

/** Each is started once, whatever the rest of the pod does. */
const planEphemeral = (input: PlanInput, each: PodContainer): PodPlan => {
  const hasRun = newest(input.observed, each.container.name) === undefined && input.memory.attemptFloors.has(each.container.name);
  return hasRun ? NOTHING : planContainer(input, each);
};

const isInitialized = ({ observed, memory }: PlanInput, { container, role }: PodContainer): boolean => {
  const one = newest(observed, container.name);
  if (one === undefined) return false;
  if (role === 'sidecar') return one.state === 'running' && (memory.probes.get(one.id)?.started ?? false);
  return one.state === 'exited' && one.exitCode === 0 && !isOlderThan(one, observed.sandboxes.at(-1));
};

/** Once the app runs, an ended sidecar is restarted beside it, and holds nothing up. */
const appHasStarted = ({ desired, observed }: PlanInput): boolean =>
  containersOf(desired.pod).some(({ role, container }) => {
    const one = newest(observed, container.name);
    return role === 'app' && one !== undefined && !isOlderThan(one, observed.sandboxes.at(-1));
  });

/** The first that is not initialized and the sidecars before it, or all of the app containers with all sidecars. */
const dueContainers = (input: PlanInput): readonly PodContainer[] => {
  const all = containersOf(input.desired.pod);
  const init = all.filter(({ role }) => role !== 'app');
  const blocked = init.findIndex((each) => !isInitialized(input, each));
  if (blocked === -1 || appHasStarted(input)) return all.filter(({ role }) => role !== 'init');
  return init.slice(0, blocked + 1).filter((each, index) => each.role === 'sidecar' || index === blocked);
};

/** A running pod's files follow its ConfigMaps and Secrets within this time. */
const VOLUME_REFRESH_MS = 60_000;

/** What every pod has to reach the API: the cluster's CA, and a token that is renewed long before its end. */
const CREDENTIALS_REFRESH_MS = 5 * 60_000;

const changesSeldom = ({ resource, name }: SourceRef): boolean => resource === 'tokens' || (resource === 'configmaps' && name === 'kube-root-ca.crt');

const refreshVolumes = ({ desired, memory, nowMs }: PlanInput): PodPlan => {
  const refs = volumeRefs(desired.pod);
  if (memory.volumesAtMs === undefined || refs.length === 0) return NOTHING;
  const dueMs = memory.volumesAtMs + (refs.every(changesSeldom) ? CREDENTIALS_REFRESH_MS : VOLUME_REFRESH_MS);
  return nowMs >= dueMs ? planOf([{ do: 'mountVolumes' }]) : planOf([], dueMs);
};

const mountVolumes = (input: PlanInput): PodPlan => {
  const { memory, nowMs } = input;
  if (memory.volumes === 'ready') return refreshVolumes(input);
  if (memory.volumes === 'unknown' || nowMs >= memory.volumes.retryAtMs) return planOf([{ do: 'mountVolumes' }]);
  return planOf([], memory.volumes.retryAtMs);
};

/** A dead sandbox takes its containers along; a new one is made when they are gone. */
const replaceSandbox = (input: PlanInput): PodPlan => {
  const { desired, observed, memory, nowMs } = input;
  const all = [...observed.containers.values()].flat();
  const running = all.filter(({ state }) => state === 'running');
  const created = all.filter(({ state }) => state === 'created');
  const removals: Action[] = [...observed.sandboxes, ...created].map(({ id }) => ({ do: 'remove', id }));
  if (running.length > 0) {
    const stop = { graceSeconds: graceSecondsOf(desired.pod), why: 'Pod sandbox changed, it will be killed and re-created.' };
    return mergePlans([planOf(created.map(({ id }) => ({ do: 'remove', id }))), ...running.map((one) => stopOne(input, one, stop))]);
  }
  if (removals.length > 0) return planOf(removals);
  if (memory.sandboxFailure !== undefined && nowMs < memory.sandboxFailure.retryAtMs) return planOf([], memory.sandboxFailure.retryAtMs);
  return planOf([{ do: 'createSandbox', attempt: memory.sandboxFloor, replaces: all.length > 0 }]);
};

const planSandbox = (input: PlanInput): PodPlan => {
  const sandbox = input.observed.sandboxes.at(-1);
  if (sandbox?.state === 'running') return NOTHING;
  if (sandbox?.state === 'created') return planOf([{ do: 'start', id: sandbox.id, container: '' }]);
  return replaceSandbox(input);
};

/** Ended instances beyond the newest two go, once their end is on record. */
const prune = ({ observed, memory }: PlanInput): PodPlan =>
  planOf([...observed.containers.values()].flatMap((instances) =>
    instances.slice(0, -KEPT_INSTANCES)
      .filter(({ id, state }) => state === 'exited' && memory.acknowledged.has(id))
      .map(({ id }): Action => ({ do: 'remove', id }))));

const deadline = ({ desired: { pod }, memory, nowMs }: PlanInput): PodPlan => {
  const seconds = pod.spec?.activeDeadlineSeconds;
  if (seconds === undefined || memory.deadlineExceeded) return NOTHING;
  const atMs = memory.startTimeMs + seconds * 1000;
  return nowMs >= atMs ? planOf([{ do: 'exceedDeadline' }]) : planOf([], atMs);
};

const planRun = (input: PlanInput): PodPlan => {
  const sandbox = input.observed.sandboxes.at(-1);
  const isUp = sandbox !== undefined && sandbox.state !== 'exited';
  // While there is no sandbox only the next images are looked at, beside making it.
  const due = isUp || input.observed.containers.size === 0 ? dueContainers(input) : [];
  const ephemeral = sandbox?.state === 'running' ? ephemeralContainersOf(input.desired.pod) : [];
  return mergePlans([planSandbox(input), mountVolumes(input), deadline(input), prune(input), ...due.map((each) => planContainer(input, each)), ...ephemeral.map((each) => planEphemeral(input, each))]);
};

/**
 * What the node has to do next for one pod. Pure: the same desired pod, runtime state, memory and time give the same
 * plan. An attempt number is never used twice, so no identity starts twice.
 */
export const planPod = (input: PlanInput): PodPlan => {
  const { desired, memory } = input;
  if (desired.action === 'terminate') return planEnd(input, { graceSeconds: desired.graceSeconds ?? graceSecondsOf(desired.pod), remove: true, why: 'Stopping container' });
  if (input.unsupported) return NOTHING;
  if (memory.deadlineExceeded || isFinished(input)) return planEnd(input, { graceSeconds: graceSecondsOf(desired.pod), remove: false, why: 'Stopping container' });
  return planRun(input);
};
