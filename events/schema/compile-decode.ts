import { badRequest, RefusalError } from '../errors.ts';
import { ExactInteger, isInt64 } from '../exact-integer.ts';
import type { Json, JsonObject } from '../json.ts';
import { isJsonObject } from '../json.ts';
import { corruptBase64 } from './base64.ts';
import type { Alternative, ScalarName } from './fields.ts';
import type { OpenObject } from './json-building.ts';
import { setKey } from './json-building.ts';
import { parseQuantity, QuantityError } from './quantity.ts';
import { isTime, timeFault } from './rfc3339.ts';
import type { FieldPlan, StructPlan } from './struct-plan.ts';
import { perStruct } from './struct-plan.ts';

/** Where decoding stands, and what it dropped. Field names, `[i]` for list items, and `/key` for a map's. */
interface Trail {
  readonly steps: string[];
  readonly unknown: string[];
  /** `Deployment in version "v1" cannot be handled as a Deployment`. */
  readonly head: string;
}

type Decoder = (value: Json, trail: Trail) => Json | undefined;
type StructDecoder = (value: JsonObject, trail: Trail) => JsonObject;

const refuse = (trail: Trail, text: string): never => {
  throw new RefusalError(badRequest(`${trail.head}: ${text}`));
};

const jsonName = (value: Json): string => {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return value instanceof ExactInteger ? 'number' : typeof value;
};

const mismatch = (trail: Trail, value: string, target: { readonly struct: string; readonly goType: string }): never => {
  const path = trail.steps.filter((step) => !step.startsWith('[') && !step.startsWith('/')).join('.');
  return refuse(trail, `json: cannot unmarshal ${value} into Go struct field ${target.struct}.${path} of type ${target.goType}`);
};

const joinTrail = (steps: readonly string[]): string =>
  steps.reduce((path, step) => {
    if (step.startsWith('[')) return path + step;
    const name = step.startsWith('/') ? step.slice(1) : step;
    return path === '' ? name : `${path}.${name}`;
  }, '');

const GO_TYPES: Readonly<Record<ScalarName, string>> = {
  string: 'string', bool: 'bool', int32: 'int32', int64: 'int64', float64: 'float64', bytes: '[]uint8', quantity: 'resource.Quantity',
  time: 'string', microTime: 'string', intOrString: 'int32', rawExtension: 'runtime.RawExtension', fieldsV1: 'v1.FieldsV1',
  strings: '[]string', json: 'v1.JSON',
};

const elementType = (field: FieldPlan): string => (field.scalar === undefined ? `v1.${field.struct()?.goName ?? ''}` : GO_TYPES[field.scalar]);

const goType = (field: FieldPlan): string => {
  if (field.facts.form === 'list') return `[]${elementType(field)}`;
  return field.facts.form === 'map' ? `map[string]${elementType(field)}` : elementType(field);
};

interface Target {
  readonly struct: string;
  readonly goType: string;
}

const typed = (type: 'string' | 'boolean', target: Target): Decoder => (value, trail) =>
  typeof value === type ? value : mismatch(trail, jsonName(value), target);

const integer = (limit: number, target: Target): Decoder => (value, trail) => {
  if (value instanceof ExactInteger) return mismatch(trail, `number ${value.digits}`, target);
  if (typeof value !== 'number') return mismatch(trail, jsonName(value), target);
  const fits = Number.isInteger(value) && value <= limit && value >= -limit - 1;
  return fits ? value : mismatch(trail, `number ${value}`, target);
};

const int64 = (target: Target): Decoder => {
  const safe = integer(Number.MAX_SAFE_INTEGER, target);
  return (value, trail) => (value instanceof ExactInteger && isInt64(value) ? value : safe(value, trail));
};

const float = (target: Target): Decoder => (value, trail) => {
  if (value instanceof ExactInteger) return Number(value);
  return typeof value === 'number' ? value : mismatch(trail, jsonName(value), target);
};

const base64 = (target: Target): Decoder => (value, trail) => {
  if (typeof value !== 'string') return mismatch(trail, jsonName(value), target);
  const corrupt = corruptBase64(value);
  return corrupt < 0 ? value : refuse(trail, `illegal base64 data at input byte ${corrupt}`);
};

