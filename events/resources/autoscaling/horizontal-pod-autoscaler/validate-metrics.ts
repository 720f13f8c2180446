import type { JsonObject } from '../../../json.ts';
import { numberAt, objectAt, optionalObjectAt, stringAt } from '../../../json-path.ts';
import { forbiddenField, invalidField, notSupportedField, requiredField } from '../../../meta/field-rules.ts';
import type { NameCheck } from '../../../meta/names.ts';
import { dnsLabelErrors, pathSegmentErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { parseQuantity } from '../../../schema/quantity.ts';
import { METRIC_TYPES, sourceField } from './source-field.ts';

const nameErrors = (value: string, field: string, { check, missing = '' }: { readonly check: NameCheck; readonly missing?: string }): FieldError[] =>
  (value === '' ? [requiredField(field, missing)] : check(value).map((detail) => invalidField(field, value, detail)));

/** Kind and name are there and are one path segment each. */
export const referenceErrors = (reference: JsonObject, field: string, check: NameCheck): readonly FieldError[] =>
  ['kind', 'name'].flatMap((name) => nameErrors(stringAt(reference, name), `${field}.${name}`, { check }));

const TARGET_TYPES: readonly string[] = ['Utilization', 'Value', 'AverageValue'];

const isPositive = (quantity: string): boolean => parseQuantity(quantity).nano > 0n;

const targetTypeErrors = (type: string, field: string): FieldError[] => [
  ...(type === '' ? [requiredField(field, 'must specify a metric target type')] : []),
  ...(TARGET_TYPES.includes(type) ? [] : [invalidField(field, type, 'must be either Utilization, Value, or AverageValue')]),
];

const targetErrors = (target: JsonObject, field: string): FieldError[] => {
  const utilization = numberAt(target, 'averageUtilization');
  const amounts = ['value', 'averageValue'].filter((name) => stringAt(target, name) !== '' && !isPositive(stringAt(target, name)));
  return [
    ...targetTypeErrors(stringAt(target, 'type'), `${field}.type`),
    ...amounts.map((name) => invalidField(`${field}.${name}`, stringAt(target, name), 'must be positive')),
    ...(utilization !== undefined && utilization < 1 ? [invalidField(`${field}.averageUtilization`, utilization, 'must be greater than 0')] : []),
  ];
};

interface Given {
  readonly value: boolean;
  readonly averageValue: boolean;
  readonly utilization: boolean;
}

const givenOf = (source: JsonObject): Given => ({
  value: stringAt(source, 'target', 'value') !== '',
  averageValue: stringAt(source, 'target', 'averageValue') !== '',
  utilization: numberAt(source, 'target', 'averageUtilization') !== undefined,
});

type SourceCheck = (source: JsonObject, field: string) => FieldError[];

const identified: SourceCheck = (source, field) => [
  ...nameErrors(stringAt(source, 'metric', 'name'), `${field}.metric.name`, { check: pathSegmentErrors, missing: 'must specify a metric name' }),
  ...targetErrors(objectAt(source, 'target'), `${field}.target`),
];

const objectSource: SourceCheck = (source, field) => {
  const { value, averageValue } = givenOf(source);
  return [
    ...referenceErrors(objectAt(source, 'describedObject'), `${field}.describedObject`, pathSegmentErrors),
    ...identified(source, field),
    ...(value || averageValue ? [] : [requiredField(`${field}.target.averageValue`, 'must set either a target value or averageValue')]),
  ];
};

const externalSource: SourceCheck = (source, field) => {
  const { value, averageValue } = givenOf(source);
  return [
    ...identified(source, field),
    ...(value || averageValue ? [] : [requiredField(`${field}.target.averageValue`, 'must set either a target value for metric or a per-pod target')]),
    ...(value && averageValue ? [forbiddenField(`${field}.target.value`, 'may not set both a target value for metric and a per-pod target')] : []),
  ];
};

const podsSource: SourceCheck = (source, field) => [
  ...identified(source, field),
  ...(givenOf(source).averageValue ? [] : [requiredField(`${field}.target.averageValue`, 'must specify a positive target averageValue')]),
];

const resourceSource: SourceCheck = (source, field) => {
  const { utilization, averageValue } = givenOf(source);
  return [
    ...(stringAt(source, 'name') === '' ? [requiredField(`${field}.name`, 'must specify a resource name')] : []),
    ...targetErrors(objectAt(source, 'target'), `${field}.target`),
    ...(utilization || averageValue ? [] : [requiredField(`${field}.target.averageUtilization`, 'must set either a target raw value or a target utilization')]),
    ...(utilization && averageValue ? [forbiddenField(`${field}.target.averageValue`, 'may not set both a target raw value and a target utilization')] : []),
  ];
};

const containerSource: SourceCheck = (source, field) => [
  ...nameErrors(stringAt(source, 'container'), `${field}.container`, { check: dnsLabelErrors, missing: 'must specify a container' }),
  ...resourceSource(source, field),
];

/** In the order upstream looks at them: the first that is there is looked into. */
const SOURCES: readonly (readonly [string, SourceCheck])[] = [
  ['object', objectSource], ['external', externalSource], ['pods', podsSource], ['resource', resourceSource], ['containerResource', containerSource],
];

const typeErrors = (type: string, field: string): FieldError[] => [
  ...(type === '' ? [requiredField(`${field}.type`, 'must specify a metric source type')] : []),
  ...(METRIC_TYPES.includes(type) ? [] : [notSupportedField(`${field}.type`, type, METRIC_TYPES)]),
];

/** Upstream's rules for one metric: exactly the field of its type is there, and right. */
export const metricErrors = (metric: JsonObject, field: string): readonly FieldError[] => {
  const expected = sourceField(stringAt(metric, 'type'));
  const present = SOURCES.filter(([name]) => optionalObjectAt(metric, name) !== undefined);
  const [first] = present;
  const others = present.length === 1 ? [] : present.filter(([name]) => name !== expected);
  return [
    ...typeErrors(stringAt(metric, 'type'), field),
    ...(first === undefined ? [] : first[1](objectAt(metric, first[0]), `${field}.${first[0]}`)),
    ...(expected !== undefined && metric[expected] === undefined ? [requiredField(`${field}.${expected}`, 'must populate information for the given metric source')] : []),
    ...others.map(([name]) => forbiddenField(`${field}.${name}`, 'must populate the given metric source only')),
  ];
};
