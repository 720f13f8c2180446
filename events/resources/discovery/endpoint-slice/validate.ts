import type { JsonObject } from '../../../json.ts';
import { objectsAt, stringAt, stringsAt, valueAt } from '../../../json-path.ts';
import { duplicateErrors, immutableErrors, invalidField, notSupportedField, requiredField, tooManyField } from '../../../meta/field-rules.ts';
import { dnsLabelErrors, dnsSubdomainErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { isIpv4, isIpv6 } from '../../_types/validation/ip-address.ts';
import { protocolErrors } from '../../_types/validation/ports.ts';

const TYPES: readonly string[] = ['FQDN', 'IPv4', 'IPv6'];
const MAX_ENDPOINTS = 1000;
const MAX_ADDRESSES = 100;
const MAX_PORTS = 20_000;

const addressErrors = (type: string, address: string, field: string): FieldError[] => {
  switch (type) {
    case 'IPv4': return isIpv4(address) ? [] : [invalidField(field, address, 'must be an IPv4 address')];
    case 'IPv6': return isIpv6(address) ? [] : [invalidField(field, address, 'must be an IPv6 address')];
    default: return dnsSubdomainErrors(address).map((detail) => invalidField(field, address, detail));
  }
};

const endpointErrors = (endpoint: JsonObject, type: string, field: string): FieldError[] => {
  const addresses = stringsAt(endpoint, 'addresses');
  if (addresses.length === 0) return [requiredField(`${field}.addresses`, 'must contain at least 1 address')];
  if (addresses.length > MAX_ADDRESSES) return [tooManyField(`${field}.addresses`, addresses.length, MAX_ADDRESSES)];
  return addresses.flatMap((address, index) => addressErrors(type, address, `${field}.addresses[${index}]`));
};

const portErrors = (port: JsonObject, field: string): FieldError[] => {
  const name = stringAt(port, 'name');
  return [
    ...(name === '' ? [] : dnsLabelErrors(name).map((detail) => invalidField(`${field}.name`, name, detail))),
    ...protocolErrors(stringAt(port, 'protocol'), `${field}.protocol`),
  ];
};

/** Upstream's rules for an endpoint slice. */
export const endpointSliceErrors = (slice: JsonObject): readonly FieldError[] => {
  const type = stringAt(slice, 'addressType');
  const endpoints = objectsAt(slice, 'endpoints');
  const ports = objectsAt(slice, 'ports');
  if (type === '') return [requiredField('addressType')];
  if (!TYPES.includes(type)) return [notSupportedField('addressType', type, TYPES)];
  return [
    ...(endpoints.length > MAX_ENDPOINTS ? [tooManyField('endpoints', endpoints.length, MAX_ENDPOINTS)] : []),
    ...endpoints.flatMap((endpoint, index) => endpointErrors(endpoint, type, `endpoints[${index}]`)),
    ...(ports.length > MAX_PORTS ? [tooManyField('ports', ports.length, MAX_PORTS)] : []),
    ...ports.flatMap((port, index) => portErrors(port, `ports[${index}]`)),
    ...duplicateErrors(ports, (port) => stringAt(port, 'name'), (index) => `ports[${index}].name`),
  ];
};

/** Upstream's rules for an update of an endpoint slice. */
export const endpointSliceUpdateErrors = (slice: JsonObject, before: JsonObject): readonly FieldError[] =>
  immutableErrors(valueAt(slice, 'addressType'), valueAt(before, 'addressType'), 'addressType');
