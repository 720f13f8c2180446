import type { JsonObject } from '../../../events/json.ts';
import type { PodCondition } from '../../../events/resources/_types/pod-status.ts';
import type { Node } from '../../../events/resources/core/node/schema.ts';
import type { Pod } from '../../../events/resources/core/pod/schema.ts';
import { pods } from '../../../events/resources/core/pod/schema.ts';
import type { Command } from '../../kit/command.ts';
import type { Plan, Viewed } from '../../kit/reconciler.ts';
import { formatTime, parseTime } from '../../kit/timestamp.ts';
import { notesAbout, refOf } from '../workload/refs.ts';
import { isActive, isReady, readyCondition } from '../workload/pod-state.ts';
import { readyOf } from './heartbeat.ts';
import { evictionOf } from './tolerations.ts';

/** A node may appear after its pods, as when it registers anew: only then is it gone. */
const NODE_GONE_GRACE_MS = 40_000;
const OUT_OF_SERVICE = 'node.kubernetes.io/out-of-service';

export interface PodInputs {
  readonly pod: Viewed<Pod>;
  /** The node the pod is bound to, when it is bound and the node exists. */
  readonly node: Node | undefined;
  readonly nowMs: number;
}

interface Departure {
  readonly reason: string;
  readonly facts?: JsonObject;
  readonly condition?: Pick<PodCondition, 'reason' | 'message'>;
  /** Marks the pod failed: nobody is left to report its end. */
  readonly failed?: true;
  readonly force?: true;
}

const withCondition = ({ status }: Pod, condition: PodCondition): PodCondition[] =>
  [...(status.conditions ?? []).filter(({ type }) => type !== condition.type), condition];

const disrupted = (pod: Pod, { condition, failed }: Departure, nowMs: number): Pod => {
  if (condition === undefined) return pod;
  const target: PodCondition = { type: 'DisruptionTarget', status: 'True', lastTransitionTime: formatTime(nowMs), ...condition };
  const finished = pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed';
  return { ...pod, status: { ...pod.status, ...(failed && !finished && { phase: 'Failed' }), conditions: withCondition(pod, target) } };
};

const isMarked = ({ status }: Pod, { condition }: Departure): boolean =>
  status.conditions?.some(({ type, status: value, reason }) => type === 'DisruptionTarget' && value === 'True' && reason === condition?.reason) === true;

/** The mark and the deletion are two versions: first why the pod goes, then that it goes. */
const departure = ({ pod: { entry, object: pod }, nowMs }: PodInputs, leaving: Departure): readonly (readonly Command[])[] => {
  const ref = refOf(pods, pod);
  const { uid } = pod.metadata;
  const explained = { reason: leaving.reason, ...(leaving.facts && { facts: leaving.facts }) };
  const mark: Command = { verb: 'update', subresource: 'status', ref, object: disrupted(pod, leaving, nowMs), expect: { uid, sequence: entry.sequence }, ...explained };
  const remove: Command = { verb: 'delete', ref, expect: { uid }, ...(leaving.force && { gracePeriodSeconds: 0 }), ...explained };
  return leaving.condition === undefined || isMarked(pod, leaving) ? [[remove]] : [[mark], [remove]];
};

const boundSinceMs = ({ metadata, status }: Pod): number =>
  parseTime(status.conditions?.find(({ type }) => type === 'PodScheduled')?.lastTransitionTime) ?? parseTime(metadata.creationTimestamp) ?? 0;

const orphaned = (inputs: PodInputs): Plan => {
  const { pod: { object: pod }, nowMs } = inputs;
  const leavesAt = boundSinceMs(pod) + NODE_GONE_GRACE_MS;
  if (leavesAt > nowMs) return { batches: [], againAfterMs: leavesAt - nowMs };
  const facts = { deadline: formatTime(leavesAt), because: `node ${pod.spec.nodeName} does not exist` };
  const condition = { reason: 'DeletionByPodGC', message: 'PodGC: node no longer exists' };
  return { batches: departure(inputs, { reason: `its node ${pod.spec.nodeName} no longer exists`, facts, condition, failed: true, force: true }) };
};

