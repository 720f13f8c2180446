import type { Node } from '../../events/resources/core/node/schema.ts';
import type { Pod } from '../../events/resources/core/pod/schema.ts';
import type { NodeCapacity } from '../../projections/node-capacity/node-capacity.ts';
import { createNodeCapacity } from '../../projections/node-capacity/node-capacity.ts';
import type { Plugin, PluginCycle } from './framework.ts';
import { nodeFacts } from './node-facts.ts';
import type { PendingPod, PodSpec } from './pending-pod.ts';
import { pendingPod, placedPod } from './pending-pod.ts';

/** Pods and nodes for tests of scheduling, as short as a case can say them. */
export const aPod = (spec: Partial<PodSpec> = {}, uid = 'uid-1'): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'default', uid, creationTimestamp: '2026-01-01T00:00:00Z' },
  spec: { containers: [{ name: 'c', image: 'i', resources: {} }], ...spec },
  status: {},
});

export const requesting = (requests: Record<string, string>): Partial<PodSpec> => ({ containers: [{ name: 'c', image: 'i', resources: { requests } }] });

const NODE_INFO = {
  machineID: '', systemUUID: '', bootID: '', kernelVersion: '', osImage: '', containerRuntimeVersion: '', kubeletVersion: '', kubeProxyVersion: '',
  operatingSystem: 'linux', architecture: 'amd64',
};

export const aPending = (spec: Partial<PodSpec> = {}, uid = 'uid-1'): PendingPod => {
  const { nodeName, ...rest } = spec;
  const pending = pendingPod(aPod(rest, uid), 1);
  if (pending === undefined) throw new Error('the pod needs no node');
  return nodeName === undefined ? pending : { ...pending, spec: { ...pending.spec, nodeName } };
};

export interface NodeOptions {
  readonly labels?: Record<string, string>;
  readonly taints?: { key: string; value?: string; effect: string }[];
  readonly unschedulable?: boolean;
  readonly allocatable?: Record<string, string>;
}

export const aNode = (name: string, { labels = {}, taints = [], unschedulable = false, allocatable }: NodeOptions = {}): Node => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, uid: `uid-${name}`, labels, creationTimestamp: '2026-01-01T00:00:00Z' },
  spec: { taints, unschedulable },
  status: { allocatable: allocatable ?? { cpu: '4', memory: '8Gi', pods: '110' }, daemonEndpoints: { kubeletEndpoint: { Port: 0 } }, nodeInfo: NODE_INFO },
});

/** Nodes with pods on them. */
export const aCluster = (nodes: Readonly<Record<string, NodeOptions>>, pods: Readonly<Record<string, readonly Partial<PodSpec>[]>> = {}): NodeCapacity => {
  const capacity = createNodeCapacity();
  for (const [name, options] of Object.entries(nodes)) capacity.putNode(nodeFacts(aNode(name, options)));
  for (const [nodeName, specs] of Object.entries(pods)) {
    specs.forEach((spec, index) => {
      const placed = placedPod(aPod({ ...spec, nodeName }, `${nodeName}-${index}`));
      if (placed !== undefined) capacity.putPod(placed);
    });
  }
  return capacity;
};

/** A plugin's reasons against each node, `[]` where it has none. */
export const verdicts = (plugin: Plugin, pod: PendingPod, { columns }: NodeCapacity): Readonly<Record<string, readonly string[]>> => {
  const cycle = plugin.prepare(pod, columns);
  return Object.fromEntries(columns.nodes.flatMap((node, row) => (node === undefined ? [] : [[node.name, (cycle.reject ?? cycle.filter?.(row))?.reasons ?? []]])));
};

const scored = (cycle: PluginCycle, rows: readonly number[]): readonly number[] | undefined => {
  if (cycle.score === undefined || cycle.preScore?.(rows) === 'skip') return undefined;
  const raw = rows.map(cycle.score);
  return cycle.normalizeScore?.(raw) ?? raw;
};

/** A plugin's normalized score of each node; undefined when it scores nothing. */
export const scores = (plugin: Plugin, pod: PendingPod, { columns }: NodeCapacity): Readonly<Record<string, number>> | undefined => {
  const rows = columns.nodes.flatMap((node, row) => (node === undefined ? [] : [row]));
  const values = scored(plugin.prepare(pod, columns), rows);
  return values && Object.fromEntries(rows.map((row, index) => [columns.nodes[row]?.name ?? '', values[index] ?? 0]));
};
