/** An immutable map ordered by key (UTF-16 code units); a B+ tree whose nodes are shared with its later versions. */
export interface OrderedMap<V> {
  readonly size: number;
  get(key: string): V | undefined;
  /** Values with `from <= key < to`, in order; `to` absent means to the end. */
  range(from: string, to?: string): Iterable<V>;
  /** How many keys are smaller than `key`; O(log n). */
  rank(key: string): number;
}

/** The map's only writer. Nodes no frozen version holds are changed in place, others are copied. */
export interface OrderedMapEditor<V> extends OrderedMap<V> {
  /** Returns the value replaced. */
  set(key: string, value: V): V | undefined;
  /** Returns the value removed. */
  delete(key: string): V | undefined;
  /** O(1); the same version is returned until the next change. */
  freeze(): FrozenMap<V>;
}

/** A version that never changes. `root` is for comparing versions (difference.ts); nobody else looks at nodes. */
export interface FrozenMap<V> extends OrderedMap<V> {
  readonly root: Node<V>;
}

export interface Leaf<V> {
  readonly kind: 'leaf';
  readonly edition: number;
  readonly keys: string[];
  readonly values: V[];
}

export interface Branch<V> {
  readonly kind: 'branch';
  readonly edition: number;
  /** keys[i] is at most the smallest key under children[i]. */
  readonly keys: string[];
  readonly children: Node<V>[];
  size: number;
}

export type Node<V> = Leaf<V> | Branch<V>;

/** One change on its way down the tree; `previous` is found at the leaf. */
interface Edit<V> {
  readonly edition: number;
  readonly key: string;
  previous: V | undefined;
}

interface Put<V> extends Edit<V> {
  readonly value: V;
}

const MOST = 32;
const FEWEST = 8;

const there = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('ordered map: a node is missing');
  return value;
};

const sizeOf = (node: Node<unknown>): number => (node.kind === 'leaf' ? node.keys.length : node.size);

/** First index whose key is not smaller. */
const lowerBound = (keys: readonly string[], key: string): number => {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (there(keys[middle]) < key) low = middle + 1;
    else high = middle;
  }
  return low;
};

const childIndex = (keys: readonly string[], key: string): number => {
  const at = lowerBound(keys, key);
  return keys[at] === key ? at : Math.max(0, at - 1);
};

const emptyLeaf = <V>(edition: number): Leaf<V> => ({ kind: 'leaf', edition, keys: [], values: [] });

const ownLeaf = <V>(leaf: Leaf<V>, edition: number): Leaf<V> =>
  leaf.edition === edition ? leaf : { kind: 'leaf', edition, keys: leaf.keys.slice(), values: leaf.values.slice() };

const ownBranch = <V>(branch: Branch<V>, edition: number): Branch<V> =>
  branch.edition === edition
    ? branch
    : { kind: 'branch', edition, keys: branch.keys.slice(), children: branch.children.slice(), size: branch.size };

const own = <V>(node: Node<V>, edition: number): Node<V> =>
  node.kind === 'leaf' ? ownLeaf(node, edition) : ownBranch(node, edition);

/** Moves everything from index `at` on into a new right sibling; the node must be owned. */
const splitOff = <V>(node: Node<V>, at: number): Node<V> => {
  const keys = node.keys.splice(at);
  if (node.kind === 'leaf') return { kind: 'leaf', edition: node.edition, keys, values: node.values.splice(at) };
  const children = node.children.splice(at);
  const size = children.reduce((sum, child) => sum + sizeOf(child), 0);
  node.size -= size;
  return { kind: 'branch', edition: node.edition, keys, children, size };
};

/** Ascending inserts (a snapshot being read) leave full nodes behind instead of half-full ones. */
const splitPoint = (node: Node<unknown>, key: string): number =>
  there(node.keys.at(-1)) <= key ? node.keys.length - 1 : node.keys.length >>> 1;

const setInLeaf = <V>(leaf: Leaf<V>, put: Put<V>): Leaf<V> => {
  const { key, value } = put;
  const owned = ownLeaf(leaf, put.edition);
  const at = lowerBound(owned.keys, key);
  if (owned.keys[at] === key) {
    put.previous = owned.values[at];
    owned.values[at] = value;
    return owned;
  }
  owned.keys.splice(at, 0, key);
  owned.values.splice(at, 0, value);
  return owned;
};

const setIn = <V>(node: Node<V>, put: Put<V>): Node<V> => {
  if (node.kind === 'leaf') return setInLeaf(node, put);
  const { key } = put;
  const owned = ownBranch(node, put.edition);
  const at = childIndex(owned.keys, key);
  const child = setIn(there(owned.children[at]), put);
  owned.children[at] = child;
  if (key < there(owned.keys[at])) owned.keys[at] = key;
  if (put.previous === undefined) owned.size += 1;
  if (child.keys.length > MOST) {
    const right = splitOff(child, splitPoint(child, key));
    owned.keys.splice(at + 1, 0, there(right.keys[0]));
    owned.children.splice(at + 1, 0, right);
  }
  return owned;
};

const joined = <V>(left: Node<V>, right: Node<V>): Node<V> | undefined => {
  if (left.keys.length + right.keys.length > MOST) return undefined;
  if (left.kind === 'leaf' && right.kind === 'leaf') {
    left.keys.push(...right.keys);
    left.values.push(...right.values);
  } else if (left.kind === 'branch' && right.kind === 'branch') {
    left.keys.push(...right.keys);
    left.children.push(...right.children);
    left.size += right.size;
  }
  return left;
};

