import type { JsonObject } from '../../../json.ts';
import { isJsonObject } from '../../../json.ts';
import { booleanAt, isJsonArray, objectAt, objectsAt, optionalObjectAt, stringAt, valueAt } from '../../../json-path.ts';
import { forbiddenField, invalidField, notSupportedField, requiredField } from '../../../meta/field-rules.ts';
import type { FieldError } from '../../../schema/field-error.ts';

/** Where in a schema one stands. `within`: a schema whose types another one gives. */
interface Place {
  readonly field: string;
  readonly role: 'root' | 'property' | 'item' | 'within';
}

const TYPES: readonly string[] = ['array', 'boolean', 'integer', 'number', 'object', 'string'];
const UNSUPPORTED: readonly string[] = ['additionalItems', 'patternProperties', 'definitions', 'dependencies', '$ref', 'id'];
const LIST_TYPES: readonly string[] = ['atomic', 'map', 'set'];
const MAP_TYPES: readonly string[] = ['atomic', 'granular'];
const EMPTY_TYPE: Readonly<Record<Place['role'], string | undefined>> = {
  root: 'must not be empty at the root', property: 'must not be empty for specified object fields', item: 'must not be empty for specified array items', within: undefined,
};

const typeErrors = (schema: JsonObject, { field, role }: Place): FieldError[] => {
  const type = stringAt(schema, 'type');
  const why = EMPTY_TYPE[role];
  if (type === '') {
    const free = booleanAt(schema, 'x-kubernetes-int-or-string') || (role !== 'root' && booleanAt(schema, 'x-kubernetes-preserve-unknown-fields'));
    return why === undefined || free ? [] : [requiredField(`${field}.type`, why)];
  }
  if (role === 'root' && type !== 'object') return [invalidField(`${field}.type`, type, 'must be object at the root')];
  if (booleanAt(schema, 'x-kubernetes-int-or-string')) return [invalidField(`${field}.type`, type, 'must be empty if x-kubernetes-int-or-string is true')];
  return TYPES.includes(type) ? [] : [notSupportedField(`${field}.type`, type, TYPES)];
};

const keywordErrors = (schema: JsonObject, { field }: Place): FieldError[] => {
  const additional = valueAt(schema, 'additionalProperties');
  const hasProperties = Object.keys(objectAt(schema, 'properties')).length > 0;
  return [
    ...UNSUPPORTED.filter((name) => valueAt(schema, name) !== undefined).map((name) => forbiddenField(`${field}.${name}`, `${name} is not supported`)),
    ...(booleanAt(schema, 'uniqueItems') ? [forbiddenField(`${field}.uniqueItems`, 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic')] : []),
    ...(hasProperties && (additional === false || isJsonObject(additional)) ? [forbiddenField(`${field}.additionalProperties`, 'additionalProperties and properties are mutual exclusive')] : []),
    ...(isJsonArray(valueAt(schema, 'items')) ? [forbiddenField(`${field}.items`, 'items must be a schema object and not an array')] : []),
    ...(valueAt(schema, 'x-kubernetes-preserve-unknown-fields') === false ? [invalidField(`${field}.x-kubernetes-preserve-unknown-fields`, false, 'must be true or undefined')] : []),
  ];
};

const listTypeErrors = (schema: JsonObject, { field }: Place): FieldError[] => {
  const [listType, mapType] = [valueAt(schema, 'x-kubernetes-list-type'), valueAt(schema, 'x-kubernetes-map-type')];
  const keys = valueAt(schema, 'x-kubernetes-list-map-keys');
  return [
    ...(typeof listType === 'string' && !LIST_TYPES.includes(listType) ? [notSupportedField(`${field}.x-kubernetes-list-type`, listType, LIST_TYPES)] : []),
    ...(listType !== undefined && stringAt(schema, 'type') !== 'array' ? [invalidField(`${field}.type`, stringAt(schema, 'type'), 'must be array if x-kubernetes-list-type is specified')] : []),
    ...(listType === 'map' && keys === undefined ? [requiredField(`${field}.x-kubernetes-list-map-keys`, 'must not be empty if x-kubernetes-list-type is map')] : []),
    ...(typeof mapType === 'string' && !MAP_TYPES.includes(mapType) ? [notSupportedField(`${field}.x-kubernetes-map-type`, mapType, MAP_TYPES)] : []),
  ];
};

const childrenOf = (schema: JsonObject, { field, role }: Place): readonly (readonly [JsonObject, Place])[] => {
  const below = (own: 'property' | 'item'): Place['role'] => (role === 'within' ? 'within' : own);
  const { properties, items, additionalProperties } = { properties: objectAt(schema, 'properties'), items: optionalObjectAt(schema, 'items'), additionalProperties: optionalObjectAt(schema, 'additionalProperties') };
  const not = optionalObjectAt(schema, 'not');
  return [
    ...Object.keys(properties).map((key) => [objectAt(properties, key), { field: `${field}.properties[${key}]`, role: below('property') }] as const),
    ...(items === undefined ? [] : [[items, { field: `${field}.items`, role: below('item') }] as const]),
    ...(additionalProperties === undefined ? [] : [[additionalProperties, { field: `${field}.additionalProperties`, role: below('property') }] as const]),
    ...(not === undefined ? [] : [[not, { field: `${field}.not`, role: 'within' }] as const]),
    ...['allOf', 'anyOf', 'oneOf'].flatMap((name) => objectsAt(schema, name).map((one, index) => [one, { field: `${field}.${name}[${index}]`, role: 'within' }] as const)),
  ];
};

const errorsAt = (schema: JsonObject, place: Place): readonly FieldError[] => [
  ...typeErrors(schema, place),
  ...keywordErrors(schema, place),
  ...listTypeErrors(schema, place),
  ...(place.role !== 'within' && stringAt(schema, 'type') === 'array' && valueAt(schema, 'items') === undefined ? [requiredField(`${place.field}.items`, 'must be specified')] : []),
];

/** Upstream's main rules for a structural schema: every value has a type, and nothing is said that no client understands. */
export const structuralSchemaErrors = (root: JsonObject, field: string): readonly FieldError[] => {
  const errors: FieldError[] = [];
  const waiting: (readonly [JsonObject, Place])[] = [[root, { field, role: 'root' }]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    errors.push(...errorsAt(...next));
    waiting.push(...[...childrenOf(...next)].reverse());
  }
  return errors;
};