const quantity: Decoder = (value, trail) => {
  const text = typeof value === 'number' || value instanceof ExactInteger ? String(value) : value;
  try {
    if (typeof text !== 'string') throw new QuantityError("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
    parseQuantity(text);
    return text;
  } catch (error) {
    return refuse(trail, error instanceof QuantityError ? error.message : String(error));
  }
};

const time = (target: Target): Decoder => (value, trail) => {
  if (typeof value !== 'string') return mismatch(trail, jsonName(value), { ...target, goType: 'string' });
  return isTime(value) ? value : refuse(trail, timeFault(value));
};

const raw = (target: Target): Decoder => (value, trail) =>
  isJsonObject(value) ? value : mismatch(trail, jsonName(value), target);

const texts = (target: Target): Decoder => (value, trail) => {
  if (!Array.isArray(value)) return mismatch(trail, jsonName(value), target);
  const wrong = (value as readonly Json[]).find((item) => typeof item !== 'string' && item !== null);
  if (wrong !== undefined) return mismatch(trail, jsonName(wrong), { ...target, goType: 'string' });
  return value.map((item: Json) => item ?? '');
};

const INT32_MAX = 2_147_483_647;

const SCALARS: Readonly<Record<ScalarName, (target: Target) => Decoder>> = {
  string: (target) => typed('string', target),
  bool: (target) => typed('boolean', target),
  int32: (target) => integer(INT32_MAX, target),
  int64,
  float64: float,
  bytes: base64,
  quantity: () => quantity,
  time,
  microTime: time,
  intOrString: (target) => {
    const number = integer(INT32_MAX, target);
    return (value, trail) => (typeof value === 'string' ? value : number(value, trail));
  },
  rawExtension: raw,
  fieldsV1: raw,
  strings: texts,
  json: () => (value) => value,
};

/** What Go leaves for a null inside a list or map. */
const nullElement = (field: FieldPlan): Json => {
  if (field.scalar === undefined) return {};
  if (field.scalar === 'json') return null;
  if (field.scalar === 'strings') return [];
  if (field.scalar === 'bool') return false;
  if (field.scalar === 'quantity') return '0';
  return ['int32', 'int64', 'float64', 'intOrString'].includes(field.scalar) ? 0 : '';
};

type StructOf = (plan: StructPlan) => StructDecoder;

const ALTERNATIVES: Readonly<Record<Alternative, (field: FieldPlan, target: Target, struct: Decoder) => Decoder>> = {
  structs: (field, target, struct) => listDecoder(field, struct, target),
  bool: (_field, target) => typed('boolean', target),
  strings: (_field, target) => texts(target),
};

const eitherDecoder = (other: Decoder, struct: Decoder): Decoder => (value, trail) => (isJsonObject(value) ? struct : other)(value, trail);

const elementDecoder = (field: FieldPlan, owner: StructPlan, of: StructOf): Decoder => {
  const struct = field.struct();
  const target = { struct: owner.goName, goType: elementType(field) };
  if (struct === undefined) return field.scalar === undefined ? () => undefined : SCALARS[field.scalar](target);
  let decode: StructDecoder | undefined;
  const whole: Decoder = (value, trail) => {
    if (!isJsonObject(value)) return mismatch(trail, jsonName(value), target);
    decode ??= of(struct);
    return decode(value, trail);
  };
  return field.facts.or === undefined ? whole : eitherDecoder(ALTERNATIVES[field.facts.or](field, target, whole), whole);
};

const listDecoder = (field: FieldPlan, element: Decoder, target: Target): Decoder => {
  const absent = nullElement(field);
  return (value, trail) => {
    if (!Array.isArray(value)) return mismatch(trail, jsonName(value), target);
    return value.map((item: Json, index) => {
      trail.steps.push(`[${index}]`);
      const decoded = element(item ?? absent, trail) ?? absent;
      trail.steps.pop();
      return decoded;
    });
  };
};

const mapDecoder = (field: FieldPlan, element: Decoder, target: Target): Decoder => {
  const absent = nullElement(field);
  return (value, trail) => {
    if (!isJsonObject(value)) return mismatch(trail, jsonName(value), target);
    const decoded: OpenObject = {};
    for (const key of Object.keys(value)) {
      trail.steps.push(`/${key}`);
      setKey(decoded, key, element(value[key] ?? absent, trail) ?? absent);
      trail.steps.pop();
    }
    return decoded;
  };
};

const fieldDecoder = (field: FieldPlan, owner: StructPlan, of: StructOf): Decoder => {
  const element = elementDecoder(field, owner, of);
  const target = { struct: owner.goName, goType: goType(field) };
  if (field.facts.form === 'list') return listDecoder(field, element, target);
  return field.facts.form === 'map' ? mapDecoder(field, element, target) : element;
};

const isZero = (value: Json | undefined): boolean => value === '' || value === 0 || value === false;

/** Zero of a field that is no pointer is the same as absent. */
const isAbsent = (field: FieldPlan, value: Json | undefined): boolean =>
  value === undefined || (field.presence === 'nonzero' && isZero(value));

const structDecoder = perStruct<StructDecoder>((plan, of) => {
  const decoders = new Map(plan.fields.filter((field) => !field.disabled).map((field) => [field.name, { field, decode: fieldDecoder(field, plan, of) }]));
  const fold = plan.facts.fold;
  return (value, trail) => {
    const decoded: OpenObject = {};
    for (const key of Object.keys(value)) {
      const item = value[key];
      const known = decoders.get(key);
      if (known === undefined) {
        if (!plan.byName.has(key)) trail.unknown.push([...(trail.steps.length === 0 ? [] : [joinTrail(trail.steps)]), key].join('.'));
        continue;
      }
      if (item === null || item === undefined) continue;
      trail.steps.push(key);
      const result = known.decode(item, trail);
      trail.steps.pop();
      if (!isAbsent(known.field, result)) decoded[key] = result;
    }
    return fold === undefined ? decoded : fold(decoded);
  };
});

export interface DecodeResult {
  readonly object: JsonObject;
  readonly unknown: readonly string[];
}

/** Checks a client's JSON against a struct; `head` begins the message of a refusal. */
export const compileDecode = (plan: StructPlan, head: string): ((input: JsonObject) => DecodeResult) => {
  const decode = structDecoder(plan);
  return (input) => {
    const trail: Trail = { steps: [], unknown: [], head };
    return { object: decode(input, trail), unknown: trail.unknown };
  };
};
