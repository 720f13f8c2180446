import type { JsonObject } from '../../../events/json.ts';
import type { Lease } from '../../../events/resources/coordination/lease/schema.ts';
import type { Node, NodeCondition } from '../../../events/resources/core/node/schema.ts';
import { formatTime, parseTime } from '../../kit/timestamp.ts';

/** A node is given up after this long without renewing its Lease. */
export const GRACE_MS = 40_000;
/** The same for a node that never reported, from its creation. */
const STARTUP_GRACE_MS = 60_000;

/** Conditions that say nothing once the node is silent. */
const CONDITIONS = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'] as const;

export const readyOf = ({ status }: Node): NodeCondition | undefined => status.conditions?.find(({ type }) => type === 'Ready');

/** When the node was last heard of, and when its silence counts. Milliseconds since the epoch. */
export interface Heartbeat {
  readonly lastMs: number;
  readonly deadlineMs: number;
}

export const heartbeatOf = (node: Node, lease: Lease | undefined): Heartbeat => {
  const ready = readyOf(node);
  const created = parseTime(node.metadata.creationTimestamp) ?? 0;
  const lastMs = Math.max(created, parseTime(lease?.spec.renewTime) ?? 0, parseTime(ready?.lastHeartbeatTime) ?? 0);
  return { lastMs, deadlineMs: lastMs + (ready === undefined ? STARTUP_GRACE_MS : GRACE_MS) };
};

const silent = (node: Node, type: string, now: string): NodeCondition => {
  const current = node.status.conditions?.find((condition) => condition.type === type);
  if (current === undefined) {
    const { creationTimestamp } = node.metadata;
    return { type, status: 'Unknown', reason: 'NodeStatusNeverUpdated', message: 'Kubelet never posted node status.', lastHeartbeatTime: creationTimestamp, lastTransitionTime: now };
  }
  if (current.status === 'Unknown') return current;
  return { ...current, status: 'Unknown', reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.', lastTransitionTime: now };
};

/** The conditions of a node that fell silent. */
export const silentConditions = (node: Node, nowMs: number): NodeCondition[] => {
  const others = (node.status.conditions ?? []).filter(({ type }) => !CONDITIONS.some((known) => known === type));
  const now = formatTime(nowMs);
  return [...others, ...CONDITIONS.map((type) => silent(node, type, now))];
};

export const silenceFacts = ({ lastMs, deadlineMs }: Heartbeat): JsonObject =>
  ({ deadline: formatTime(deadlineMs), because: `last heartbeat at ${formatTime(lastMs)}, none for ${(deadlineMs - lastMs) / 1000} s` });
