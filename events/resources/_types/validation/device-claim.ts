import type { JsonObject } from '../../../json.ts';
import { numberAt, objectsAt, optionalObjectAt, stringAt, stringsAt } from '../../../json-path.ts';
import { duplicateErrors, invalidField, notSupportedField, requiredField, tooManyField } from '../../../meta/field-rules.ts';
import { dnsLabelErrors, dnsSubdomainErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';

const MOST = 32;
const LONGEST_DRIVER = 63;
const EITHER = 'exactly one of `exactly` or `firstAvailable` is required';

const mostErrors = (count: number, field: string): FieldError[] => (count > MOST ? [tooManyField(field, count, MOST)] : []);

const labelErrors = (name: string, field: string): FieldError[] => (name === '' ? [requiredField(field)] : dnsLabelErrors(name).map((why) => invalidField(field, name, why)));
const subdomainErrors = (name: string, field: string): FieldError[] => (name === '' ? [requiredField(field)] : dnsSubdomainErrors(name).map((why) => invalidField(field, name, why)));

/** Rules for a driver's name. */
export const driverErrors = (driver: string, field: string): FieldError[] => [
  ...subdomainErrors(driver, field),
  ...(driver.length > LONGEST_DRIVER ? [{ type: 'FieldValueTooLong', field, detail: `may not be more than ${LONGEST_DRIVER} bytes` } as const] : []),
];

/** Rules for expressions that devices must meet. Expressions are kept as they are: nothing evaluates them yet. */
export const selectorsErrors = (object: JsonObject, field: string): FieldError[] => {
  const selectors = objectsAt(object, 'selectors');
  return [
    ...mostErrors(selectors.length, field),
    ...selectors.flatMap((selector, index) => {
      const cel = optionalObjectAt(selector, 'cel');
      if (cel === undefined) return [requiredField(`${field}[${index}].cel`)];
      return stringAt(cel, 'expression').trim() === '' ? [requiredField(`${field}[${index}].cel.expression`)] : [];
    }),
  ];
};

const amountErrors = (request: JsonObject, field: string): FieldError[] => {
  const mode = stringAt(request, 'allocationMode');
  const count = numberAt(request, 'count') ?? 0;
  switch (mode) {
    case 'All': return count === 0 ? [] : [invalidField(`${field}.count`, count, "must not be specified when allocationMode is 'All'")];
    case 'ExactCount': return count > 0 ? [] : [invalidField(`${field}.count`, count, 'must be greater than zero')];
    default: return [notSupportedField(`${field}.allocationMode`, mode, ['All', 'ExactCount'])];
  }
};

const exactErrors = (request: JsonObject, field: string): FieldError[] => [
  ...subdomainErrors(stringAt(request, 'deviceClassName'), `${field}.deviceClassName`),
  ...selectorsErrors(request, `${field}.selectors`),
  ...amountErrors(request, field),
];

const requestErrors = (request: JsonObject, field: string): FieldError[] => {
  const exactly = optionalObjectAt(request, 'exactly');
  const alternatives = objectsAt(request, 'firstAvailable');
  return [
    ...labelErrors(stringAt(request, 'name'), `${field}.name`),
    ...(exactly === undefined ? [] : exactErrors(exactly, `${field}.exactly`)),
    ...alternatives.flatMap((one, index) => [...labelErrors(stringAt(one, 'name'), `${field}.firstAvailable[${index}].name`), ...exactErrors(one, `${field}.firstAvailable[${index}]`)]),
    ...duplicateErrors(alternatives, (one) => stringAt(one, 'name'), (index) => `${field}.firstAvailable[${index}].name`),
    ...(exactly === undefined && alternatives.length === 0 ? [requiredField(field, EITHER)] : []),
    ...(exactly !== undefined && alternatives.length > 0 ? [invalidField(field, null, `${EITHER}, but multiple fields are set`)] : []),
  ];
};

/** Names a claim's other parts may use: requests, and alternatives as `request/alternative`. */
const namesOf = (requests: readonly JsonObject[]): ReadonlySet<string> =>
  new Set(requests.flatMap((request) => [stringAt(request, 'name'), ...objectsAt(request, 'firstAvailable').map((one) => `${stringAt(request, 'name')}/${stringAt(one, 'name')}`)]));

const referenceErrors = (object: JsonObject, known: ReadonlySet<string>, field: string): FieldError[] =>
  stringsAt(object, 'requests').flatMap((name, index) => (known.has(name) ? [] : [invalidField(`${field}.requests[${index}]`, name, 'must be the name of a request in the claim')]));

/** Rules for settings of drivers. */
export const configurationErrors = (configuration: JsonObject, field: string): FieldError[] => {
  const opaque = optionalObjectAt(configuration, 'opaque');
  if (opaque === undefined) return [requiredField(`${field}.opaque`)];
  return [
    ...driverErrors(stringAt(opaque, 'driver'), `${field}.opaque.driver`),
    ...(optionalObjectAt(opaque, 'parameters') === undefined ? [requiredField(`${field}.opaque.parameters`)] : []),
  ];
};

/** Upstream's main rules for what a claim asks for. */
export const deviceClaimErrors = (spec: JsonObject, field: string): readonly FieldError[] => {
  const requests = objectsAt(spec, 'devices', 'requests');
  const constraints = objectsAt(spec, 'devices', 'constraints');
  const config = objectsAt(spec, 'devices', 'config');
  const known = namesOf(requests);
  const devices = `${field}.devices`;
  return [
    ...mostErrors(requests.length, `${devices}.requests`),
    ...requests.flatMap((request, index) => requestErrors(request, `${devices}.requests[${index}]`)),
    ...duplicateErrors(requests, (request) => stringAt(request, 'name'), (index) => `${devices}.requests[${index}].name`),
    ...mostErrors(constraints.length, `${devices}.constraints`),
    ...constraints.flatMap((constraint, index) => referenceErrors(constraint, known, `${devices}.constraints[${index}]`)),
    ...mostErrors(config.length, `${devices}.config`),
    ...config.flatMap((one, index) => [...referenceErrors(one, known, `${devices}.config[${index}]`), ...configurationErrors(one, `${devices}.config[${index}]`)]),
  ];
};
