import type { JsonObject } from '../../../json.ts';
import { objectAt, objectsAt, stringAt } from '../../../json-path.ts';
import { duplicateErrors, forbiddenField, invalidField, requiredField } from '../../../meta/field-rules.ts';
import { qualifiedNameErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { amountOf, containerResourceErrors, mayOvercommit, resourceNameErrors } from '../../_types/validation/quantity.ts';

const TYPES: readonly string[] = ['Pod', 'Container', 'PersistentVolumeClaim'];
const ONE = 1_000_000_000n;

const typeErrors = (type: string, field: string): readonly FieldError[] => {
  const errors = qualifiedNameErrors(type).map((detail) => invalidField(field, type, detail));
  if (errors.length > 0 || type.includes('/') || TYPES.includes(type)) return errors;
  return [invalidField(field, type, 'must be a standard limit type or fully qualified')];
};

/** A limit's lists that count: a pod has no defaults. */
const listsOf = (type: string): readonly string[] => (type === 'Pod' ? ['max', 'min', 'maxLimitRequestRatio'] : ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio']);

const nameErrors = (limit: JsonObject, field: string): readonly FieldError[] => {
  const type = stringAt(limit, 'type');
  const check = type === 'Pod' || type === 'Container' ? containerResourceErrors : resourceNameErrors;
  return listsOf(type).flatMap((list) => Object.keys(objectAt(limit, list)).flatMap((name) => check(name, `${field}.${list}[${name}]`)));
};

/** Which list's amounts may not exceed which other's; `at` is where it is reported, `low` and `high` as messages call them. */
interface Order {
  readonly less: string;
  readonly more: string;
  readonly at: string;
  readonly value: string;
  readonly low: string;
  readonly high: string;
  /** Upstream turns the sentence round where the lesser one is the least. */
  readonly words: (low: string, high: string) => string;
}

const above = (low: string, high: string) => (less: string, more: string): string => `${low} value ${less} is greater than ${high} value ${more}`;
const order = (less: string, more: string, rest: Pick<Order, 'at' | 'value' | 'low' | 'high'>): Order => ({ less, more, ...rest, words: above(rest.low, rest.high) });

const ORDERS: readonly Order[] = [
  order('min', 'max', { at: 'min', value: 'min', low: 'min', high: 'max' }),
  order('min', 'defaultRequest', { at: 'defaultRequest', value: 'defaultRequest', low: 'min', high: 'default request' }),
  order('defaultRequest', 'max', { at: 'defaultRequest', value: 'defaultRequest', low: 'default request', high: 'max' }),
  order('defaultRequest', 'default', { at: 'defaultRequest', value: 'defaultRequest', low: 'default request', high: 'default limit' }),
  order('min', 'default', { at: 'default', value: 'min', low: 'min', high: 'default' }),
  order('default', 'max', { at: 'default', value: 'max', low: 'default', high: 'max' }),
];

const orderErrors = (limit: JsonObject, name: string, field: string): readonly FieldError[] =>
  ORDERS.flatMap(({ less, more, at, value, words }) => {
    const [low, high] = [amountOf(objectAt(limit, less), name), amountOf(objectAt(limit, more), name)];
    if (low === undefined || high === undefined || low <= high) return [];
    const text = (list: string): string => stringAt(limit, list, name);
    return [invalidField(`${field}.${at}[${name}]`, text(value), words(text(less), text(more)))];
  });

const ratioErrors = (limit: JsonObject, name: string, field: string): readonly FieldError[] => {
  const ratio = amountOf(objectAt(limit, 'maxLimitRequestRatio'), name);
  if (ratio === undefined) return [];
  const at = `${field}.maxLimitRequestRatio[${name}]`;
  const text = stringAt(limit, 'maxLimitRequestRatio', name);
  const errors = ratio < ONE ? [invalidField(at, text, `ratio ${text} is less than 1`)] : [];
  const [least, most] = [amountOf(objectAt(limit, 'min'), name), amountOf(objectAt(limit, 'max'), name)];
  if (least === undefined || most === undefined || least === 0n) return errors;
  const bound = Number(most) / Number(least);
  return Number(ratio) / Number(ONE) > bound ? [...errors, invalidField(at, text, `ratio ${text} is greater than max/min = ${bound.toFixed(6)}`)] : errors;
};

const equalErrors = (limit: JsonObject, name: string, field: string): readonly FieldError[] => {
  const [most, asked] = [amountOf(objectAt(limit, 'default'), name), amountOf(objectAt(limit, 'defaultRequest'), name)];
  if (most === undefined || asked === undefined || most === asked || mayOvercommit(name)) return [];
  const [limitText, requestText] = [stringAt(limit, 'default', name), stringAt(limit, 'defaultRequest', name)];
  return [invalidField(`${field}.defaultRequest[${name}]`, requestText, `default value ${limitText} must equal to defaultRequest value ${requestText} in ${name}`)];
};

const shapeErrors = (limit: JsonObject, field: string): readonly FieldError[] => {
  const has = (list: string, name?: string): boolean => (name === undefined ? Object.keys(objectAt(limit, list)).length > 0 : amountOf(objectAt(limit, list), name) !== undefined);
  switch (stringAt(limit, 'type')) {
    case 'Pod': return ['default', 'defaultRequest'].filter((list) => has(list)).map((list) => forbiddenField(`${field}.${list}`, "may not be specified when `type` is 'Pod'"));
    case 'PersistentVolumeClaim':
      return has('min', 'storage') || has('max', 'storage') ? [] : [requiredField(`${field}.limits`, 'either minimum or maximum storage value is required, but neither was provided')];
    default: return [];
  }
};

const limitErrors = (limit: JsonObject, field: string): readonly FieldError[] => {
  const names = [...new Set(listsOf(stringAt(limit, 'type')).flatMap((list) => Object.keys(objectAt(limit, list))))].sort();
  return [
    ...typeErrors(stringAt(limit, 'type'), `${field}.type`),
    ...nameErrors(limit, field),
    ...shapeErrors(limit, field),
    ...names.flatMap((name) => [...orderErrors(limit, name, field), ...ratioErrors(limit, name, field), ...equalErrors(limit, name, field)]),
  ];
};

/** Upstream's rules for a limit range. */
export const limitRangeErrors = (range: JsonObject): readonly FieldError[] => {
  const limits = objectsAt(range, 'spec', 'limits');
  return [
    ...limits.flatMap((limit, index) => limitErrors(limit, `spec.limits[${index}]`)),
    ...duplicateErrors(limits, (limit) => stringAt(limit, 'type'), (index) => `spec.limits[${index}].type`),
  ];
};
