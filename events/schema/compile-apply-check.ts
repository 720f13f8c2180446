import { ExactInteger } from '../exact-integer.ts';
import type { Json, JsonObject } from '../json.ts';
import { isJsonObject } from '../json.ts';
import { keyedElement, setElement, topologyOf } from './field-path.ts';
import { elementText } from './field-path-text.ts';
import type { ScalarName } from './fields.ts';
import type { FieldPlan, StructPlan } from './struct-plan.ts';
import { perStruct } from './struct-plan.ts';

/** Appends what is wrong with a value, each fault behind its path. */
type Check = (value: Json, path: string, faults: string[]) => void;

const anything: Check = () => undefined;

/** A value as Go's `%v` and `%#v` print it within upstream's texts. */
const goText = (value: Json, quotes: boolean): string => {
  if (value === null) return '<nil>';
  if (typeof value === 'string') return quotes ? JSON.stringify(value) : value;
  if (Array.isArray(value)) {
    const items = (value as readonly Json[]).map((item) => goText(item, quotes));
    return quotes ? `[]interface {}{${items.join(', ')}}` : `[${items.join(' ')}]`;
  }
  if (!isJsonObject(value)) return String(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => `${quotes ? JSON.stringify(key) : key}:${goText(item ?? null, quotes)}`);
  return quotes ? `map[string]interface {}{${entries.join(', ')}}` : `map[${entries.join(' ')}]`;
};

const goType = (value: Json): string => {
  if (Array.isArray(value)) return '[]interface {}';
  if (isJsonObject(value)) return 'map[string]interface {}';
  if (isNumber(value)) return 'number';
  return typeof value === 'boolean' ? 'bool' : typeof value;
};

const isNumber = (value: Json): boolean => typeof value === 'number' || value instanceof ExactInteger;
const isScalar = (value: Json): boolean => typeof value !== 'object' || isNumber(value);

const expects = (fits: (value: Json) => boolean, fault: (value: Json) => string): Check => (value, path, faults) => {
  if (value !== null && !fits(value)) faults.push(`${path}: expected ${fault(value)}`);
};

const text = expects((value) => typeof value === 'string', (value) => `string, got &value.valueUnstructured{Value:${goText(value, true)}}`);
const number = expects(isNumber, (value) => `numeric (int or float), got ${goType(value)}`);
const anyScalar = expects(isScalar, (value) => `any scalar, got &{${goText(value, false)}}`);

const SCALARS: Readonly<Record<ScalarName, Check>> = {
  string: text,
  bool: expects((value) => typeof value === 'boolean', (value) => `boolean, got &{${goText(value, false)}}`),
  int32: number,
  int64: number,
  float64: number,
  bytes: text,
  quantity: anyScalar,
  time: anyScalar,
  microTime: anyScalar,
  intOrString: anyScalar,
  rawExtension: anything,
  fieldsV1: anything,
  strings: anything,
  json: anything,
};

const wrongShape = (expected: 'list' | 'map', value: Json): string => `expected ${expected}, got &{${goText(value, false)}}`;

const elementCheck = (field: FieldPlan, of: (plan: StructPlan) => Check): Check => {
  const struct = field.struct();
  if (field.facts.or !== undefined) return anything;
  if (struct === undefined) return field.scalar === undefined ? anything : SCALARS[field.scalar];
  return (value, path, faults) => { of(struct)(value, path, faults); };
};

const mapCheck = (element: Check): Check => (value, path, faults) => {
  if (value === null) return;
  if (!isJsonObject(value)) faults.push(`${path}: ${wrongShape('map', value)}`);
  else for (const [key, item] of Object.entries(value)) element(item ?? null, `${path}.${key}`, faults);
};

/** What is wrong with an item of an associative list as such; undefined when it can be told apart. */
const itemFault = (field: FieldPlan): ((item: Json) => string | undefined) => {
  if (topologyOf(field) === 'set') {
    return (item) => {
      if (item === null) return "associative list without keys has an element that's an explicit null";
      if (Array.isArray(item)) return 'not supported: associative list with lists as elements';
      return isJsonObject(item) ? "associative list without keys has an element that's a map type" : undefined;
    };
  }
  const required = (field.facts.keys ?? []).filter((key) => field.struct()?.byName.get(key)?.facts.default === undefined);
  return (item) => {
    if (item === null) return 'associative list with keys may not have a null element';
    if (!isJsonObject(item)) return 'associative list with keys may not have non-map elements';
    const missing = required.find((key) => item[key] === undefined);
    return missing === undefined ? undefined : `associative list with keys has an element that omits key field ${JSON.stringify(missing)} (and doesn't have default value)`;
  };
};

/** Items by what tells them apart; the first that cannot be named ends the list, as no path leads below it. */
const associativeCheck = (field: FieldPlan, element: Check): Check => {
  const fault = itemFault(field);
  const name = topologyOf(field) === 'set' ? setElement : keyedElement(field);
  return (value, path, faults) => {
    const seen = new Set<string>();
    for (const [index, item] of (value as readonly Json[]).entries()) {
      const wrong = fault(item);
      if (wrong !== undefined) {
        faults.push(`${path}: element ${index}: ${wrong}`);
        return;
      }
      const named = name(item);
      if (seen.has(named)) faults.push(`${path}: duplicate entries for key ${elementText(named)}`);
      seen.add(named);
      element(item, `${path}${elementText(named)}`, faults);
    }
  };
};

const atomicCheck = (element: Check): Check => (value, path, faults) => {
  for (const [index, item] of (value as readonly Json[]).entries()) element(item, `${path}[${index}]`, faults);
};

const listCheck = (field: FieldPlan, element: Check): Check => {
  const items = topologyOf(field) === 'leaf' ? atomicCheck(element) : associativeCheck(field, element);
  return (value, path, faults) => {
    if (value === null) return;
    if (Array.isArray(value)) items(value, path, faults);
    else faults.push(`${path}: ${wrongShape('list', value)}`);
  };
};

const fieldCheck = (field: FieldPlan, of: (plan: StructPlan) => Check): Check => {
  const element = elementCheck(field, of);
  if (field.facts.form === 'list') return listCheck(field, element);
  return field.facts.form === 'map' ? mapCheck(element) : element;
};

const structCheck = perStruct<Check>((plan, of) => {
  const checks = new Map(plan.fields.map((field) => [field.name, fieldCheck(field, of)]));
  return (value, path, faults) => {
    if (value === null) return;
    if (!isJsonObject(value)) {
      faults.push(`${path}: ${wrongShape('map', value)}`);
      return;
    }
    for (const [key, item] of Object.entries(value)) {
      const check = checks.get(key);
      if (check === undefined) {
        // Upstream looks no further in a struct that holds what it does not know.
        faults.push(`${path}.${key}: field not declared in schema`);
        return;
      }
      check(item ?? null, `${path}.${key}`, faults);
    }
  };
});

/** See TypedApply.check. */
export const compileApplyCheck = (plan: StructPlan): ((config: JsonObject) => readonly string[]) => (config) => {
  const faults: string[] = [];
  structCheck(plan)(config, '', faults);
  return faults;
};
