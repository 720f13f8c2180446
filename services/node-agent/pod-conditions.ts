import type { JsonObject } from '../../events/json.ts';
import { objectsAt, optionalObjectAt, stringAt, valueAt } from '../../events/json-path.ts';
import type { AssignedPod as Pod } from './desired-pod.ts';
import { formatTime } from '../kit/timestamp.ts';
import type { Phase, RoleStatus } from './pod-phase.ts';

interface Verdict {
  readonly type: string;
  readonly status: boolean;
  readonly reason?: string;
  readonly message?: string;
}

export interface ConditionInput {
  readonly pod: Pod;
  readonly phase: Phase;
  readonly statuses: readonly RoleStatus[];
  readonly sandboxReady: boolean;
  /** The status before, which conditions that stay keep their times of. */
  readonly before: JsonObject;
  readonly nowMs: number;
}

const isInitialized = ({ role, status }: RoleStatus): boolean =>
  role === 'sidecar' ? valueAt(status, 'started') === true || optionalObjectAt(status, 'state', 'terminated') !== undefined : status.ready === true;

const names = (statuses: readonly RoleStatus[]): string => `[${statuses.map(({ name }) => name).join(' ')}]`;

const initialized = ({ phase, statuses }: ConditionInput): Verdict => {
  const missing = statuses.filter((each) => each.role !== 'app' && !isInitialized(each));
  const appBegan = statuses.some(({ role, status }) => role === 'app' && optionalObjectAt(status, 'state', 'waiting') === undefined);
  if (phase === 'Succeeded') return { type: 'Initialized', status: true, reason: 'PodCompleted' };
  if (missing.length === 0 || appBegan) return { type: 'Initialized', status: true };
  return { type: 'Initialized', status: false, reason: 'ContainersNotInitialized', message: `containers with incomplete status: ${names(missing)}` };
};

const containersReady = ({ phase, statuses }: ConditionInput): Verdict => {
  const type = 'ContainersReady';
  if (phase === 'Succeeded') return { type, status: false, reason: 'PodCompleted' };
  if (phase === 'Failed') return { type, status: false, reason: 'PodFailed' };
  const unready = statuses.filter(({ role, status }) => role !== 'init' && status.ready !== true);
  if (unready.length === 0) return { type, status: true };
  return { type, status: false, reason: 'ContainersNotReady', message: `containers with unready status: ${names(unready)}` };
};

const gateMessages = (pod: Pod): readonly string[] =>
  (pod.spec?.readinessGates ?? []).flatMap(({ conditionType }) => {
    const condition = pod.status?.conditions?.find(({ type }) => type === conditionType);
    if (condition === undefined) return [`corresponding condition of pod readiness gate "${conditionType}" does not exist.`];
    return condition.status === 'True' ? [] : [`the status of pod readiness gate "${conditionType}" is not "True", but ${condition.status}`];
  });

const ready = (input: ConditionInput, containers: Verdict): Verdict => {
  if (!containers.status) return { ...containers, type: 'Ready' };
  const gates = gateMessages(input.pod);
  if (gates.length === 0) return { type: 'Ready', status: true };
  return { type: 'Ready', status: false, reason: 'ReadinessGatesNotReady', message: gates.join(', ') };
};

const written = ({ pod, before, nowMs }: ConditionInput, { type, status, reason, message }: Verdict): JsonObject => {
  const text = status ? 'True' : 'False';
  const earlier = objectsAt(before, 'conditions').find((condition) => condition.type === type);
  const since = earlier?.status === text ? stringAt(earlier, 'lastTransitionTime') : '';
  const generation = pod.metadata?.generation;
  return {
    type,
    ...(generation !== undefined && { observedGeneration: generation }),
    status: text,
    lastTransitionTime: since === '' ? formatTime(nowMs) : since,
    ...(reason !== undefined && { reason }),
    ...(message !== undefined && { message }),
  };
};

/** The conditions an agent owns, as kubelet computes them. */
export const podConditions = (input: ConditionInput): readonly JsonObject[] => {
  const containers = containersReady(input);
  const verdicts: readonly Verdict[] = [
    { type: 'PodReadyToStartContainers', status: input.sandboxReady },
    initialized(input),
    ready(input, containers),
    containers,
  ];
  return verdicts.map((verdict) => written(input, verdict));
};
