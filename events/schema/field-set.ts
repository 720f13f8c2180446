import type { Json } from '../json.ts';
import type { FieldSet } from './compiled-kind.ts';
import { isJsonObject } from '../json.ts';
import { compareElements } from './field-order.ts';

/**
 * Algebra of managedFields' sets. In a set, a child `{}` or one holding `.` is a member; the other keys of a child
 * lead to members below it. The empty root `{}` is the empty set. Given sets whose keys are in upstream's
 * order (parseFieldSet makes such), so are the results'.
 */

const SELF = '.';
const COLON = 0x3a;

const isMember = (node: FieldSet | undefined): boolean =>
  node !== undefined && (Object.hasOwn(node, SELF) || Object.keys(node).length === 0);

/** Which members an operation keeps, by where they are. */
interface Keep {
  readonly left: boolean;
  readonly right: boolean;
  readonly both: boolean;
}

type Children = readonly (readonly [string, FieldSet])[];

const keepsSelf = (inLeft: boolean, inRight: boolean, keep: Keep): boolean => {
  if (inLeft) return inRight ? keep.both : keep.left;
  return inRight && keep.right;
};

const keysOf = (left: FieldSet, right: FieldSet): readonly string[] => {
  const own = Object.keys(left);
  const added = Object.keys(right).filter((key) => !Object.hasOwn(left, key));
  return (added.length === 0 ? own : [...own, ...added].sort(compareElements)).filter((key) => key !== SELF);
};

const childrenOf = (left: FieldSet, right: FieldSet, keep: Keep): Children =>
  keysOf(left, right).flatMap((key): Children => {
    const node = combineNode(left[key], right[key], keep);
    return node === undefined ? [] : [[key, node]];
  });

const combineNode = (left: FieldSet | undefined, right: FieldSet | undefined, keep: Keep): FieldSet | undefined => {
  if (right === undefined) return keep.left ? left : undefined;
  if (left === undefined) return keep.right ? right : undefined;
  const children = childrenOf(left, right, keep);
  const self = keepsSelf(isMember(left), isMember(right), keep);
  if (children.length === 0) return self ? {} : undefined;
  return Object.fromEntries(self ? [[SELF, {}], ...children] : children);
};

const combine = (left: FieldSet, right: FieldSet, keep: Keep): FieldSet => Object.fromEntries(childrenOf(left, right, keep));

export const unionFieldSets = (left: FieldSet, right: FieldSet): FieldSet => combine(left, right, { left: true, right: true, both: true });

/** Members of `left` that are not members of `right`; members below a member of `right` stay. */
export const differenceOfFieldSets = (left: FieldSet, right: FieldSet): FieldSet => combine(left, right, { left: true, right: false, both: false });

export const intersectFieldSets = (left: FieldSet, right: FieldSet): FieldSet => combine(left, right, { left: false, right: false, both: true });

/** Whether the set has no members. */
export const isEmptyFieldSet = (set: FieldSet): boolean => Object.keys(set).length === 0;

const isElement = (key: string): boolean => key === SELF || (key.charCodeAt(1) === COLON && 'fkvi'.includes(key.charAt(0)));

/** Whether a value is a set in order: then it needs no reading. */
const isOrderedSet = (value: Json | undefined): value is FieldSet => {
  if (!isJsonObject(value)) return false;
  let last: string | undefined;
  for (const key of Object.keys(value)) {
    if (!isElement(key) || (last !== undefined && compareElements(last, key) >= 0) || !isOrderedSet(value[key])) return false;
    last = key;
  }
  return true;
};

const orderedSet = (value: Json | undefined): FieldSet | undefined => {
  if (!isJsonObject(value)) return undefined;
  const entries: [string, FieldSet][] = [];
  for (const [key, child] of Object.entries(value)) {
    const set = orderedSet(child);
    if (set === undefined || !isElement(key)) return undefined;
    entries.push([key, set]);
  }
  return Object.fromEntries(entries.sort(([a], [b]) => compareElements(a, b)));
};

/** Reads `fieldsV1` and puts it in order; undefined when it is not one. What is in order is answered itself. */
export const parseFieldSet = (value: Json | undefined): FieldSet | undefined => (isOrderedSet(value) ? value : orderedSet(value));

/** Whether both sets have the same members. */
export const equalFieldSets = (left: FieldSet, right: FieldSet): boolean =>
  isEmptyFieldSet(differenceOfFieldSets(left, right)) && isEmptyFieldSet(differenceOfFieldSets(right, left));
