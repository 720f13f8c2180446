import { leases } from '../../../events/resources/coordination/lease/schema.ts';
import type { Node } from '../../../events/resources/core/node/schema.ts';
import { nodes } from '../../../events/resources/core/node/schema.ts';
import type { Pod } from '../../../events/resources/core/pod/schema.ts';
import { pods } from '../../../events/resources/core/pod/schema.ts';
import type { Change } from '../../../projections/cluster-state/cluster-state.ts';
import type { Plan, Reconciler, View } from '../../kit/reconciler.ts';
import { splitKey } from '../workload/refs.ts';
import { readyOf } from './heartbeat.ts';
import { planNode } from './plan-node.ts';
import { isHeldUnready, planPod } from './plan-pod.ts';

const RESYNC_MS = 60_000;
const LEASE_NAMESPACE = 'kube-node-lease';

const nodeKey = (name: string): string => `node/${name}`;
const podKey = ({ namespace, name }: { readonly namespace: string; readonly name: string }): string => `pod/${namespace}/${name}`;

const isReadyNode = (node: Node): boolean => readyOf(node)?.status === 'True';

/** Whether the node gives its pods anything to fear. */
const isTroubled = (node: Node | undefined): boolean =>
  node === undefined || !isReadyNode(node) || node.spec.taints?.some(({ effect }) => effect === 'NoExecute') === true;

const concerns = (pod: Pod, view: View): boolean => {
  const { metadata, spec: { nodeName = '' } } = pod;
  if (nodeName === '') return metadata.deletionTimestamp !== undefined;
  return isHeldUnready(pod) || isTroubled(view.get(nodes, '', nodeName)?.object);
};

const podsOn = (view: View, node: string): readonly string[] =>
  view.list(pods).filter(({ object }) => object.spec.nodeName === node).map(({ entry }) => podKey(entry));

/** A troubled, vanished or recovered node concerns its pods; the first or last Ready node concerns all: evictions begin or stop. */
const keysOfNodeChange = ({ entry, before, operation }: Change, view: View): readonly string[] => {
  if (operation === 'delete') return podsOn(view, entry.name);
  const node = view.read(nodes, entry).object;
  const turned = before !== undefined && isReadyNode(view.read(nodes, before).object) !== isReadyNode(node);
  const others = turned ? view.list(nodes).map((other) => nodeKey(other.entry.name)) : [];
  return [...new Set([nodeKey(entry.name), ...others, ...(turned || isTroubled(node) ? podsOn(view, entry.name) : [])])];
};

const keysOfLeaseChange = ({ entry }: Change, view: View): readonly string[] =>
  entry.namespace === LEASE_NAMESPACE && view.snapshot().get(nodes, '', entry.name) !== undefined ? [nodeKey(entry.name)] : [];

const keysOfPodChange = ({ entry, operation }: Change, view: View): readonly string[] =>
  operation === 'put' && view.search.mentions(entry, 'nodeName', 'deletionTimestamp') && concerns(view.read(pods, entry).object, view) ? [podKey(entry)] : [];

const planForNode = (view: View, name: string, nowMs: number): Plan => {
  const node = view.get(nodes, '', name);
  if (node === undefined) return { batches: [] };
  const anyReady = view.list(nodes).some(({ object }) => isReadyNode(object));
  return planNode({ node, lease: view.get(leases, LEASE_NAMESPACE, name)?.object, anyReady, nowMs });
};

const planForPod = (view: View, key: string, nowMs: number): Plan => {
  const { namespace, name } = splitKey(key);
  const pod = view.get(pods, namespace, name);
  if (pod === undefined) return { batches: [] };
  const { nodeName = '' } = pod.object.spec;
  // A node that cannot be read is not gone.
  if (view.snapshot().get(nodes, '', nodeName)?.quarantined !== undefined) return { batches: [] };
  return planPod({ pod, node: nodeName === '' ? undefined : view.get(nodes, '', nodeName)?.object, nowMs });
};

/** Watches over nodes' heartbeats and what becomes of their pods. Keys are `node/name` and `pod/namespace/name`. */
export const nodeLifecycleReconciler: Reconciler = {
  name: 'node-controller',
  actor: 'system:serviceaccount:kube-system:node-controller',
  watches: [
    { resource: nodes, keys: keysOfNodeChange },
    { resource: leases, keys: keysOfLeaseChange },
    { resource: pods, keys: keysOfPodChange },
  ],
  allKeys: (view) => [
    ...view.list(nodes).map(({ entry }) => nodeKey(entry.name)),
    ...view.list(pods).filter(({ object }) => concerns(object, view)).map(({ entry }) => podKey(entry)),
  ],
  resyncMs: RESYNC_MS,
  plan: (view, key, nowMs) => {
    const { namespace: what, name: rest } = splitKey(key);
    return what === 'node' ? planForNode(view, rest, nowMs) : planForPod(view, rest, nowMs);
  },
};
