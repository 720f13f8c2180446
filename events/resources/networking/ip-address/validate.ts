import type { JsonObject } from '../../../json.ts';
import { optionalObjectAt, stringAt, valueAt } from '../../../json-path.ts';
import { immutableErrors, invalidField, requiredField } from '../../../meta/field-rules.ts';
import { dnsSubdomainErrors, pathSegmentErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { canonicalIpErrors } from '../../_types/validation/cidr.ts';
import { segmentErrors } from '../../_types/validation/typed-reference.ts';

const PARENT = 'spec.parentRef';

const parentErrors = (parent: JsonObject | undefined): FieldError[] => {
  if (parent === undefined) return [requiredField(PARENT)];
  const [group, namespace] = [stringAt(parent, 'group'), stringAt(parent, 'namespace')];
  return [
    ...(group === '' ? [] : dnsSubdomainErrors(group).map((detail) => invalidField(`${PARENT}.group`, group, detail))),
    ...segmentErrors(stringAt(parent, 'resource'), `${PARENT}.resource`),
    ...segmentErrors(stringAt(parent, 'name'), `${PARENT}.name`),
    ...(namespace === '' ? [] : pathSegmentErrors(namespace).map((detail) => invalidField(`${PARENT}.namespace`, namespace, detail))),
  ];
};

/** Upstream's rules for an IP address; the address is the name. */
export const ipAddressErrors = (address: JsonObject): readonly FieldError[] => {
  const name = stringAt(address, 'metadata', 'name');
  return [
    ...(name === '' ? [] : canonicalIpErrors(name).map((detail) => invalidField('metadata.name', name, detail))),
    ...parentErrors(optionalObjectAt(address, 'spec', 'parentRef')),
  ];
};

/** Upstream's rules for an update of an IP address. */
export const ipAddressUpdateErrors = (address: JsonObject, before: JsonObject): readonly FieldError[] =>
  immutableErrors(valueAt(address, 'spec', 'parentRef'), valueAt(before, 'spec', 'parentRef'), PARENT);
