import fc from 'fast-check';
import type { Json, JsonObject } from '../../events/json.ts';
import type { CompiledKind } from '../../events/schema/compiled-kind.ts';
import type { AnyStruct, ScalarName } from '../../events/schema/fields.ts';
import type { FieldPlan, StructPlan } from '../../events/schema/struct-plan.ts';
import { createPlanner } from '../../events/schema/struct-plan.ts';

type Draw = fc.GeneratorValue;

const TIMES = ['2026-01-01T00:00:00Z', '2026-01-01T02:30:00+02:30', '2026-01-01T00:00:00.123456789Z', '1999-12-31T23:59:59.5-08:00'];
const TEXT = fc.constantFrom('', 'a', 'b', 'web', 'x/y', '25%', 'ümlaut "quoted" \\', 'v1');

const SCALARS: Readonly<Record<ScalarName, fc.Arbitrary<Json>>> = {
  string: TEXT,
  bool: fc.boolean(),
  int32: fc.integer({ min: -3, max: 70_000 }),
  int64: fc.integer({ min: 0, max: 5_000_000_000 }),
  float64: fc.constantFrom(0, 1.5, -2),
  bytes: fc.uint8Array({ maxLength: 5 }).map((bytes) => Buffer.from(bytes).toString('base64')),
  quantity: fc.constantFrom<Json>('0', '1', '100m', '1.5Gi', '1024Ki', '0.1', '1e3', '12E', 2, 0.5),
  time: fc.constantFrom(...TIMES),
  microTime: fc.constantFrom(...TIMES),
  intOrString: fc.oneof(fc.integer({ min: 0, max: 100 }), fc.constantFrom('25%', 'http', '')),
  rawExtension: fc.constant({ kind: 'Thing', z: 1, a: [1] }),
  fieldsV1: fc.constant({ 'f:a': {}, 'f:b': { '.': {} } }),
  strings: fc.array(TEXT, { maxLength: 2 }),
  json: fc.constantFrom<Json>(1, 'x', true, [1, null], { b: { a: [] } }),
};

const scalar = (draw: Draw, field: FieldPlan): Json => {
  const named = [...(field.facts.enum ?? []), ...(field.facts.known ?? [])];
  if (named.length > 0 && draw(fc.boolean)) return draw(fc.constantFrom<string[]>, ...named);
  return draw(() => SCALARS[field.scalar ?? 'string']);
};

const element = (draw: Draw, field: FieldPlan, depth: number): Json => {
  const plan = field.struct();
  if (plan === undefined) return scalar(draw, field);
  if (field.facts.or === undefined || draw(fc.boolean)) return structOf(draw, plan, depth + 1);
  if (field.facts.or === 'structs') return [structOf(draw, plan, depth + 1)];
  return field.facts.or === 'bool' ? draw(fc.boolean) : ['a', 'b'];
};

/** Whether elements of the list exclude each other. */
const isDistinct = ({ facts: { type, patch } }: FieldPlan): boolean => type === 'map' || type === 'set' || patch?.strategy === 'merge';

/** What elements of lists of maps and sets, and of lists that merge, are told apart by. */
const identityOf = ({ facts: { keys = [], patch } }: FieldPlan, item: Json): string => {
  const names = patch?.key === undefined ? keys : [patch.key];
  if (names.length === 0 || typeof item !== 'object' || item === null) return JSON.stringify(item);
  return JSON.stringify(names.map((name) => (item as JsonObject)[name] ?? null));
};

const isSet = (value: Json | undefined): boolean => value !== undefined && value !== '' && value !== 0;

/** A list element has what it is told apart by. */
const withKeys = (draw: Draw, field: FieldPlan, item: Json): Json => {
  const plan = field.struct();
  if (plan === undefined || typeof item !== 'object' || item === null) return item;
  const { keys = [], patch } = field.facts;
  const wanted = [...keys, ...(patch?.key === undefined ? [] : [patch.key])].filter((name) => plan.byName.has(name) && !isSet((item as JsonObject)[name]));
  const value = (name: string): Json => (plan.byName.get(name)?.scalar === 'int32' ? draw(fc.integer, { min: 1, max: 9 }) : draw(fc.constantFrom<string[]>, 'k', 'l', 'm', 'n'));
  return { ...(item as JsonObject), ...Object.fromEntries(wanted.map((name) => [name, value(name)])) };
};

const listOf = (draw: Draw, field: FieldPlan, depth: number): Json => {
  const items = Array.from({ length: draw(fc.nat, { max: 3 }) }, () => withKeys(draw, field, element(draw, field, depth)));
  const distinct = new Map(items.map((item, index) => [isDistinct(field) ? identityOf(field, item) : String(index), item]));
  return [...distinct.values()];
};

const mapOf = (draw: Draw, field: FieldPlan, depth: number): Json =>
  Object.fromEntries(['b', 'a', 'c.d/e'].filter(() => draw(fc.boolean)).map((key) => [key, element(draw, field, depth)]));

const valueOf = (draw: Draw, field: FieldPlan, depth: number): Json => {
  if (field.facts.form === 'list') return listOf(draw, field, depth);
  return field.facts.form === 'map' ? mapOf(draw, field, depth) : element(draw, field, depth);
};

const MOST_DEPTH = 7;

/** Fields become rarer with depth, so that objects stay small and yet reach everywhere. */
const isDrawn = (draw: Draw, field: FieldPlan, depth: number): boolean => {
  if (field.disabled || field.facts.number === 0) return false;
  if (depth === 0) return draw(fc.nat, { max: 3 }) > 0;
  return depth < MOST_DEPTH && draw(fc.nat, { max: 3 }) === 0;
};

const structOf = (draw: Draw, plan: StructPlan, depth: number): JsonObject => {
  const fields = plan.fields.filter((field) => isDrawn(draw, field, depth));
  const entries = fields.map((field): readonly [string, Json] => [field.name, valueOf(draw, field, depth)]);
  // Clients write fields in any order.
  return Object.fromEntries(draw(fc.boolean) ? entries : entries.toReversed());
};

const planner = createPlanner();

/** Any object a client might send of a kind: each field of its schema now and then, of the right type, valid or not. */
export const arbitraryObject = ({ definition }: CompiledKind): fc.Arbitrary<JsonObject> => {
  const plan = planner(definition.schema as unknown as AnyStruct);
  return fc.gen().map((draw) => structOf(draw, plan, 0));
};
