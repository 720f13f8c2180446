import { objectsAt, stringAt } from '../../events/json-path.ts';
import type { JsonObject } from '../../events/json.ts';
import type { NodeFact, Observation } from '../../events/node/messages.ts';
import type { ObjectRef, ResourceOf } from '../../events/object-ref.ts';
import type { WriteContext } from '../kit/command.ts';
import type { EventNote, View, Viewed } from '../kit/reconciler.ts';
import { nodeActor } from './applied-observations.ts';
import { decideLease, leaseRef } from './decide-lease.ts';
import type { NodeInputs, NodeStep } from './decide-node.ts';
import { decideNode, RANGES } from './decide-node.ts';
import type { Stored } from './decide-pod.ts';
import type { Verdict, Workings } from './workings.ts';
import { settle } from './workings.ts';

const NODES: ResourceOf<JsonObject> = { group: '', resource: 'nodes' };
const CONFIG_MAPS: ResourceOf<JsonObject> = { group: '', resource: 'configmaps' };
const LEASES: ResourceOf<JsonObject> = { group: 'coordination.k8s.io', resource: 'leases' };
const FOLD_TIMEOUT_MS = 5_000;
/** Register, label, report; a race may add a round. */
const MAX_STEPS = 6;

const stored = (viewed: Viewed | undefined): Stored | undefined => viewed && { object: viewed.object, sequence: viewed.entry.sequence };
/** Ranges nodes have, whoever gave them; only read while a node registers. */
const rangesInUse = (view: View): ReadonlySet<string> =>
  new Set(view.list(NODES).map(({ object }) => stringAt(object, 'spec', 'podCIDR')));

const inputsOf = ({ podRange, normalizeNode, clock }: Workings, view: View, name: string): NodeInputs => {
  const node = view.get(NODES, '', name);
  const registered = stringAt(node?.object, 'spec', 'podCIDR') !== '';
  return {
    node: stored(node),
    ranges: registered ? undefined : stored(view.get(CONFIG_MAPS, RANGES.namespace, RANGES.name)),
    exists: (other) => view.snapshot().get(NODES, '', other) !== undefined,
    inUse: registered ? new Set() : rangesInUse(view),
    cluster: podRange,
    normalize: normalizeNode,
    nowMs: clock.now(),
  };
};

const contextOf = ({ node, traceparent }: Observation): WriteContext => ({ actor: nodeActor(node), fieldManager: 'kubelet', traceparent });

const takeStep = async (workings: Workings, observation: Observation, step: Exclude<NodeStep, undefined>): Promise<Verdict> => {
  if ('full' in step) return { verdict: 'later', why: step.full };
  const { follower, writer } = workings;
  const outcome = await writer.execute(step.batch, contextOf(observation));
  const last = outcome.ok ? outcome.written.at(-1) : undefined;
  if (last !== undefined) await follower.waitFor(last.position, FOLD_TIMEOUT_MS);
  const ref: ObjectRef = { ...NODES, namespace: '', name: observation.node };
  return settle(workings, { outcome, observation, ref, notes: [] });
};

const isReadyNode = (node: JsonObject | undefined): boolean =>
  objectsAt(node, 'status', 'conditions').some(({ type, status }) => type === 'Ready' && status === 'True');

/** Nodes' own events name them by their names instead of uids, as upstream's. */
const readyNote = (name: string): EventNote => ({
  regarding: { ...NODES, namespace: '', name, uid: name, kind: 'Node', apiVersion: 'v1' },
  type: 'Normal',
  reason: 'NodeReady',
  message: `Node ${name} status is now: NodeReady`,
});

/** Renews the Lease; a race means another replica just did. */
const renewLease = async ({ follower, view, writer }: Workings, observation: Observation): Promise<void> => {
  const { node, time } = observation;
  const current = view(() => follower.snapshot());
  const nodeUid = stringAt(current.get(NODES, '', node)?.object, 'metadata', 'uid');
  const { namespace, name } = leaseRef(node);
  if (nodeUid === '') return;
  const command = decideLease({ node, nodeUid, lease: stored(current.get(LEASES, namespace, name)), aliveMs: new Date(time).getTime() });
  if (command !== undefined) await writer.execute([command], contextOf(observation));
};

/** Applies a node's report step by step until the Node says what its agent does, then renews its Lease. */
export const applyNode = async (workings: Workings, observation: Observation, fact: NodeFact): Promise<Verdict> => {
  const { follower, view, applied } = workings;
  const ref: ObjectRef = { ...NODES, namespace: '', name: observation.node };
  const entry = follower.snapshot().get(ref, '', observation.node);
  if (entry !== undefined && await applied.covers(observation, { ref, entry })) return { verdict: 'done', notes: [] };
  const isReady = (): boolean => isReadyNode(view(() => follower.snapshot()).get(NODES, '', observation.node)?.object);
  const wasReady = isReady();
  for (let round = 0; round < MAX_STEPS; round += 1) {
    const step = decideNode(observation, fact, inputsOf(workings, view(() => follower.snapshot()), observation.node));
    if (step === undefined) break;
    const verdict = await takeStep(workings, observation, step);
    if (verdict.verdict !== 'done') return verdict;
  }
  await renewLease(workings, observation);
  return { verdict: 'done', notes: !wasReady && isReady() ? [readyNote(observation.node)] : [] };
};
