import type { FrozenMap, Node } from './ordered-map.ts';

export interface Difference<V> {
  readonly before: V | undefined;
  readonly after: V | undefined;
}

interface Item<V> {
  readonly kind: 'item';
  readonly key: string;
  readonly value: V;
}

/** What is left of a tree, the next part last. */
type Rest<V> = (Node<V> | Item<V>)[];

const expand = <V>(rest: Rest<V>): void => {
  const top = rest.pop();
  if (top === undefined || top.kind === 'item') return;
  if (top.kind === 'branch') {
    for (const child of top.children.toReversed()) rest.push(child);
    return;
  }
  for (let at = top.keys.length - 1; at >= 0; at -= 1) {
    const key = top.keys[at];
    const value = top.values[at];
    if (key !== undefined && value !== undefined) rest.push({ kind: 'item', key, value });
  }
};

/** Bigger parts are opened first: what two versions share, they share whole, at whatever depth. */
const weight = (part: Node<unknown> | Item<unknown>): number => {
  if (part.kind === 'item') return 0;
  return part.kind === 'branch' ? part.size + 1 : part.keys.length;
};

type Part<V> = Node<V> | Item<V> | undefined;

const isNode = <V>(part: Part<V>): part is Node<V> => part !== undefined && part.kind !== 'item';

const itemOf = <V>(part: Part<V>): Item<V> | undefined => (part?.kind === 'item' ? part : undefined);

/** Whether an item comes no later than another part's first. */
const isFirst = <V>(item: Item<V> | undefined, other: Item<V> | undefined): boolean =>
  item !== undefined && (other === undefined || item.key <= other.key);

/** Both tops are items, or one side is at its end. */
const takeItems = <V>(older: Rest<V>, newer: Rest<V>): Difference<V> | undefined => {
  const a = itemOf(older.at(-1));
  const b = itemOf(newer.at(-1));
  const before = isFirst(a, b) ? a?.value : undefined;
  const after = isFirst(b, a) ? b?.value : undefined;
  if (before !== undefined) older.pop();
  if (after !== undefined) newer.pop();
  return before === after ? undefined : { before, after };
};

/** Opens the bigger of the two next parts; false when neither can be opened. */
const open = <V>(older: Rest<V>, newer: Rest<V>): boolean => {
  const a: Part<V> = older.at(-1);
  const b: Part<V> = newer.at(-1);
  if (isNode(a) && (b === undefined || weight(a) >= weight(b))) expand(older);
  else if (isNode(b)) expand(newer);
  else return false;
  return true;
};

const step = <V>(older: Rest<V>, newer: Rest<V>): Difference<V> | undefined => {
  const shared = older.at(-1);
  if (shared !== undefined && shared === newer.at(-1)) {
    older.pop();
    newer.pop();
    return undefined;
  }
  return open(older, newer) ? undefined : takeItems(older, newer);
};

/** What differs between two versions of one map, in key order. Parts both share are skipped unseen. */
export function* differenceOf<V>(older: FrozenMap<V>, newer: FrozenMap<V>): Iterable<Difference<V>> {
  const before: Rest<V> = [older.root];
  const after: Rest<V> = [newer.root];
  while (before.length > 0 || after.length > 0) {
    const found = step(before, after);
    if (found !== undefined) yield found;
  }
}
