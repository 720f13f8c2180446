import { jsonEqual } from '../../events/json-equal.ts';
import type { Node } from '../../events/resources/core/node/schema.ts';
import { nodes } from '../../events/resources/core/node/schema.ts';
import type { Pod } from '../../events/resources/core/pod/schema.ts';
import { pods } from '../../events/resources/core/pod/schema.ts';
import { objectKey } from '../../events/object-ref.ts';
import type { Change, Entry } from '../../projections/cluster-state/cluster-state.ts';
import type { NodeCapacity, NodeFacts } from '../../projections/node-capacity/node-capacity.ts';
import type { View, Viewed } from '../kit/reconciler.ts';
import { nodeFacts } from './node-facts.ts';
import { DEFAULT_SCHEDULER, pendingPod, placedPod } from './pending-pod.ts';
import type { SchedulingQueue } from './scheduling-queue.ts';

/** Keeps columns and queue in step with the log. */
export interface SchedulingFold {
  /** Everything there is; before the first `apply`. */
  load(view: View, nowMs: number): void;
  /** One commit's changes, with the view right after it. */
  apply(changes: readonly Change[], view: View, nowMs: number): void;
}

interface Parts {
  readonly capacity: NodeCapacity;
  readonly queue: SchedulingQueue;
}

const createPodFold = ({ capacity, queue }: Parts) => {
  const uids = new Map<string, string>();
  const placed = new Set<string>();

  const vacate = (uid: string, nowMs: number): void => {
    capacity.removePod(uid);
    if (placed.delete(uid)) queue.wake('pod-removed', nowMs);
  };
  const remove = (key: string, nowMs: number): void => {
    const uid = uids.get(key);
    if (uid === undefined) return;
    uids.delete(key);
    queue.remove(uid);
    vacate(uid, nowMs);
  };
  const put = ({ object, entry }: Viewed<Pod>, nowMs: number): void => {
    const key = objectKey(entry.namespace, entry.name);
    const uid = object.metadata.uid;
    if (uids.get(key) !== uid) remove(key, nowMs);
    uids.set(key, uid);
    const pending = pendingPod(object, entry.sequence);
    if (pending !== undefined) {
      queue.put(pending, nowMs);
      return;
    }
    queue.remove(uid);
    const place = placedPod(object);
    if (place === undefined) {
      vacate(uid, nowMs);
      return;
    }
    placed.add(uid);
    capacity.putPod(place);
  };
  return { put, remove };
};

const createNodeFold = ({ capacity, queue }: Parts) => {
  const known = new Map<string, NodeFacts>();
  return {
    put: ({ object }: Viewed<Node>, nowMs: number): void => {
      const facts = nodeFacts(object);
      const before = known.get(facts.name);
      // Heartbeats change no fact: nobody need be tried again.
      if (before !== undefined && jsonEqual({ ...before, taints: before.taints.map((taint) => ({ ...taint })) }, { ...facts, taints: facts.taints.map((taint) => ({ ...taint })) })) return;
      known.set(facts.name, facts);
      capacity.putNode(facts);
      queue.wake('node-changed', nowMs);
    },
    remove: (name: string): void => {
      known.delete(name);
      capacity.removeNode(name);
    },
  };
};

/** A pod of another scheduler matters once it has a node. */
const mayConcern = ({ search }: View, entry: Entry): boolean => search.mentionsValue(entry, 'schedulerName', DEFAULT_SCHEDULER) || search.mentions(entry, 'nodeName');

export const createSchedulingFold = (parts: Parts): SchedulingFold => {
  const podFold = createPodFold(parts);
  const nodeFold = createNodeFold(parts);

  const applyPod = ({ operation, entry }: Change, view: View, nowMs: number): void => {
    const viewed = operation === 'put' && mayConcern(view, entry) ? view.get(pods, entry.namespace, entry.name) : undefined;
    if (viewed === undefined) podFold.remove(objectKey(entry.namespace, entry.name), nowMs);
    else podFold.put(viewed, nowMs);
  };
  const applyNode = ({ operation, entry }: Change, view: View, nowMs: number): void => {
    const viewed = operation === 'put' ? view.get(nodes, '', entry.name) : undefined;
    if (viewed === undefined) nodeFold.remove(entry.name);
    else nodeFold.put(viewed, nowMs);
  };
  return {
    load: (view, nowMs) => {
      for (const node of view.list(nodes)) nodeFold.put(node, nowMs);
      for (const pod of view.list(pods)) podFold.put(pod, nowMs);
    },
    apply: (changes, view, nowMs) => {
      for (const change of changes) {
        if (change.entry.group !== '') continue;
        if (change.entry.resource === 'pods') applyPod(change, view, nowMs);
        else if (change.entry.resource === 'nodes') applyNode(change, view, nowMs);
      }
    },
  };
};
