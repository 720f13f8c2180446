import type { Json, JsonObject } from '../json.ts';
import { isJsonObject } from '../json.ts';
import { compileApplyCheck } from './compile-apply-check.ts';
import type { FieldSet } from './compiled-kind.ts';
import { isAtomic, keyedElement, setElement, topologyOf } from './field-path.ts';
import type { OpenObject } from './json-building.ts';
import { setKey } from './json-building.ts';
import { mergeItems } from './merge-items.ts';
import type { FieldPlan, StructPlan } from './struct-plan.ts';
import { perStruct } from './struct-plan.ts';
import type { TypedApply } from './typed-apply.ts';

type Maybe = Json | undefined;

/** What apply does at one place of the schema. */
interface Place {
  /** Not both are absent. Absent when nothing is left. */
  readonly merge: (live: Maybe, config: Maybe) => Maybe;
  /** The value without the members below it. Absent when nothing is left. */
  readonly remove: (value: Json, set: FieldSet) => Maybe;
  readonly withStructs: (set: FieldSet) => FieldSet;
}

type Places = (plan: StructPlan) => Place;

const isMember = (node: FieldSet | undefined): boolean => node !== undefined && (Object.hasOwn(node, '.') || Object.keys(node).length === 0);

const keepConfig = (live: Maybe, config: Maybe): Maybe => (config === undefined ? live : config);

const leaf: Place = { merge: keepConfig, remove: (value) => value, withStructs: (set) => set };

const isEmpty = (value: Maybe): boolean => {
  if (Array.isArray(value)) return value.length === 0;
  return !isJsonObject(value) || Object.keys(value).length === 0;
};

const keysOf = (live: JsonObject, config: JsonObject): Iterable<string> => new Set([...Object.keys(live), ...Object.keys(config)]);

const ABSENT: JsonObject = {};

/** Never what every object inherits: keys of maps come from clients. */
const ownValue = (object: JsonObject, key: string): Maybe => (Object.hasOwn(object, key) ? object[key] : undefined);

/** Structs and maps: what they hold, each by the place its name leads to. */
const byName = (placeOf: (name: string) => Place | undefined): Pick<Place, 'merge' | 'remove'> => ({
  merge: (live, config) => {
    if (isEmpty(live) && isEmpty(config)) return keepConfig(live, config);
    const [left, right] = [isJsonObject(live) ? live : ABSENT, isJsonObject(config) ? config : ABSENT];
    const merged: OpenObject = {};
    for (const key of keysOf(left, right)) {
      const [before, wanted] = [ownValue(left, key), ownValue(right, key)];
      const value = wanted === undefined ? before : placeOf(key)?.merge(before, wanted);
      if (value !== undefined) setKey(merged, key, value);
    }
    return isEmpty(merged) ? undefined : merged;
  },
  remove: (value, set) => {
    if (!isJsonObject(value)) return value;
    const kept: OpenObject = {};
    for (const [key, item] of Object.entries(value)) {
      const below = set[`f:${key}`];
      if (item === undefined || isMember(below)) continue;
      const left = below === undefined ? item : placeOf(key)?.remove(item, below);
      if (left !== undefined) setKey(kept, key, left);
    }
    return isEmpty(kept) ? undefined : kept;
  },
});

const mapSet = (set: FieldSet, place: (element: string) => Place | undefined): FieldSet =>
  Object.fromEntries(Object.entries(set).map(([element, below]) => [element, place(element)?.withStructs(below) ?? below]));

const mapPlace = (element: Place): Place => ({ ...byName(() => element), withStructs: (set) => mapSet(set, () => element) });

const listPlace = (name: (item: Json) => string, element: Place): Place => ({
  merge: (live, config) => {
    if (isEmpty(live) && isEmpty(config)) return keepConfig(live, config);
    const items = mergeItems(Array.isArray(live) ? live : [], Array.isArray(config) ? config : [], { name, merge: element.merge });
    return items.length === 0 ? undefined : items;
  },
  remove: (value, set) => {
    if (!Array.isArray(value)) return value;
    const kept = (value as readonly Json[]).flatMap((item) => {
      const below = set[name(item)];
      if (isMember(below)) return [];
      const left = below === undefined ? item : element.remove(item, below);
      return left === undefined ? [] : [left];
    });
    return kept.length === 0 ? undefined : kept;
  },
  withStructs: (set) => mapSet(set, () => element),
});

const elementPlace = (field: FieldPlan, of: Places): Place => {
  const struct = field.struct();
  if (struct === undefined || isAtomic(field, struct)) return leaf;
  return { merge: (live, config) => of(struct).merge(live, config), remove: (value, set) => of(struct).remove(value, set), withStructs: (set) => of(struct).withStructs(set) };
};

const fieldPlace = (field: FieldPlan, of: Places): Place => {
  const element = elementPlace(field, of);
  switch (topologyOf(field)) {
    case 'leaf': return leaf;
    case 'struct': return element;
    case 'map': return mapPlace(element);
    case 'set': return listPlace(setElement, leaf);
    case 'keyed': return listPlace(keyedElement(field), element);
  }
};

const MEMBER: FieldSet = {};

const withSelf = (set: FieldSet): FieldSet => (isMember(set) ? set : { '.': MEMBER, ...set });

const structPlace = perStruct<Place>((plan, of) => {
  const places = new Map(plan.fields.map((field) => [field.name, fieldPlace(field, of)]));
  const placeOf = (name: string): Place | undefined => places.get(name);
  return {
    ...byName(placeOf),
    withStructs: (set) => Object.fromEntries(Object.entries(set).map(([element, below]) => {
      const place = element.startsWith('f:') ? placeOf(element.slice(2)) : undefined;
      return [element, place === undefined ? below : withSelf(place.withStructs(below))];
    })),
  };
});

const objectOr = (value: Maybe): JsonObject => (isJsonObject(value) ? value : ABSENT);

/** See TypedApply. */
export const compileApply = (plan: StructPlan): TypedApply => {
  const root = structPlace(plan);
  return {
    check: compileApplyCheck(plan),
    merge: (live, config) => objectOr(root.merge(live, config)),
    remove: (object, set) => objectOr(root.remove(object, set)),
    withStructs: root.withStructs,
  };
};
