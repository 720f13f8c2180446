import type { Json, JsonObject } from '../../../events/json.ts';
import { isJsonObject } from '../../../events/json.ts';
import { isJsonArray } from '../../../events/json-path.ts';
import { flagField, joined, messageField, textField } from './protobuf-writer.ts';

/** Field numbers are those of gnostic's `openapi.v2` package; its members this server's documents never have are left out. */
type Encode = (value: Json) => Uint8Array;
type Fields = Readonly<Record<string, Encode>>;

const asText = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

const asObject = (value: Json): JsonObject => (isJsonObject(value) ? value : {});

const elementsOf = (value: Json): readonly Json[] => (isJsonArray(value) ? value : [value]);

const text = (number: number): Encode => (value) => textField(number, asText(value));
const flag = (number: number): Encode => (value) => flagField(number, value === true);
const nested = (number: number, encode: Encode): Encode => (value) => messageField(number, encode(value));
/** One field for each element; for a single value, one. */
const repeated = (encode: Encode): Encode => (value) => joined(elementsOf(value).map(encode));

/** `Any{yaml=2}`: JSON is YAML, too. */
const any: Encode = (value) => textField(2, JSON.stringify(value));

/** `Named…{name=1,value=2}` as field `number`, once for each entry. */
const named = (number: number, encode: Encode): Encode => (value) =>
  joined(Object.entries(asObject(value)).map(([name, item]) => messageField(number, joined([textField(1, name), messageField(2, encode(item ?? null))]))));

/** A message by its members' names; those beginning with `x-` go to `extensions`. Throws at a member it has no field for. */
const message = (fields: () => Fields, extensions?: number): Encode => (value) => {
  const known = fields();
  return joined(Object.entries(asObject(value)).map(([name, item]) => {
    if (item === undefined) return joined([]);
    if (name.startsWith('x-') && extensions !== undefined) return named(extensions, any)({ [name]: item });
    const encode = Object.hasOwn(known, name) ? known[name] : undefined;
    if (encode === undefined) throw new Error(`OpenAPI v2 in protobuf has no field for ${name}`);
    return encode(item);
  }));
};

const strings = (number: number): Encode => repeated(text(number));

const additionalProperties: Encode = (value) => (isJsonObject(value) ? messageField(1, schema(value)) : flagField(2, value === true));

const schema: Encode = message(() => ({
  $ref: text(1),
  format: text(2),
  description: text(4),
  required: strings(19),
  enum: repeated(nested(20, any)),
  additionalProperties: nested(21, additionalProperties),
  type: nested(22, strings(1)),
  items: nested(23, repeated(nested(1, schema))),
  properties: nested(25, named(1, schema)),
}), 31);

const bodyParameter = message(() => ({ description: text(1), name: text(2), in: text(3), required: flag(4), schema: nested(5, schema) }), 6);

const COMMON_PARAMETER: Fields = { required: flag(1), in: text(2), description: text(3), name: text(4) };
const queryParameter = message(() => ({ ...COMMON_PARAMETER, type: text(6), uniqueItems: flag(20) }), 23);
const pathParameter = message(() => ({ ...COMMON_PARAMETER, type: text(5), uniqueItems: flag(19) }), 22);

/** `ParametersItem{parameter=1}` of `Parameter{body=1,nonBody=2}`; the latter is one of header=1, form=2, query=3, path=4. */
const parameter: Encode = (value) => {
  const place = asObject(value)['in'];
  if (place === 'body') return messageField(1, messageField(1, bodyParameter(value)));
  return messageField(1, messageField(2, place === 'path' ? messageField(4, pathParameter(value)) : messageField(3, queryParameter(value))));
};

/** `Response.schema` is a choice of a schema=1 and a file. */
const response = message(() => ({ description: text(1), schema: nested(2, nested(1, schema)) }), 5);

const operation = message(() => ({
  description: text(3),
  operationId: text(5),
  produces: strings(6),
  consumes: strings(7),
  parameters: repeated(nested(8, parameter)),
  responses: nested(9, named(1, nested(1, response))),
}), 13);

const pathItem = message(() => ({
  get: nested(2, operation),
  put: nested(3, operation),
  post: nested(4, operation),
  delete: nested(5, operation),
  patch: nested(8, operation),
  parameters: repeated(nested(9, parameter)),
}), 10);

const info = message(() => ({ title: text(1), version: text(2) }), 7);

const document = message(() => ({
  swagger: text(1),
  info: nested(2, info),
  paths: nested(8, named(2, pathItem)),
  definitions: nested(9, named(1, schema)),
}), 16);

/** The document as gnostic's `openapi.v2.Document`. Throws when it has a member that the messages above do not cover. */
export const encodeOpenApiV2 = (value: JsonObject): Uint8Array => document(value);
