import { numberAt, objectAt, objectsAt, stringAt } from '../../events/json-path.ts';
import type { JsonObject } from '../../events/json.ts';
import type { ObjectRef } from '../../events/object-ref.ts';
import type { Command } from '../kit/command.ts';
import type { EventNote } from '../kit/reconciler.ts';
import { explain } from './explanation.ts';
import type { PendingPod } from './pending-pod.ts';
import type { Placement } from './schedule.ts';

type Placed = Extract<Placement, { readonly ok: true }>;
type Unplaced = Extract<Placement, { readonly ok: false }>;

const refOf = ({ namespace, name }: PendingPod): ObjectRef => ({ group: '', resource: 'pods', namespace, name });

const noteOf = (pod: PendingPod, note: Pick<EventNote, 'type' | 'reason' | 'message'>): EventNote =>
  ({ regarding: { ...refOf(pod), uid: pod.uid, kind: 'Pod', apiVersion: 'v1' }, ...note });

const why = ({ node, weighed: { scored } }: Placed): string => {
  const [best, second] = scored;
  if (second === undefined) return `node ${node} is the only one that fits`;
  return `node ${node} scored ${best?.total ?? 0}, ahead of ${second.node} with ${second.total}`;
};

/** Binds the pod as it was read: whoever wrote it since wins, and it is decided again. */
export const bindPod = (pod: PendingPod, placement: Placed): Command => ({
  verb: 'update',
  subresource: 'binding',
  ref: refOf(pod),
  object: {
    apiVersion: 'v1',
    kind: 'Binding',
    metadata: { namespace: pod.namespace, name: pod.name, uid: pod.uid },
    target: { kind: 'Node', name: placement.node },
  },
  expect: { uid: pod.uid, sequence: pod.sequence },
  reason: why(placement),
  facts: explain(placement.weighed),
});

export const scheduledNote = (pod: PendingPod, node: string): EventNote =>
  noteOf(pod, { type: 'Normal', reason: 'Scheduled', message: `Successfully assigned ${pod.namespace}/${pod.name} to ${node}` });

export const failedNote = (pod: PendingPod, { message }: Unplaced): EventNote =>
  noteOf(pod, { type: 'Warning', reason: 'FailedScheduling', message });

interface Condition {
  readonly reason: 'Unschedulable' | 'SchedulingGated';
  readonly message: string;
}

const conditionFor = ({ gated, message }: Unplaced): Condition => gated
  ? { reason: 'SchedulingGated', message: 'Scheduling is blocked due to non-empty scheduling gates' }
  : { reason: 'Unschedulable', message };

const setCondition = (pod: JsonObject, { reason, message }: Condition, time: string): JsonObject => {
  const status = objectAt(pod, 'status');
  const generation = numberAt(pod, 'metadata', 'generation');
  const conditions = objectsAt(status, 'conditions');
  const before = conditions.find(({ type }) => type === 'PodScheduled');
  const after = {
    type: 'PodScheduled',
    ...(generation !== undefined && { observedGeneration: generation }),
    status: 'False',
    lastTransitionTime: before?.status === 'False' ? before.lastTransitionTime : time,
    reason,
    message,
  };
  const others = conditions.filter((condition) => condition !== before);
  return { ...pod, status: { ...status, conditions: [...others, after] } };
};

const isBound = (pod: JsonObject): boolean => stringAt(pod, 'spec', 'nodeName') !== '';

/** Says in the pod's status why it has no node; undefined when it says so already. */
export const reportUnplaced = (pod: PendingPod, placement: Unplaced, time: string): Command | undefined => {
  const condition = conditionFor(placement);
  const { scheduled } = pod;
  if (scheduled?.status === 'False' && scheduled.reason === condition.reason && scheduled.message === condition.message) return undefined;
  return {
    verb: 'update',
    subresource: 'status',
    ref: refOf(pod),
    object: (current) => (isBound(current) ? current : setCondition(current, condition, time)),
    expect: { uid: pod.uid },
    reason: `no node for the pod: ${condition.message}`,
    facts: explain(placement.weighed),
  };
};
