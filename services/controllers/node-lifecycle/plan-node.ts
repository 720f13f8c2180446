import { jsonEqual } from '../../../events/json-equal.ts';
import type { Lease } from '../../../events/resources/coordination/lease/schema.ts';
import type { Node } from '../../../events/resources/core/node/schema.ts';
import { nodes } from '../../../events/resources/core/node/schema.ts';
import type { UpdateObject } from '../../kit/command.ts';
import type { Plan, Viewed } from '../../kit/reconciler.ts';
import { notesAbout, refOf } from '../workload/refs.ts';
import { heartbeatOf, readyOf, silenceFacts, silentConditions } from './heartbeat.ts';
import { taintsOf } from './taints.ts';

export interface NodeInputs {
  readonly node: Viewed<Node>;
  readonly lease: Lease | undefined;
  /** Whether any node of the cluster is Ready. With none the fault is more likely ours, and no pod is driven off. */
  readonly anyReady: boolean;
  readonly nowMs: number;
}

const update = ({ entry, object: before }: Viewed<Node>, object: Node, more: Pick<UpdateObject, 'reason'> & Partial<UpdateObject>): UpdateObject =>
  ({ verb: 'update', ref: refOf(nodes, before), object, expect: { uid: before.metadata.uid, sequence: entry.sequence }, ...more });

const silence = ({ node, lease, nowMs }: NodeInputs): Plan | undefined => {
  const heartbeat = heartbeatOf(node.object, lease);
  if (heartbeat.deadlineMs > nowMs) return undefined;
  const conditions = silentConditions(node.object, nowMs);
  if (jsonEqual(conditions.toSorted((a, b) => (a.type < b.type ? -1 : 1)), (node.object.status.conditions ?? []).toSorted((a, b) => (a.type < b.type ? -1 : 1)))) return undefined;
  const { name } = node.object.metadata;
  const notes = readyOf(node.object)?.status === 'True' ? [notesAbout(nodes, node.object).normal('NodeNotReady', `Node ${name} status is now: NodeNotReady`)] : [];
  const object = { ...node.object, status: { ...node.object.status, conditions } };
  return { batches: [[update(node, object, { subresource: 'status', reason: 'its heartbeat stopped', facts: silenceFacts(heartbeat) })]], notes };
};

const taints = ({ node, anyReady, nowMs }: NodeInputs): Plan['batches'] => {
  const { spec } = node.object;
  const wanted = taintsOf(node.object, { evicts: anyReady, nowMs });
  if (jsonEqual(wanted, spec.taints ?? [])) return [];
  const reason = wanted.length === 0 ? 'its conditions ask for no taint' : `its conditions ask for ${wanted.map(({ key, effect }) => `${key}:${effect}`).join(', ')}`;
  return [[update(node, { ...node.object, spec: { ...spec, taints: wanted.length === 0 ? undefined : wanted } }, { reason })]];
};

/** One node: silent ones lose their conditions, then taints follow the conditions. Two versions, one write per plan. */
export const planNode = (inputs: NodeInputs): Plan => {
  const silenced = silence(inputs);
  if (silenced !== undefined) return silenced;
  const left = heartbeatOf(inputs.node.object, inputs.lease).deadlineMs - inputs.nowMs;
  return { batches: taints(inputs), ...(left > 0 && { againAfterMs: left }) };
};
