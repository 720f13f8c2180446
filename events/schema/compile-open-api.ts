import type { Json, JsonObject } from '../json.ts';
import { isJsonObject } from '../json.ts';
import type { Alternative, FieldFacts, ScalarName } from './fields.ts';
import type { KindDefinition } from './kind.ts';
import type { OpenObject } from './json-building.ts';
import type { FieldPlan, StructPlan } from './struct-plan.ts';

const REF = '#/components/schemas/';
const META = 'io.k8s.apimachinery.pkg.apis.meta.v1';
const QUANTITY = 'io.k8s.apimachinery.pkg.api.resource.Quantity';
const INT_OR_STRING = 'io.k8s.apimachinery.pkg.util.intstr.IntOrString';
const RAW_EXTENSION = 'io.k8s.apimachinery.pkg.runtime.RawExtension';

/** Types upstream defines by name although they are scalars in JSON. */
const NAMED: Readonly<Partial<Record<ScalarName, { readonly name: string; readonly schema: JsonObject }>>> = {
  quantity: { name: QUANTITY, schema: { description: 'An amount: a number with an optional suffix, such as 500m or 1Gi.', oneOf: [{ type: 'string' }, { type: 'number' }] } },
  time: { name: `${META}.Time`, schema: { description: 'An instant in RFC 3339, to the second.', type: 'string', format: 'date-time' } },
  microTime: { name: `${META}.MicroTime`, schema: { description: 'An instant in RFC 3339, to the microsecond.', type: 'string', format: 'date-time' } },
  intOrString: { name: INT_OR_STRING, schema: { description: 'A whole number or a text.', format: 'int-or-string', oneOf: [{ type: 'integer' }, { type: 'string' }] } },
  rawExtension: { name: RAW_EXTENSION, schema: { description: 'Any object.', type: 'object' } },
  fieldsV1: { name: `${META}.FieldsV1`, schema: { description: 'A set of field paths.', type: 'object' } },
  json: { name: 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON', schema: { description: 'Any JSON value.' } },
};

/** Upstream's names of what may be a struct or something else; the schema says no type. */
const ALTERNATIVES: Readonly<Record<Alternative, string>> = { structs: 'OrArray', bool: 'OrBool', strings: 'OrStringArray' };

const PLAIN: Readonly<Partial<Record<ScalarName, JsonObject>>> = {
  string: { type: 'string' },
  bool: { type: 'boolean' },
  int32: { type: 'integer', format: 'int32' },
  int64: { type: 'integer', format: 'int64' },
  float64: { type: 'number', format: 'double' },
  bytes: { type: 'string', format: 'byte' },
  strings: { type: 'array', items: { type: 'string' } },
};

/** Definitions gathered so far, by name. */
type Definitions = Map<string, JsonObject>;

const refTo = (name: string): JsonObject => ({ allOf: [{ $ref: REF + name }] });

const elementSchema = (field: FieldPlan, definitions: Definitions): JsonObject => {
  const struct = field.struct();
  if (struct !== undefined) {
    defineStruct(struct, definitions);
    if (field.facts.or === undefined) return refTo(struct.facts.name);
    const name = `${struct.facts.name}${ALTERNATIVES[field.facts.or]}`;
    definitions.set(name, { description: `${struct.goName} or something simpler.` });
    return refTo(name);
  }
  const scalar = field.scalar ?? 'string';
  const named = NAMED[scalar];
  if (named === undefined) return PLAIN[scalar] ?? {};
  definitions.set(named.name, named.schema);
  return refTo(named.name);
};

const topologyExtensions = ({ form, type, keys }: FieldFacts): JsonObject => {
  if (type === undefined) return {};
  if (form !== 'list') return { 'x-kubernetes-map-type': type };
  return { 'x-kubernetes-list-type': type, ...(keys !== undefined && { 'x-kubernetes-list-map-keys': keys }) };
};

const patchExtensions = ({ patch }: FieldFacts): JsonObject => {
  if (patch === undefined) return {};
  const strategies = [...(patch.strategy === undefined ? [] : [patch.strategy]), ...(patch.retainKeys === true ? ['retainKeys'] : [])];
  return {
    ...(strategies.length > 0 && { 'x-kubernetes-patch-strategy': strategies.join(',') }),
    ...(patch.key !== undefined && { 'x-kubernetes-patch-merge-key': patch.key }),
  };
};

const shapeOf = (field: FieldPlan, definitions: Definitions): JsonObject => {
  const element = elementSchema(field, definitions);
  if (field.facts.form === 'list') return { type: 'array', items: element };
  if (field.facts.form === 'map') return { type: 'object', additionalProperties: element };
  return element;
};

/** Sorted, as upstream publishes them. */
const withEnum = ({ form, enum: values }: FieldFacts, shape: JsonObject): JsonObject => {
  if (values === undefined) return shape;
  const sorted = { enum: [...values].sort() };
  return form === 'list' && isJsonObject(shape['items']) ? { ...shape, items: { ...shape['items'], ...sorted } } : { ...shape, ...sorted };
};

const fieldSchema = (field: FieldPlan, definitions: Definitions): JsonObject => {
  const { description, default: constant, known } = field.facts;
  return {
    ...(description !== undefined && { description: known === undefined ? description : `${description} Known values: ${known.join(', ')}.` }),
    ...withEnum(field.facts, shapeOf(field, definitions)),
    ...(constant !== undefined && { default: constant }),
    ...topologyExtensions(field.facts),
    ...patchExtensions(field.facts),
  };
};

const structSchema = (plan: StructPlan, definitions: Definitions): JsonObject => {
  const properties: OpenObject = {};
  for (const field of plan.fields) properties[field.name] = fieldSchema(field, definitions);
  const required = plan.fields.filter((field) => field.facts.required === true).map((field) => field.name);
  return {
    ...(plan.facts.description !== undefined && { description: plan.facts.description }),
    type: 'object',
    ...(required.length > 0 && { required }),
    properties,
    ...(plan.facts.type === 'atomic' && { 'x-kubernetes-map-type': 'atomic' }),
  };
};

const defineStruct = (plan: StructPlan, definitions: Definitions): void => {
  if (definitions.has(plan.facts.name)) return;
  // Claims the name first: a struct may lead back to itself.
  definitions.set(plan.facts.name, {});
  definitions.set(plan.facts.name, structSchema(plan, definitions));
};

const withKinds = (schema: JsonObject, definition: KindDefinition, kind: string): JsonObject => {
  const groupVersionKind: Json = { group: definition.group, version: definition.version, kind };
  return { ...schema, 'x-kubernetes-group-version-kind': [groupVersionKind] };
};

const listSchema = (definition: KindDefinition, name: string): JsonObject => ({
  description: `A list of ${definition.kind} objects.`,
  type: 'object',
  required: ['items'],
  properties: {
    apiVersion: { type: 'string', description: 'Version of the schema of this object.' },
    items: { type: 'array', description: 'The objects, ordered by namespace and name.', items: refTo(name) },
    kind: { type: 'string', description: 'Name of the type of this object.' },
    metadata: { ...refTo(`${META}.ListMeta`), description: 'Version of the list and where it continues.' },
  },
});

/**
 * Every definition the kind's own refers to, by upstream's names, and its List type with the `listMeta` struct.
 * `listMeta` absent: the kind is never listed.
 */
export const compileOpenApi = (definition: KindDefinition, plan: StructPlan, listMeta: StructPlan | undefined): Readonly<Record<string, JsonObject>> => {
  const { name } = plan.facts;
  const definitions: Definitions = new Map();
  defineStruct(plan, definitions);
  definitions.set(name, withKinds(definitions.get(name) ?? {}, definition, definition.kind));
  if (listMeta !== undefined) {
    defineStruct(listMeta, definitions);
    definitions.set(`${name}List`, withKinds(listSchema(definition, name), definition, `${definition.kind}List`));
  }
  return Object.fromEntries(definitions);
};