const isOutOfService = (node: Node): boolean =>
  readyOf(node)?.status !== 'True' && node.spec.taints?.some(({ key }) => key === OUT_OF_SERVICE) === true;

const terminating = (inputs: PodInputs, node: Node): Plan => {
  if (!isOutOfService(node)) return { batches: [] };
  const condition = { reason: 'DeletionByPodGC', message: `PodGC: node ${node.metadata.name} is out-of-service` };
  return { batches: departure(inputs, { reason: `its node ${node.metadata.name} is out of service`, condition, failed: true, force: true }) };
};

const NODE_NOT_READY = 'NodeNotReady';

/** Whether the pod is not ready because its node fell silent, and for no other reason. */
export const isHeldUnready = (pod: Pod): boolean => readyCondition(pod)?.reason === NODE_NOT_READY;

const readiness = ({ pod: { entry, object: pod } }: PodInputs, ready: PodCondition, reason: string): Command => ({
  verb: 'update', subresource: 'status', ref: refOf(pods, pod), expect: { uid: pod.metadata.uid, sequence: entry.sequence }, reason,
  object: { ...pod, status: { ...pod.status, conditions: (pod.status.conditions ?? []).map((condition) => (condition.type === 'Ready' ? ready : condition)) } },
});

/**
 * A ready pod of a silent node counts as not ready. Once the node is back the pod is as it was last told to be: its
 * agent repeats nothing it told before, and what changed meanwhile it tells, which takes our mark away.
 */
const readinessPlan = (inputs: PodInputs, node: Node): Plan | undefined => {
  const { pod: { object: pod }, nowMs } = inputs;
  const lastTransitionTime = formatTime(nowMs);
  const status = readyOf(node)?.status;
  if (status === 'True' && isHeldUnready(pod)) {
    return { batches: [[readiness(inputs, { type: 'Ready', status: 'True', lastTransitionTime }, `its node ${node.metadata.name} is back`)]] };
  }
  if (status !== 'Unknown' || !isActive(pod) || !isReady(pod)) return undefined;
  const held = { type: 'Ready', status: 'False', reason: NODE_NOT_READY, message: 'Node is not ready', lastTransitionTime };
  return {
    batches: [[readiness(inputs, held, `its node ${node.metadata.name} is not ready`)]],
    notes: [notesAbout(pods, pod).warning(NODE_NOT_READY, 'Node is not ready')],
  };
};

const evicted = (inputs: PodInputs, node: Node): Plan => {
  const { pod: { object: pod }, nowMs } = inputs;
  const eviction = evictionOf(node.spec.taints ?? [], pod.spec.tolerations ?? [], boundSinceMs(pod));
  if (eviction === undefined) return { batches: [] };
  if (eviction.atMs > nowMs) return { batches: [], againAfterMs: eviction.atMs - nowMs };
  const { key } = eviction.taint;
  const { namespace, name } = pod.metadata;
  return {
    batches: departure(inputs, {
      reason: `it does not tolerate taint ${key}:NoExecute of node ${node.metadata.name} any longer`,
      facts: { deadline: formatTime(eviction.atMs), because: `taint ${key}:NoExecute since ${eviction.taint.timeAdded ?? 'an unknown time'}` },
      condition: { reason: 'DeletionByTaintManager', message: 'Taint manager: deleting due to NoExecute taint' },
    }),
    notes: [notesAbout(pods, pod).normal('TaintManagerEviction', `Marking for deletion Pod ${namespace}/${name}`)],
  };
};

/**
 * One pod against its node: driven off by taints it does not tolerate (any longer), not ready on a silent node, and
 * removed by force where no agent will ever do it.
 */
export const planPod = (inputs: PodInputs): Plan => {
  const { pod: { object: pod }, node } = inputs;
  const deleting = pod.metadata.deletionTimestamp !== undefined;
  if (pod.spec.nodeName === undefined || pod.spec.nodeName === '') {
    return deleting ? { batches: departure(inputs, { reason: 'it was never bound to a node', force: true }) } : { batches: [] };
  }
  if (node === undefined) return orphaned(inputs);
  return deleting ? terminating(inputs, node) : (readinessPlan(inputs, node) ?? evicted(inputs, node));
};
