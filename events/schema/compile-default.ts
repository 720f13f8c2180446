import type { Json, JsonObject } from '../json.ts';
import { isJsonObject } from '../json.ts';
import type { OpenObject } from './json-building.ts';
import { setKey } from './json-building.ts';
import type { FieldPlan, StructPlan } from './struct-plan.ts';
import { perStruct } from './struct-plan.ts';

type Defaulter = (object: JsonObject) => JsonObject;

/** Whether anything in the struct or below it has a default; a struct within itself adds nothing. */
const hasDefaults = (plan: StructPlan, seen: Set<StructPlan>): boolean => {
  if (seen.has(plan)) return false;
  seen.add(plan);
  if (plan.facts.defaults !== undefined) return true;
  return plan.fields.some((field) => {
    const struct = field.struct();
    return field.facts.default !== undefined || (struct !== undefined && !field.disabled && hasDefaults(struct, seen));
  });
};

const defaultItems = (items: readonly Json[], apply: Defaulter): readonly Json[] => {
  let changed: Json[] | undefined;
  items.forEach((item, index) => {
    if (!isJsonObject(item)) return;
    const filled = apply(item);
    if (filled === item) return;
    changed ??= [...items];
    changed[index] = filled;
  });
  return changed ?? items;
};

const defaultValues = (values: JsonObject, apply: Defaulter): JsonObject => {
  const filled: OpenObject = {};
  let changed = false;
  for (const [key, value] of Object.entries(values)) {
    const result = isJsonObject(value) ? apply(value) : value;
    changed ||= result !== value;
    if (result !== undefined) setKey(filled, key, result);
  }
  return changed ? filled : values;
};

const EMPTY: JsonObject = {};

/** Defaults below one field; undefined stays undefined unless a struct that is always written gains something. */
const descend = (field: FieldPlan, apply: Defaulter): ((value: Json | undefined) => Json | undefined) => {
  if (field.facts.form === 'list') return (value) => (Array.isArray(value) ? defaultItems(value, apply) : value);
  if (field.facts.form === 'map') return (value) => (isJsonObject(value) ? defaultValues(value, apply) : value);
  return (value) => {
    if (isJsonObject(value)) return apply(value);
    if (value !== undefined || field.presence === 'set') return value;
    const filled = apply(EMPTY);
    return filled === EMPTY ? undefined : filled;
  };
};

interface Step {
  readonly name: string;
  readonly apply: (value: Json | undefined) => Json | undefined;
}

const isUnset = (field: FieldPlan, value: Json | undefined): boolean =>
  value === undefined || value === null || (field.presence !== 'set' && (value === '' || value === 0));

const stepOf = (field: FieldPlan, of: (plan: StructPlan) => Defaulter): Step | undefined => {
  const struct = field.struct();
  const constant = field.facts.default;
  const below = struct !== undefined && hasDefaults(struct, new Set()) ? descend(field, (object) => of(struct)(object)) : undefined;
  if (field.disabled || (constant === undefined && below === undefined)) return undefined;
  return {
    name: field.name,
    apply: (value) => {
      const set = constant !== undefined && isUnset(field, value) ? constant : value;
      return below === undefined ? set : below(set);
    },
  };
};

/** Upstream's order: the struct's own rules first, then each field's constant and what lies below it. */
export const compileDefault = perStruct<Defaulter>((plan, of) => {
  const own = plan.facts.defaults;
  const steps = plan.fields.map((field) => stepOf(field, of)).filter((step) => step !== undefined);
  return (object) => {
    const start = own === undefined ? object : own(object);
    let filled: OpenObject | undefined;
    for (const { name, apply } of steps) {
      const value = start[name];
      const result = apply(value);
      if (result === value) continue;
      filled ??= { ...start };
      filled[name] = result;
    }
    return filled ?? start;
  };
});
