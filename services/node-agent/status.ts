import type { JsonObject } from '../../events/json.ts';
import { stringAt } from '../../events/json-path.ts';
import { formatTime } from '../kit/timestamp.ts';
import type { StatusInput } from './container-status.ts';
import { containerStatus } from './container-status.ts';
import { containersOf, ephemeralContainersOf } from './desired-pod.ts';
import type { PlanInput } from './plan.ts';
import { podConditions } from './pod-conditions.ts';
import type { RoleStatus } from './pod-phase.ts';
import { podPhase } from './pod-phase.ts';
import { resizeConditions } from './resize-conditions.ts';
import { isFinished } from './restart-policy.ts';

export interface NodeIdentity {
  /** Scheme of container ids: `docker`. */
  readonly runtimeName: string;
  readonly hostIp: string;
}

/** A dead sandbox has no address, yet an ended pod shows the one it had. */
const podIpOf = ({ desired: { pod }, observed, memory }: PlanInput, hostIp: string, isEnding: boolean): string => {
  const sandbox = observed.sandboxes.at(-1);
  if (sandbox?.state === 'running') return pod.spec?.hostNetwork === true ? hostIp : (sandbox.address ?? '');
  return isEnding ? stringAt(memory.status, 'podIP') : '';
};

const addresses = (podIp: string, hostIp: string): JsonObject => ({
  hostIP: hostIp,
  hostIPs: [{ ip: hostIp }],
  ...(podIp !== '' && { podIP: podIp, podIPs: [{ ip: podIp }] }),
});

const EXCEEDED = { reason: 'DeadlineExceeded', message: 'Pod was active on the node longer than the specified deadline' } as const;

const statusesOf = (input: StatusInput): readonly RoleStatus[] =>
  containersOf(input.desired.pod).map((each) => ({ role: each.role, name: each.container.name, status: containerStatus(input, each) }));

/** Something of it ran, and nothing does any more. */
const hasEnded = ({ observed }: PlanInput): boolean =>
  observed.containers.size > 0 && ![...observed.containers.values()].flat().some(({ state }) => state === 'running');

const statusLists = (statuses: readonly RoleStatus[], ephemeral: readonly JsonObject[]): JsonObject => {
  const init = statuses.filter(({ role }) => role !== 'app').map(({ status }) => status);
  return {
    ...(init.length > 0 && { initContainerStatuses: init }),
    containerStatuses: statuses.filter(({ role }) => role === 'app').map(({ status }) => status),
    ...(ephemeral.length > 0 && { ephemeralContainerStatuses: ephemeral }),
  };
};

/**
 * The PodStatus an agent reports: phase, its own conditions, addresses, container statuses. Pure. Fields and
 * conditions of other owners (qosClass, PodScheduled, readiness gates) are not in it.
 */
export const podStatus = (plan: PlanInput, { runtimeName, hostIp }: NodeIdentity): JsonObject => {
  const { desired, observed, memory, nowMs } = plan;
  const isEnding = desired.action === 'terminate' || memory.deadlineExceeded || isFinished(plan);
  const statuses = statusesOf({ ...plan, runtimeName, isEnding });
  const phase = memory.deadlineExceeded ? 'Failed' : podPhase(desired.pod, statuses, isEnding && hasEnded(plan));
  const sandboxReady = observed.sandboxes.at(-1)?.state === 'running';
  const generation = desired.pod.metadata?.generation;
  return {
    ...(generation !== undefined && { observedGeneration: generation }),
    phase,
    conditions: [...podConditions({ pod: desired.pod, phase, statuses, sandboxReady, before: memory.status, nowMs }), ...(isEnding ? [] : resizeConditions(plan))],
    ...(memory.deadlineExceeded && EXCEEDED),
    ...addresses(podIpOf(plan, hostIp, isEnding), hostIp),
    startTime: formatTime(memory.startTimeMs),
    ...statusLists(statuses, ephemeralContainersOf(desired.pod).map((each) => containerStatus({ ...plan, runtimeName, isEnding }, each))),
  };
};
