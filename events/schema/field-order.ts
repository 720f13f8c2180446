import type { Json, JsonObject } from '../json.ts';
import { isJsonObject } from '../json.ts';

const RANK: Readonly<Record<string, number>> = { '.': 0, f: 1, k: 2, v: 3, i: 4 };

/** A number where a key's or member's value stands; also true of some texts, for which it does not matter. */
const HOLDS_NUMBER = /:-?\d/;

const compareText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

const parsed = (element: string): Json | undefined => {
  try {
    return JSON.parse(element.slice(2)) as Json;
  } catch {
    return undefined;
  }
};

const compareValues = (a: Json | undefined, b: Json | undefined): number =>
  (typeof a === 'number' && typeof b === 'number' ? a - b : compareText(JSON.stringify(a), JSON.stringify(b)));

const compareKeys = (a: JsonObject, b: JsonObject): number => {
  const [left, right] = [Object.entries(a), Object.entries(b)];
  for (const [index, [name, value]] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    const order = compareText(name, other[0]) || compareValues(value, other[1]);
    if (order !== 0) return order;
  }
  return left.length - right.length;
};

/** Keys and members that hold numbers go by their numbers: port 80 before port 443. */
const compareByNumber = (a: string, b: string): number => {
  const [left, right] = [parsed(a), parsed(b)];
  if (left === undefined || right === undefined) return compareText(a, b);
  return isJsonObject(left) && isJsonObject(right) ? compareKeys(left, right) : compareValues(left, right);
};

/** Upstream's order of one level's elements: `.`, fields, keyed items, members, indexes; each kind by name or value. */
export const compareElements = (a: string, b: string): number => {
  if (a === b) return 0;
  const kind = a.charAt(0);
  const rank = (RANK[kind] ?? 5) - (RANK[b.charAt(0)] ?? 5);
  if (rank !== 0) return rank;
  if (kind === 'i') return Number(a.slice(2)) - Number(b.slice(2));
  if (kind === 'f' || !HOLDS_NUMBER.test(a) || !HOLDS_NUMBER.test(b)) return compareText(a, b);
  return compareByNumber(a, b) || compareText(a, b);
};
