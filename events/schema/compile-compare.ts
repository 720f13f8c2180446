import type { Json, JsonObject } from '../json.ts';
import { isJsonObject } from '../json.ts';
import { jsonEqual } from '../json-equal.ts';
import type { FieldSet } from './compiled-kind.ts';
import type { PathNode } from './field-path.ts';
import { childNode, createPathNode, keyedElement, renderPaths, setElement, topologyOf, withoutUnowned } from './field-path.ts';
import type { FieldPlan, StructPlan } from './struct-plan.ts';
import { perStruct } from './struct-plan.ts';

/** One path in both results. */
interface Sides {
  readonly changed: PathNode;
  readonly removed: PathNode;
}

type Maybe = Json | undefined;
/** Compares two values of one path; not both are absent. */
type Compare = (before: Maybe, after: Maybe, sides: Sides) => void;

const below = ({ changed, removed }: Sides, element: string): Sides => ({ changed: childNode(changed, element), removed: childNode(removed, element) });

const markOneSided = (before: Maybe, after: Maybe, { changed, removed }: Sides): void => {
  if (before === undefined) changed.member = true;
  else if (after === undefined) removed.member = true;
};

const leaf: Compare = (before, after, sides) => {
  markOneSided(before, after, sides);
  if (before !== undefined && after !== undefined && !jsonEqual(before, after)) sides.changed.member = true;
};

type Children = ReadonlyMap<string, Json>;
const NOTHING: Children = new Map();

const entriesOf = (value: Maybe): Children =>
  isJsonObject(value) ? new Map(Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [[`f:${key}`, item] as const]))) : NOTHING;

const itemsOf = (name: (item: Json) => string) => (value: Maybe): Children =>
  Array.isArray(value) ? new Map((value as readonly Json[]).map((item) => [name(item), item] as const)) : NOTHING;

/** A container both sides leave empty counts as one leaf; one that came or went is a member besides its children. */
const container = (childrenOf: (value: Maybe) => Children, comparerOf: (element: string) => Compare | undefined): Compare => (before, after, sides) => {
  if (before === after) return;
  const old = childrenOf(before);
  const now = childrenOf(after);
  for (const element of new Set([...old.keys(), ...now.keys()])) {
    const compare = comparerOf(element);
    if (compare !== undefined && old.get(element) !== now.get(element)) compare(old.get(element), now.get(element), below(sides, element));
  }
  markOneSided(before, after, sides);
};

const elementComparer = (field: FieldPlan, of: (plan: StructPlan) => Compare): Compare => {
  const struct = field.struct();
  return struct === undefined || struct.facts.type === 'atomic' ? leaf : (before, after, sides) => of(struct)(before, after, sides);
};

const fieldComparer = (field: FieldPlan, of: (plan: StructPlan) => Compare): Compare => {
  const element = elementComparer(field, of);
  switch (topologyOf(field)) {
    case 'leaf': return leaf;
    case 'struct': return element;
    case 'map': return container(entriesOf, () => element);
    case 'set': return container(itemsOf(setElement), () => leaf);
    case 'keyed': return container(itemsOf(keyedElement(field)), () => element);
  }
};

const structComparer = perStruct<Compare>((plan, of) => {
  const fields = new Map(plan.fields.filter((field) => !field.disabled).map((field) => [`f:${field.name}`, fieldComparer(field, of)]));
  return container(entriesOf, (element) => fields.get(element));
});

/** See CompiledKind.compare. */
export const compileCompare = (plan: StructPlan): ((before: JsonObject, after: JsonObject) => { readonly changed: FieldSet; readonly removed: FieldSet }) =>
  (before, after) => {
    const sides: Sides = { changed: createPathNode(), removed: createPathNode() };
    structComparer(plan)(before, after, sides);
    return { changed: renderPaths(withoutUnowned(sides.changed)), removed: renderPaths(withoutUnowned(sides.removed)) };
  };
