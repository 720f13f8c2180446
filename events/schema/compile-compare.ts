import type { Json, JsonObject } from '../json.ts';
import { isJsonObject } from '../json.ts';
import { jsonEqual } from '../json-equal.ts';
import { ownable } from './compile-field-set.ts';
import type { FieldSet } from './compiled-kind.ts';
import { compareElements } from './field-order.ts';
import { isAtomic, keyedElement, setElement, topologyOf } from './field-path.ts';
import type { FieldPlan, StructPlan } from './struct-plan.ts';
import { perStruct } from './struct-plan.ts';

/** What changed and what went at one path and below it; undefined where nothing did. Keys are sorted, `.` first. */
interface Difference {
  readonly changed: FieldSet | undefined;
  readonly removed: FieldSet | undefined;
}

type Maybe = Json | undefined;
/** Compares two values of one path; not both are absent. */
type Compare = (before: Maybe, after: Maybe) => Difference | undefined;

const MEMBER: FieldSet = {};
const CHANGED: Difference = { changed: MEMBER, removed: undefined };
const REMOVED: Difference = { changed: undefined, removed: MEMBER };

const leaf: Compare = (before, after) => {
  if (before === undefined) return CHANGED;
  if (after === undefined) return REMOVED;
  return jsonEqual(before, after) ? undefined : CHANGED;
};

/** Gathers the differences below one path, to be added in the order of their elements. */
const gather = () => {
  let changed: Record<string, FieldSet> | undefined;
  let removed: Record<string, FieldSet> | undefined;
  const withSelf = (below: FieldSet | undefined, isMember: boolean): FieldSet | undefined => {
    if (!isMember) return below;
    return below === undefined ? MEMBER : { '.': MEMBER, ...below };
  };
  return {
    add: (element: string, difference: Difference | undefined): void => {
      if (difference?.changed !== undefined) (changed ??= {})[element] = difference.changed;
      if (difference?.removed !== undefined) (removed ??= {})[element] = difference.removed;
    },
    /** A container both sides leave empty counts as one leaf; one that came or went is a member besides its children. */
    result: (before: Maybe, after: Maybe): Difference | undefined => {
      const came = withSelf(changed, before === undefined);
      const went = withSelf(removed, before !== undefined && after === undefined);
      return came === undefined && went === undefined ? undefined : { changed: came, removed: went };
    },
  };
};

/** What lies right below a path, by element. */
interface Children {
  readonly items: ReadonlyMap<string, Json>;
  /** Elements that several items of a list share; their value is the list of those. */
  readonly repeated?: ReadonlySet<string>;
}
const NOTHING: Children = { items: new Map() };

const entriesOf = (value: Maybe): Children => {
  if (!isJsonObject(value)) return NOTHING;
  const items = new Map<string, Json>();
  for (const [key, item] of Object.entries(value)) if (item !== undefined) items.set(`f:${key}`, item);
  return { items };
};

const itemsOf = (name: (item: Json) => string) => (value: Maybe): Children => {
  if (!Array.isArray(value)) return NOTHING;
  const list = value as readonly Json[];
  const items = new Map(list.map((item) => [name(item), item] as const));
  if (items.size === list.length) return { items };
  const groups = Object.entries(Object.groupBy(list, name)).flatMap(([element, group]) => (group !== undefined && group.length > 1 ? [[element, group] as const] : []));
  return { items: new Map([...items, ...groups]), repeated: new Set(groups.map(([element]) => element)) };
};

const elementsOf = (old: Children, now: Children): readonly string[] =>
  (old.items.size === 0 ? [...now.items.keys()] : [...new Set([...old.items.keys(), ...now.items.keys()])]).sort(compareElements);

/** Items that share their element are compared as one value. */
const compareRepeated = (was: Maybe, is: Maybe, { compare, wasRepeated, isRepeated }: { readonly compare: Compare; readonly wasRepeated: boolean; readonly isRepeated: boolean }): Difference | undefined => {
  if (wasRepeated && isRepeated) return leaf(was, is);
  if (wasRepeated) return { changed: is === undefined ? undefined : compare(undefined, is)?.changed, removed: MEMBER };
  return { changed: MEMBER, removed: was === undefined ? undefined : compare(was, undefined)?.removed };
};

const container = (childrenOf: (value: Maybe) => Children, compare: Compare): Compare => (before, after) => {
  const [old, now] = [childrenOf(before), childrenOf(after)];
  const gathered = gather();
  for (const element of elementsOf(old, now)) {
    const [was, is] = [old.items.get(element), now.items.get(element)];
    const [wasRepeated, isRepeated] = [old.repeated?.has(element) === true, now.repeated?.has(element) === true];
    if (was === is) continue;
    gathered.add(element, wasRepeated || isRepeated ? compareRepeated(was, is, { compare, wasRepeated, isRepeated }) : compare(was, is));
  }
  return gathered.result(before, after);
};

const elementComparer = (field: FieldPlan, of: (plan: StructPlan) => Compare): Compare => {
  const struct = field.struct();
  return struct === undefined || isAtomic(field, struct) ? leaf : (before, after) => of(struct)(before, after);
};

const fieldComparer = (field: FieldPlan, of: (plan: StructPlan) => Compare): Compare => {
  const element = elementComparer(field, of);
  switch (topologyOf(field)) {
    case 'leaf': return leaf;
    case 'struct': return element;
    case 'map': return container(entriesOf, element);
    case 'set': return container(itemsOf(setElement), leaf);
    case 'keyed': return container(itemsOf(keyedElement(field)), element);
  }
};

const ABSENT: JsonObject = {};

const structComparer = perStruct<Compare>((plan, of) => {
  const fields = plan.fields
    .filter((field) => !field.disabled)
    .map((field) => ({ name: field.name, element: `f:${field.name}`, compare: fieldComparer(field, of) }))
    .sort((a, b) => (a.element < b.element ? -1 : 1));
  return (before, after) => {
    const old = isJsonObject(before) ? before : ABSENT;
    const now = isJsonObject(after) ? after : ABSENT;
    const gathered = gather();
    for (const { name, element, compare } of fields) {
      if (old[name] !== now[name]) gathered.add(element, compare(old[name], now[name]));
    }
    return gathered.result(before, after);
  };
});

/** See CompiledKind.compare. */
export const compileCompare = (plan: StructPlan): ((before: JsonObject, after: JsonObject) => { readonly changed: FieldSet; readonly removed: FieldSet }) =>
  (before, after) => {
    const difference = structComparer(plan)(before, after);
    return { changed: ownable(difference?.changed ?? MEMBER), removed: ownable(difference?.removed ?? MEMBER) };
  };
