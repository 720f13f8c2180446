import type { JsonObject } from '../../../json.ts';
import { jsonEqual } from '../../../json-equal.ts';
import { numberAt, objectsAt, stringAt, valueAt } from '../../../json-path.ts';
import { invalidField, requiredField } from '../../../meta/field-rules.ts';
import { dnsLabelErrors, dnsSubdomainErrors, portNumberErrors, qualifiedNameErrors } from '../../../meta/names.ts';
import type { NameCheck } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { endpointAddressErrors } from '../../_types/validation/endpoint-address.ts';
import { ipErrors } from '../../_types/validation/ip-address.ts';
import { protocolErrors } from '../../_types/validation/ports.ts';

const named = (value: string, field: string, check: NameCheck): readonly FieldError[] => (value === '' ? [] : check(value).map((detail) => invalidField(field, value, detail)));

const addressErrors = (address: JsonObject, field: string): readonly FieldError[] => {
  const ip = stringAt(address, 'ip');
  const wrong = ipErrors(ip, `${field}.ip`);
  return [
    ...wrong,
    ...named(stringAt(address, 'hostname'), `${field}.hostname`, dnsLabelErrors),
    ...named(stringAt(address, 'nodeName'), `${field}.nodeName`, dnsSubdomainErrors),
    ...(wrong.length > 0 ? [] : endpointAddressErrors(ip, `${field}.ip`)),
  ];
};

const portErrors = (port: JsonObject, field: string, needsName: boolean): readonly FieldError[] => {
  const name = stringAt(port, 'name');
  const number = numberAt(port, 'port') ?? 0;
  return [
    ...(name === '' && needsName ? [requiredField(`${field}.name`)] : named(name, `${field}.name`, dnsLabelErrors)),
    ...portNumberErrors(number).map((detail) => invalidField(`${field}.port`, number, detail)),
    ...protocolErrors(stringAt(port, 'protocol'), `${field}.protocol`),
    ...named(stringAt(port, 'appProtocol'), `${field}.appProtocol`, qualifiedNameErrors),
  ];
};

const LISTS: readonly string[] = ['addresses', 'notReadyAddresses'];

const subsetErrors = (subset: JsonObject, field: string): readonly FieldError[] => {
  const ports = objectsAt(subset, 'ports');
  const isEmpty = LISTS.every((list) => objectsAt(subset, list).length === 0);
  return [
    ...(isEmpty ? [requiredField(field, 'must specify `addresses` or `notReadyAddresses`')] : []),
    ...LISTS.flatMap((list) => objectsAt(subset, list).flatMap((address, index) => addressErrors(address, `${field}.${list}[${index}]`))),
    ...ports.flatMap((port, index) => portErrors(port, `${field}.ports[${index}]`, ports.length > 1)),
  ];
};

/** Upstream's rules for new endpoints. */
export const endpointsErrors = (endpoints: JsonObject): readonly FieldError[] =>
  objectsAt(endpoints, 'subsets').flatMap((subset, index) => subsetErrors(subset, `subsets[${index}]`));

/** Upstream's rules for an update of endpoints: what was there already may stay as it is. */
export const endpointsUpdateErrors = (endpoints: JsonObject, before: JsonObject): readonly FieldError[] =>
  jsonEqual(valueAt(endpoints, 'subsets'), valueAt(before, 'subsets')) ? [] : endpointsErrors(endpoints);
