import type { Pod } from '../../events/resources/core/pod/schema.ts';
import type { HostPort } from '../../projections/node-capacity/host-ports.ts';
import { hostPorts } from '../../projections/node-capacity/host-ports.ts';
import type { PlacedPod } from '../../projections/node-capacity/node-capacity.ts';
import type { Amounts } from '../../projections/node-capacity/pod-requests.ts';
import { podRequests, scoringRequests } from '../../projections/node-capacity/pod-requests.ts';

export type PodSpec = Pod['spec'];

/** A pod that waits for a node, read once per version. */
export interface PendingPod {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  /** The version it was read at. */
  readonly sequence: number;
  readonly priority: number;
  readonly spec: PodSpec;
  readonly requests: Amounts;
  readonly scoring: Amounts;
  readonly ports: readonly HostPort[];
  /** The condition as stored, so that an unchanged verdict writes nothing. */
  readonly scheduled: { readonly status: string; readonly reason: string; readonly message: string } | undefined;
}

export const DEFAULT_SCHEDULER = 'default-scheduler';

const isTerminal = (pod: Pod): boolean => pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed';

const isBound = ({ spec }: Pod): boolean => (spec.nodeName ?? '') !== '';

const isOurs = ({ spec }: Pod): boolean => (spec.schedulerName ?? DEFAULT_SCHEDULER) === DEFAULT_SCHEDULER;

const scheduledCondition = ({ status }: Pod): PendingPod['scheduled'] => {
  const condition = status.conditions?.find(({ type }) => type === 'PodScheduled');
  return condition && { status: condition.status, reason: condition.reason ?? '', message: condition.message ?? '' };
};

/** Undefined when the pod needs no node from this scheduler: bound, being deleted, ended, or another scheduler's. */
export const pendingPod = (pod: Pod, sequence: number): PendingPod | undefined => {
  const { metadata, spec } = pod;
  if (isBound(pod) || metadata.deletionTimestamp !== undefined || isTerminal(pod) || !isOurs(pod)) return undefined;
  return {
    uid: metadata.uid,
    namespace: metadata.namespace,
    name: metadata.name,
    sequence,
    priority: spec.priority ?? 0,
    spec,
    requests: podRequests(spec),
    scoring: scoringRequests(spec),
    ports: hostPorts(spec),
    scheduled: scheduledCondition(pod),
  };
};

/** Undefined when the pod takes nothing of a node: unbound or ended. */
export const placedPod = (pod: Pod): PlacedPod | undefined => {
  const { metadata, spec } = pod;
  if (!isBound(pod) || isTerminal(pod)) return undefined;
  return {
    uid: metadata.uid,
    node: spec.nodeName ?? '',
    requests: podRequests(spec),
    scoring: scoringRequests(spec),
    ports: hostPorts(spec),
  };
};

/** The place a pending pod would take on a node. */
export const placedOn = ({ uid, requests, scoring, ports }: PendingPod, node: string): PlacedPod => ({ uid, node, requests, scoring, ports });
