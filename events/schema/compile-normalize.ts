import { ExactInteger } from '../exact-integer.ts';
import type { Json, JsonObject } from '../json.ts';
import { isJsonObject } from '../json.ts';
import { canonicalBase64 } from './base64.ts';
import type { ScalarName } from './fields.ts';
import type { OpenObject } from './json-building.ts';
import { setKey } from './json-building.ts';
import { canonicalQuantity } from './quantity.ts';
import { toMicroseconds, toSeconds } from './rfc3339.ts';
import type { FieldPlan, StructPlan } from './struct-plan.ts';
import { perStruct } from './struct-plan.ts';

type Normalizer = (value: Json) => Json | undefined;
type StructNormalizer = (object: JsonObject) => JsonObject;

const same: Normalizer = (value) => value;
const text = (canonical: (text: string) => string): Normalizer => (value) => (typeof value === 'string' ? canonical(value) : value);
/** Zero times are null in Go, and nulls are dropped. */
const instant = (canonical: (text: string) => string): Normalizer => (value) => (typeof value === 'string' ? canonical(value) || undefined : undefined);

const SCALARS: Readonly<Record<ScalarName, Normalizer>> = {
  string: same,
  bool: same,
  int32: same,
  int64: same,
  float64: same,
  bytes: text(canonicalBase64),
  quantity: (value) => canonicalQuantity(String(value)),
  time: instant(toSeconds),
  microTime: instant(toMicroseconds),
  intOrString: same,
  rawExtension: same,
  fieldsV1: same,
  strings: same,
  json: same,
};

const ZEROS: Readonly<Partial<Record<ScalarName, Json>>> = {
  string: '', bool: false, int32: 0, int64: 0, float64: 0, bytes: '', quantity: '0', intOrString: 0,
};

const isAscending = (keys: readonly string[]): boolean => keys.every((key, index) => index === 0 || (keys[index - 1] ?? '') < key);

const isNormal = (item: Json | undefined, element: Normalizer): boolean => item !== undefined && item !== null && element(item) === item;

/** Keys sorted, as Go writes maps. */
const mapNormalizer = (element: Normalizer): Normalizer => (value) => {
  if (!isJsonObject(value)) return undefined;
  const keys = Object.keys(value);
  if (!isAscending(keys)) keys.sort();
  else if (keys.every((key) => isNormal(value[key], element))) return value;
  const normal: OpenObject = {};
  for (const key of keys) {
    const item = value[key];
    const result = item === undefined || item === null ? undefined : element(item);
    if (result !== undefined) setKey(normal, key, result);
  }
  return normal;
};

const listNormalizer = (element: Normalizer): Normalizer => (value) => {
  if (!Array.isArray(value)) return undefined;
  if (element === same) return value;
  const items = value as readonly Json[];
  let changed: Json[] | undefined;
  let index = 0;
  for (const item of items) {
    const normal = element(item) ?? null;
    if (normal !== item) (changed ??= [...items])[index] = normal;
    index += 1;
  }
  return changed ?? items;
};

const elementNormalizer = (field: FieldPlan, of: (plan: StructPlan) => StructNormalizer): Normalizer => {
  const struct = field.struct();
  if (struct === undefined) return field.scalar === undefined ? same : SCALARS[field.scalar];
  let normalize: StructNormalizer | undefined;
  const whole: Normalizer = (value) => {
    if (!isJsonObject(value)) return undefined;
    normalize ??= of(struct);
    return normalize(value);
  };
  if (field.facts.or === undefined) return whole;
  const structs = listNormalizer(whole);
  return (value) => {
    if (isJsonObject(value)) return whole(value);
    return field.facts.or === 'structs' ? structs(value) : value;
  };
};

const fieldNormalizer = (field: FieldPlan, of: (plan: StructPlan) => StructNormalizer): Normalizer => {
  const element = elementNormalizer(field, of);
  if (field.facts.form === 'list') return listNormalizer(element);
  return field.facts.form === 'map' ? mapNormalizer(element) : element;
};

/** Written for an absent field of presence `always`. Required lists are `[]` where Go would write null. */
const emptyValue = (field: FieldPlan, normalize: Normalizer): (() => Json | undefined) => {
  if (field.facts.form === 'list') return () => [];
  if (field.facts.form === 'map') return () => ({});
  if (field.scalar !== undefined) return () => ZEROS[field.scalar ?? 'string'];
  return () => normalize({});
};

const isEmpty = (value: Json): boolean => {
  if (typeof value !== 'object' || value === null) return value === '' || value === 0 || value === false;
  if (Array.isArray(value)) return value.length === 0;
  if (value instanceof ExactInteger) return false;
  for (const _ in value) return false;
  return true;
};

interface Slot {
  readonly name: string;
  readonly write: (value: Json | undefined) => Json | undefined;
}

const slotOf = (field: FieldPlan, of: (plan: StructPlan) => StructNormalizer): Slot => {
  const normalize = fieldNormalizer(field, of);
  const empty = emptyValue(field, normalize);
  const drops = field.presence === 'nonzero';
  const always = field.presence === 'always';
  return {
    name: field.name,
    write: (value) => {
      const normal = value === undefined || value === null ? undefined : normalize(value);
      if (normal === undefined) return always ? empty() : undefined;
      return drops && isEmpty(normal) ? undefined : normal;
    },
  };
};

const firstOf = (object: JsonObject, keys: readonly string[], count: number): OpenObject => {
  const copy: OpenObject = {};
  for (let index = 0; index < count; index += 1) {
    const key = keys[index] ?? '';
    copy[key] = object[key];
  }
  return copy;
};

interface Rebuilding {
  readonly slots: readonly Slot[];
  /** The first field that differs, and what it is in normal form. */
  readonly index: number;
  readonly value: Json | undefined;
  /** The fields before it. */
  readonly normal: OpenObject;
}

const rebuilt = (object: JsonObject, { slots, index, value, normal }: Rebuilding): JsonObject => {
  for (let at = index; at < slots.length; at += 1) {
    const slot = slots[at];
    if (slot === undefined) break;
    const result = at === index ? value : slot.write(object[slot.name]);
    if (result !== undefined) normal[slot.name] = result;
  }
  return normal;
};

/** An object as Go writes it back, or the very object when it is that already; see CompiledKind.normalize. */
export const compileNormalize = perStruct<StructNormalizer>((plan, of) => {
  const slots = plan.fields.filter((field) => !field.disabled).map((field) => slotOf(field, of));
  return (object) => {
    const keys = Object.keys(object);
    // So many of the object's keys are in their places and in normal form.
    let kept = 0;
    let index = 0;
    for (const { name, write } of slots) {
      const given = object[name];
      const value = write(given);
      if (value !== given || (value !== undefined && keys[kept] !== name)) return rebuilt(object, { slots, index, value, normal: firstOf(object, keys, kept) });
      if (value !== undefined) kept += 1;
      index += 1;
    }
    return kept === keys.length ? object : firstOf(object, keys, kept);
  };
});
