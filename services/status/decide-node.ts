import type { JsonObject } from '../../events/json.ts';
import { jsonEqual } from '../../events/json-equal.ts';
import { isJsonArray, objectAt, stringAt } from '../../events/json-path.ts';
import { isJsonObject } from '../../events/json.ts';
import type { NodeFact, Observation } from '../../events/node/messages.ts';
import type { ObjectRef } from '../../events/object-ref.ts';
import type { Command } from '../kit/command.ts';
import { conditionOf } from './conditions.ts';
import type { Stored } from './decide-pod.ts';
import { observationFacts } from './decide-pod.ts';
import { mergeNodeStatus } from './merge-status.ts';
import { ownLabels } from './node-labels.ts';
import type { ClusterRange } from './pod-cidr.ts';
import { freeRange } from './pod-cidr.ts';

/** As upstream's kubelet: an unchanged status is written again after this long. */
const REPORT_EVERY_MS = 300_000;

/** Remembers which node has which range; every allocation compares and sets it, so no two replicas give one twice. */
export const RANGES: ObjectRef = { group: '', resource: 'configmaps', namespace: 'kube-system', name: 'pod-cidrs' };

export interface NodeInputs {
  readonly node: Stored | undefined;
  readonly ranges: Stored | undefined;
  /** Whether a Node of this name exists: ranges of nodes that do not may be given again. */
  readonly exists: (name: string) => boolean;
  /** Ranges nodes have in their spec, however they got them. */
  readonly inUse: ReadonlySet<string>;
  readonly cluster: ClusterRange;
  /** The stored form of a Node: only in it can a report be compared with what is there. */
  readonly normalize: (node: JsonObject) => JsonObject;
  readonly nowMs: number;
}

/** The next atomic batch that brings the Node nearer to the fact; undefined when it says all of it. */
export type NodeStep = { readonly batch: readonly Command[] } | { readonly full: string } | undefined;

const nodeRef = (name: string): ObjectRef => ({ group: '', resource: 'nodes', namespace: '', name });

const recorded = (ranges: Stored | undefined): Readonly<Record<string, string>> => {
  const entries = Object.entries(objectAt(ranges?.object, 'data'));
  return Object.fromEntries(entries.flatMap(([name, range]) => (typeof range === 'string' ? [[name, range]] : [])));
};

/** The node's range and the record of it; a node that comes back gets the one it had. */
const allocate = (name: string, { ranges, exists, inUse, cluster }: NodeInputs): { readonly range: string; readonly data: JsonObject } | undefined => {
  const known = recorded(ranges);
  const living = Object.fromEntries(Object.entries(known).filter(([holder]) => holder === name || exists(holder)));
  const range = known[name] ?? freeRange(cluster, new Set([...Object.values(living), ...inUse]));
  return range === undefined ? undefined : { range, data: { ...living, [name]: range } };
};

const recordRanges = (ranges: Stored | undefined, data: JsonObject, reason: string): Command => ranges === undefined
  ? { verb: 'create', ref: RANGES, object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: RANGES.name, namespace: RANGES.namespace }, data }, reason }
  : { verb: 'update', ref: RANGES, object: { ...ranges.object, data }, expect: { sequence: ranges.sequence }, fence: true, reason };

/** What was observed, and which of its labels were left out. */
const factsOf = (observation: Observation, ignored: readonly string[]): JsonObject =>
  ({ ...observationFacts(observation), ...(ignored.length > 0 && { ignoredLabels: [...ignored] }) });

const register = (observation: Observation, fact: NodeFact, inputs: NodeInputs): NodeStep => {
  const { node: name } = observation;
  const given = allocate(name, inputs);
  if (given === undefined) return { full: `no range of ${inputs.cluster.cidr} is left for node ${name}` };
  const reason = `node ${name} registered and got pod range ${given.range}`;
  const { labels, ignored } = ownLabels(fact.labels);
  const facts = factsOf(observation, ignored);
  const spec = { podCIDR: given.range, podCIDRs: [given.range], ...(fact.providerID !== undefined && { providerID: fact.providerID }) };
  const stored = inputs.node;
  const write: Command = stored === undefined
    ? {
        verb: 'create',
        ref: nodeRef(name),
        object: {
          apiVersion: 'v1',
          kind: 'Node',
          metadata: { name, labels },
          spec,
          status: mergeNodeStatus({ current: {}, observed: fact.status, time: observation.time }),
        },
        reason,
        facts,
      }
    : {
        verb: 'update',
        ref: nodeRef(name),
        object: { ...stored.object, spec: { ...objectAt(stored.object, 'spec'), ...spec } },
        expect: { sequence: stored.sequence },
        reason,
        facts,
      };
  return { batch: [recordRanges(inputs.ranges, given.data, reason), write] };
};

const relabel = (observation: Observation, fact: NodeFact, stored: Stored): NodeStep => {
  const metadata = objectAt(stored.object, 'metadata');
  const labels = objectAt(metadata, 'labels');
  const own = ownLabels(fact.labels);
  const differing = Object.entries(own.labels).filter(([key, value]) => labels[key] !== value).map(([key]) => key);
  if (differing.length === 0) return undefined;
  return {
    batch: [{
      verb: 'update',
      ref: nodeRef(observation.node),
      object: { ...stored.object, metadata: { ...metadata, labels: { ...labels, ...own.labels } } },
      expect: { sequence: stored.sequence },
      reason: `node ${observation.node} reports other labels: ${differing.join(', ')}`,
      facts: factsOf(observation, own.ignored),
    }],
  };
};

const withoutHeartbeats = (status: JsonObject): JsonObject => ({
  ...status,
  conditions: isJsonArray(status.conditions)
    ? status.conditions.map((condition) => (isJsonObject(condition) ? { ...condition, lastHeartbeatTime: null } : condition))
    : [],
});

const heartbeatMs = (status: JsonObject): number => {
  const time = stringAt(conditionOf(status, 'Ready'), 'lastHeartbeatTime');
  return time === '' ? 0 : new Date(time).getTime();
};

const report = (observation: Observation, fact: NodeFact, { stored, normalize, nowMs }: Pick<NodeInputs, 'normalize' | 'nowMs'> & { readonly stored: Stored }): NodeStep => {
  const current = objectAt(stored.object, 'status');
  const merged = mergeNodeStatus({ current, observed: fact.status, time: observation.time });
  const status = objectAt(normalize({ ...stored.object, status: merged }), 'status');
  const same = jsonEqual(withoutHeartbeats(current), withoutHeartbeats(status));
  if (same && nowMs - heartbeatMs(current) < REPORT_EVERY_MS) return undefined;
  return {
    batch: [{
      verb: 'update',
      subresource: 'status',
      ref: nodeRef(observation.node),
      object: { ...stored.object, status },
      expect: { sequence: stored.sequence },
      reason: same ? `node ${observation.node} is alive` : `node ${observation.node} reports a changed status`,
      facts: observationFacts(observation),
    }],
  };
};

/**
 * One step from the Node as stored towards what its agent reports: register with a pod range, then labels, then
 * status. Pure; called again after each step until nothing is left. Taints, cordoning, foreign labels and conditions
 * stay as they are; labels a node may not give itself are left out.
 */
export const decideNode = (observation: Observation, fact: NodeFact, inputs: NodeInputs): NodeStep => {
  const { node, normalize, nowMs } = inputs;
  if (node === undefined || stringAt(node.object, 'spec', 'podCIDR') === '') return register(observation, fact, inputs);
  return relabel(observation, fact, node) ?? report(observation, fact, { stored: node, normalize, nowMs });
};