const mergeSmall = <V>(branch: Branch<V>, at: number): void => {
  const left = Math.max(0, at - 1);
  const right = branch.children[left + 1];
  if (right === undefined) return;
  const merged = joined(own(there(branch.children[left]), branch.edition), right);
  if (merged === undefined) return;
  branch.children.splice(left, 2, merged);
  branch.keys.splice(left + 1, 1);
};

/** The key must be present. */
const deleteIn = <V>(node: Node<V>, edit: Edit<V>): Node<V> => {
  const { key } = edit;
  if (node.kind === 'leaf') {
    const leaf = ownLeaf(node, edit.edition);
    const at = lowerBound(leaf.keys, key);
    leaf.keys.splice(at, 1);
    edit.previous = leaf.values.splice(at, 1)[0];
    return leaf;
  }
  const branch = ownBranch(node, edit.edition);
  const at = childIndex(branch.keys, key);
  const child = deleteIn(there(branch.children[at]), edit);
  branch.children[at] = child;
  branch.size -= 1;
  if (child.keys.length === 0) {
    branch.children.splice(at, 1);
    branch.keys.splice(at, 1);
  } else if (child.keys.length < FEWEST) mergeSmall(branch, at);
  return branch;
};

const getIn = <V>(root: Node<V>, key: string): V | undefined => {
  let node = root;
  while (node.kind === 'branch') node = there(node.children[childIndex(node.keys, key)]);
  const at = lowerBound(node.keys, key);
  return node.keys[at] === key ? node.values[at] : undefined;
};

const rankIn = (root: Node<unknown>, key: string): number => {
  let rank = 0;
  let node = root;
  while (node.kind === 'branch') {
    const at = childIndex(node.keys, key);
    for (let before = 0; before < at; before += 1) rank += sizeOf(there(node.children[before]));
    node = there(node.children[at]);
  }
  return rank + lowerBound(node.keys, key);
};

function* rangeOfLeaf<V>(leaf: Leaf<V>, from: string, to: string | undefined): Iterable<V> {
  for (let at = lowerBound(leaf.keys, from); at < leaf.keys.length; at += 1) {
    if (to !== undefined && there(leaf.keys[at]) >= to) return;
    yield there(leaf.values[at]);
  }
}

function* rangeIn<V>(root: Node<V>, from: string, to: string | undefined): Iterable<V> {
  const stack: { readonly branch: Branch<V>; next: number }[] = [];
  let node: Node<V> | undefined = root;
  let start = from;
  while (node !== undefined) {
    while (node.kind === 'branch') {
      const next: number = start === '' ? 0 : childIndex(node.keys, start);
      stack.push({ branch: node, next: next + 1 });
      node = there(node.children[next]);
    }
    yield* rangeOfLeaf(node, start, to);
    if (to !== undefined && (node.keys.at(-1) ?? '') >= to) return;
    start = '';
    node = nextSubtree(stack);
  }
}

const nextSubtree = <V>(stack: { readonly branch: Branch<V>; next: number }[]): Node<V> | undefined => {
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const child = top.branch.children[top.next];
    top.next += 1;
    if (child !== undefined) return child;
    stack.pop();
  }
  return undefined;
};

const viewOf = <V>(root: Node<V>): FrozenMap<V> => ({
  root,
  size: sizeOf(root),
  get: (key) => getIn(root, key),
  range: (from, to) => rangeIn(root, from, to),
  rank: (key) => rankIn(root, key),
});

const grown = <V>(root: Node<V>, key: string): Node<V> => {
  if (root.keys.length <= MOST) return root;
  const size = sizeOf(root);
  const right = splitOff(root, splitPoint(root, key));
  return { kind: 'branch', edition: root.edition, keys: [there(root.keys[0]), there(right.keys[0])], children: [root, right], size };
};

const shrunk = <V>(root: Node<V>, edition: number): Node<V> => {
  let node = root;
  while (node.kind === 'branch' && node.children.length === 1) node = there(node.children[0]);
  return node.kind === 'branch' && node.children.length === 0 ? emptyLeaf(edition) : node;
};

export const createOrderedMap = <V extends object | string | number>(): OrderedMapEditor<V> => {
  let edition = 1;
  let root: Node<V> = emptyLeaf(edition);
  let frozen: FrozenMap<V> | undefined;

  return {
    get size() {
      return sizeOf(root);
    },
    get: (key) => getIn(root, key),
    range: (from, to) => rangeIn(root, from, to),
    rank: (key) => rankIn(root, key),
    set: (key, value) => {
      frozen = undefined;
      const put: Put<V> = { edition, key, value, previous: undefined };
      root = grown(setIn(root, put), key);
      return put.previous;
    },
    delete: (key) => {
      if (getIn(root, key) === undefined) return undefined;
      frozen = undefined;
      const edit: Edit<V> = { edition, key, previous: undefined };
      root = shrunk(deleteIn(root, edit), edition);
      return edit.previous;
    },
    freeze: () => {
      if (frozen === undefined) {
        frozen = viewOf(root);
        edition += 1;
      }
      return frozen;
    },
  };
};
