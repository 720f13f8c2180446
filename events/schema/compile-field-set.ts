import type { Json, JsonObject } from '../json.ts';
import { isJsonObject } from '../json.ts';
import { jsonEqual } from '../json-equal.ts';
import type { FieldSet } from './compiled-kind.ts';
import { compileNormalize } from './compile-normalize.ts';
import { compareElements } from './field-order.ts';
import { isAtomic, isNeverOwned, keyedElement, setElement, topologyOf } from './field-path.ts';
import type { FieldPlan, StructPlan } from './struct-plan.ts';
import { perStruct } from './struct-plan.ts';

type OpenSet = Record<string, FieldSet>;

/** Adds to `into`, which belongs to the value's own path, what lies below it. */
type Collect = (value: Json, into: OpenSet) => void;

const MEMBER: FieldSet = {};

const isEmpty = (set: FieldSet): boolean => {
  for (const _ in set) return false;
  return true;
};

/** A set of its own path and what lies below. */
const withSelf = (value: Json, collect: Collect | undefined): FieldSet => {
  if (collect === undefined) return MEMBER;
  const set: OpenSet = { '.': MEMBER };
  collect(value, set);
  for (const key in set) if (key !== '.') return set;
  return MEMBER;
};

const isEmptyObject = (value: Json): boolean => isJsonObject(value) && isEmpty(value as FieldSet);

const collectMap = (element: Collect | undefined): Collect => (value, into) => {
  if (!isJsonObject(value)) return;
  // Maps are stored in order; those that clients send may not be.
  for (const key of Object.keys(value).sort()) {
    const item = value[key];
    if (item !== undefined) into[`f:${key}`] = withSelf(item, element);
  }
};

interface Named {
  readonly element: string;
  readonly item: Json;
}

const inOrder = (items: readonly Named[]): boolean => items.every(({ element }, index) => index === 0 || compareElements(items[index - 1]?.element ?? '', element) < 0);

/** Items of one name count once, without what lies below them. */
const collectNamed = (items: readonly Named[], element: Collect | undefined, into: OpenSet): void => {
  const sorted = inOrder(items) ? items : items.toSorted((a, b) => compareElements(a.element, b.element));
  for (const [index, { element: name, item }] of sorted.entries()) {
    const isRepeated = sorted[index - 1]?.element === name || sorted[index + 1]?.element === name;
    into[name] = withSelf(item, isRepeated ? undefined : element);
  }
};

const collectList = (name: (item: Json) => string, element: Collect | undefined): Collect => (value, into) => {
  if (Array.isArray(value)) collectNamed((value as readonly Json[]).map((item) => ({ element: name(item), item })), element, into);
};

type Collectors = (plan: StructPlan) => Collect;

/** Undefined where nothing lies below. */
const elementCollector = (field: FieldPlan, of: Collectors): Collect | undefined => {
  const struct = field.struct();
  return struct === undefined || isAtomic(field, struct) ? undefined : (value, into) => { of(struct)(value, into); };
};

const fieldCollector = (field: FieldPlan, of: Collectors): Collect | undefined => {
  const element = elementCollector(field, of);
  switch (topologyOf(field)) {
    case 'leaf': return undefined;
    case 'struct': return element;
    case 'map': return collectMap(element);
    case 'set': return collectList(setElement, undefined);
    case 'keyed': return collectList(keyedElement(field), element);
  }
};

interface Slot {
  readonly name: string;
  readonly element: string;
  readonly collect: Collect | undefined;
}

const slotsOf = (plan: StructPlan, of: Collectors): readonly Slot[] =>
  plan.fields
    .filter((field) => !field.disabled)
    .map((field) => ({ name: field.name, element: `f:${field.name}`, collect: fieldCollector(field, of) }))
    .sort((a, b) => compareElements(a.element, b.element));

/** What a configuration sets: containers are members only when they are empty. */
const setCollector = perStruct<Collect>((plan, of) => {
  const slots = slotsOf(plan, of);
  return (object, into) => {
    if (!isJsonObject(object)) return;
    for (const { name, element, collect } of slots) {
      const value = object[name];
      if (value === undefined) continue;
      if (collect === undefined || value === null || isEmptyObject(value)) into[element] = MEMBER;
      else {
        const below: OpenSet = {};
        collect(value, below);
        if (!isEmpty(below)) into[element] = below;
      }
    }
  };
});

/** What came with a value that was not there before: everything, containers too. */
const cameCollector = perStruct<Collect>((plan, of) => {
  const slots = slotsOf(plan, of);
  return (object, into) => {
    if (!isJsonObject(object)) return;
    for (const { name, element, collect } of slots) {
      const value = object[name];
      if (value !== undefined) into[element] = withSelf(value, collect);
    }
  };
});

/** One field of a struct that is there in an empty object too. */
interface Standing extends Slot {
  /** The field's normal form in an empty object, if it has one. */
  readonly empty: Json | undefined;
}

const standingCollect = (field: FieldPlan, empty: Json | undefined, of: Collectors): Collect | undefined =>
  (empty !== undefined && topologyOf(field) === 'struct' ? elementCollector(field, of) : fieldCollector(field, cameCollector));

const standingSlots = (plan: StructPlan, of: Collectors): readonly Standing[] => {
  const empties = compileNormalize(plan)({});
  return plan.fields
    .filter((field) => !field.disabled)
    .map((field): Standing => ({ name: field.name, element: `f:${field.name}`, empty: empties[field.name], collect: standingCollect(field, empties[field.name], of) }))
    .sort((a, b) => compareElements(a.element, b.element));
};

const besidesEmpty = (value: Json, { empty, collect }: Standing): FieldSet | undefined => {
  if (empty === undefined) return withSelf(value, collect);
  if (collect === undefined) return jsonEqual(value, empty) ? undefined : MEMBER;
  const below: OpenSet = {};
  collect(value, below);
  return isEmpty(below) ? undefined : below;
};

/** What a normal form holds besides that of an empty object. */
const createdCollector = perStruct<Collect>((plan, of) => {
  const slots = standingSlots(plan, of);
  return (object, into) => {
    if (!isJsonObject(object)) return;
    for (const slot of slots) {
      const value = object[slot.name];
      const set = value === undefined ? undefined : besidesEmpty(value, slot);
      if (set !== undefined) into[slot.element] = set;
    }
  };
});

/** Takes out of an object's set what nobody owns: identity and what the server alone writes. */
export const ownable = (set: FieldSet): FieldSet => {
  const metadata = set['f:metadata'];
  if (metadata === undefined && set['f:kind'] === undefined && set['f:apiVersion'] === undefined) return set;
  const kept: OpenSet = {};
  for (const field in metadata) if (field !== '.' && !isNeverOwned(field)) kept[field] = metadata[field] ?? MEMBER;
  const owned: OpenSet = {};
  for (const element in set) {
    if (element === 'f:kind' || element === 'f:apiVersion') continue;
    if (element !== 'f:metadata') owned[element] = set[element] ?? MEMBER;
    else if (!isEmpty(kept)) owned[element] = kept;
  }
  return owned;
};

const collected = (collect: Collect) => (object: JsonObject): FieldSet => {
  const set: OpenSet = {};
  collect(object, set);
  return ownable(set);
};

/** See CompiledKind.fieldSet. */
export const compileFieldSet = (plan: StructPlan): ((object: JsonObject) => FieldSet) => collected(setCollector(plan));

/** See CompiledKind.createdFields. */
export const compileCreatedFields = (plan: StructPlan): ((normal: JsonObject) => FieldSet) => collected(createdCollector(plan));
