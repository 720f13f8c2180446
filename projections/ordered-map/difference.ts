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

const step = <V>(older: Rest<V>, newer: Rest<V>): Difference<V> | undefined => {
  const a = older.at(-1);
  const b = newer.at(-1);
  if (a !== undefined && a === b) {
    older.pop();
    newer.pop();
    return undefined;
  }
  if (a !== undefined && a.kind !== 'item' && (b === undefined || weight(a) >= weight(b))) return void expand(older);
  if (b !== undefined && b.kind !== 'item') return void expand(newer);
  return compareItems(older, newer);
};

const compareItems = <V>(older: Rest<V>, newer: Rest<V>): Difference<V> | undefined => {
  const a = older.at(-1);
  const b = newer.at(-1);
  if (a?.kind === 'item' && (b?.kind !== 'item' || a.key < b.key)) {
    older.pop();
    return { before: a.value, after: undefined };
  }
  if (b?.kind !== 'item') return undefined;
  newer.pop();
  if (a?.kind !== 'item' || b.key < a.key) return { before: undefined, after: b.value };
  older.pop();
  return a.value === b.value ? undefined : { before: a.value, after: b.value };
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
