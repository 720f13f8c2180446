import type { Json, JsonObject } from '../../../events/json.ts';
import { isJsonObject } from '../../../events/json.ts';
import { isJsonArray, valueAt } from '../../../events/json-path.ts';

const localRef = (ref: Json): JsonObject => ({ $ref: typeof ref === 'string' ? ref.replace('#/components/schemas/', '#/definitions/') : ref });

const element = (keyword: string) => (value: Json): JsonObject => ({ [keyword]: isJsonObject(value) ? openApiV2Schema(value) : value });

/** What keywords of v3 become; others are the same in v2. */
const CONVERSIONS: Readonly<Partial<Record<string, (value: Json) => JsonObject>>> = {
  $ref: localRef,
  // A reference stands beside description and extensions in v2; v3 has to wrap it.
  allOf: (value) => localRef(valueAt(isJsonArray(value) ? value[0] : undefined, '$ref') ?? ''),
  // v2 knows no alternatives: what may be a number or a text is declared a text, as upstream does, and clients take both.
  oneOf: () => ({ type: 'string' }),
  // Upstream publishes defaults in v3 only.
  default: () => ({}),
  properties: (value) => ({ properties: isJsonObject(value) ? openApiV2Schemas(value) : value }),
  items: element('items'),
  additionalProperties: element('additionalProperties'),
};

/** A schema of OpenAPI v3 as v2 says it; references lead to `#/definitions/…`. */
export const openApiV2Schema = (schema: JsonObject): JsonObject => {
  const result: Record<string, Json> = {};
  for (const [keyword, value] of Object.entries(schema)) {
    const convert = Object.hasOwn(CONVERSIONS, keyword) ? CONVERSIONS[keyword] : undefined;
    if (value !== undefined) Object.assign(result, convert === undefined ? { [keyword]: value } : convert(value));
  }
  return result;
};

/** Schemas by name, each as v2 says it. */
export const openApiV2Schemas = (schemas: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(schemas).flatMap(([name, schema]) => (isJsonObject(schema) ? [[name, openApiV2Schema(schema)]] : [])));
