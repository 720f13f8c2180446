import type { HostPort } from './host-ports.ts';
import type { Amounts } from './pod-requests.ts';

export interface Taint {
  readonly key: string;
  readonly value?: string | undefined;
  readonly effect: string;
}

/** What scheduling reads of a Node object. */
export interface NodeFacts {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  readonly unschedulable: boolean;
  /** By resource name, `cpu` in millicores; includes `pods`. */
  readonly allocatable: Amounts;
}

/** What a pod takes of the node it is bound to, or is about to be. */
export interface PlacedPod {
  readonly uid: string;
  readonly node: string;
  readonly requests: Amounts;
  readonly scoring: Amounts;
  readonly ports: readonly HostPort[];
}

/** One resource over all nodes; index is the node's row. */
export interface ResourceColumn {
  readonly allocatable: Float64Array;
  readonly requested: Float64Array;
}

/** Read side. Rows stay with a node while it exists; a freed row is undefined in `nodes` and may be reused. */
export interface NodeColumns {
  readonly nodes: readonly (NodeFacts | undefined)[];
  readonly count: number;
  /** A resource no node has is undefined. `pods` counts pods. */
  column(resource: string): ResourceColumn | undefined;
  /** CPU (millicores) or memory (bytes) requested, with scoring defaults for containers that ask for nothing. */
  scoring(resource: 'cpu' | 'memory'): Float64Array;
  ports(row: number): readonly HostPort[];
}

/**
 * The fold of Nodes and bound Pods into columns: what each node has and how much of it is taken. Written by one
 * owner, in log order; everything is idempotent, so a replayed change is harmless. Pods of a node that is not there
 * (yet) are kept and counted when it comes.
 */
export interface NodeCapacity {
  readonly columns: NodeColumns;
  putNode(node: NodeFacts): void;
  removeNode(name: string): void;
  /** Counts the pod on its node, instead of wherever its uid was counted before. Also how a pod is assumed. */
  putPod(pod: PlacedPod): void;
  removePod(uid: string): PlacedPod | undefined;
}

const grown = (array: Float64Array, length: number): Float64Array => {
  const next = new Float64Array(length);
  next.set(array);
  return next;
};

/** Named arrays that grow together, one number per row. */
const createTable = () => {
  const arrays = new Map<string, Float64Array>();
  let size = 16;
  const get = (name: string): Float64Array => {
    const array = arrays.get(name) ?? new Float64Array(size);
    arrays.set(name, array);
    return array;
  };
  const reserve = (rows: number): void => {
    if (rows <= size) return;
    size = Math.max(rows, size * 2);
    for (const [name, array] of arrays) arrays.set(name, grown(array, size));
  };
  const clearRow = (row: number): void => { for (const array of arrays.values()) array[row] = 0; };
  const add = (row: number, amounts: Amounts, sign: 1 | -1): void => {
    for (const [name, amount] of Object.entries(amounts)) {
      const array = get(name);
      array[row] = (array[row] ?? 0) + sign * amount;
    }
  };
  return { get, has: (name: string) => arrays.has(name), reserve, clearRow, add };
};

const createRows = (reserve: (rows: number) => void) => {
  const nodes: (NodeFacts | undefined)[] = [];
  const rowOf = new Map<string, number>();
  const free: number[] = [];
  return {
    nodes,
    rowOf,
    take: (name: string): number => {
      const row = rowOf.get(name) ?? free.pop() ?? nodes.length;
      rowOf.set(name, row);
      reserve(row + 1);
      return row;
    },
    release: (name: string): number | undefined => {
      const row = rowOf.get(name);
      if (row === undefined) return undefined;
      rowOf.delete(name);
      nodes[row] = undefined;
      free.push(row);
      return row;
    },
  };
};

const podAmounts = (pod: PlacedPod): Amounts => ({ ...pod.requests, pods: 1 });

export const createNodeCapacity = (): NodeCapacity => {
  const allocatable = createTable();
  const requested = createTable();
  const scoring = createTable();
  const tables = [allocatable, requested, scoring];
  const rows = createRows((count) => { for (const table of tables) table.reserve(count); });
  const byUid = new Map<string, PlacedPod>();
  const onNode = new Map<string, Map<string, PlacedPod>>();

  const count = (row: number, pod: PlacedPod, sign: 1 | -1): void => {
    requested.add(row, podAmounts(pod), sign);
    scoring.add(row, pod.scoring, sign);
  };
  const removePod = (uid: string): PlacedPod | undefined => {
    const pod = byUid.get(uid);
    if (pod === undefined) return undefined;
    byUid.delete(uid);
    onNode.get(pod.node)?.delete(uid);
    const row = rows.rowOf.get(pod.node);
    if (row !== undefined) count(row, pod, -1);
    return pod;
  };
  const putPod = (pod: PlacedPod): void => {
    removePod(pod.uid);
    byUid.set(pod.uid, pod);
    const pods = onNode.get(pod.node) ?? new Map<string, PlacedPod>();
    onNode.set(pod.node, pods.set(pod.uid, pod));
    const row = rows.rowOf.get(pod.node);
    if (row !== undefined) count(row, pod, 1);
  };
  const putNode = (node: NodeFacts): void => {
    const fresh = !rows.rowOf.has(node.name);
    const row = rows.take(node.name);
    rows.nodes[row] = node;
    allocatable.clearRow(row);
    allocatable.add(row, node.allocatable, 1);
    if (fresh) for (const pod of onNode.get(node.name)?.values() ?? []) count(row, pod, 1);
  };
  const removeNode = (name: string): void => {
    const row = rows.release(name);
    if (row !== undefined) for (const table of tables) table.clearRow(row);
  };
  const columns: NodeColumns = {
    nodes: rows.nodes,
    get count() { return rows.rowOf.size; },
    column: (resource) => allocatable.has(resource) ? { allocatable: allocatable.get(resource), requested: requested.get(resource) } : undefined,
    scoring: (resource) => scoring.get(resource),
    ports: (row) => [...(onNode.get(rows.nodes[row]?.name ?? '')?.values() ?? [])].flatMap((pod) => pod.ports),
  };
  return { columns, putNode, removeNode, putPod, removePod };
};
