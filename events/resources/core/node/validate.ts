import type { JsonObject } from '../../../json.ts';
import { jsonEqual } from '../../../json-equal.ts';
import { listAt, objectsAt, stringAt, stringsAt, valueAt } from '../../../json-path.ts';
import { duplicateErrors, forbiddenField, invalidField, requiredField } from '../../../meta/field-rules.ts';
import { labelValueErrors, qualifiedNameErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { cidrErrors, parseCidr } from '../../_types/validation/cidr.ts';
import { effectErrors } from '../../_types/validation/scheduling.ts';

const taintErrors = (taint: JsonObject, field: string): FieldError[] => {
  const [key, value] = [stringAt(taint, 'key'), stringAt(taint, 'value')];
  return [
    ...(key === '' ? [requiredField(`${field}.key`)] : qualifiedNameErrors(key).map((detail) => invalidField(`${field}.key`, key, detail))),
    ...labelValueErrors(value).map((detail) => invalidField(`${field}.value`, value, detail)),
    ...effectErrors(stringAt(taint, 'effect'), `${field}.effect`, false),
  ];
};

/** One range for each IP family. */
const rangeErrors = (ranges: readonly string[]): readonly FieldError[] => {
  const families = ranges.map((range) => parseCidr(range)?.family);
  const one = families.every((family, index) => family === undefined || families.indexOf(family) === index);
  return [
    ...ranges.flatMap((range, index) => cidrErrors(range, `spec.podCIDRs[${index}]`)),
    ...(one ? [] : [invalidField('spec.podCIDRs', [...ranges], 'may specify no more than one CIDR for each IP family')]),
  ];
};

/** Upstream's rules for a node. */
export const nodeErrors = (node: JsonObject): readonly FieldError[] => {
  const taints = objectsAt(node, 'spec', 'taints');
  const duplicates = duplicateErrors(taints, (taint) => `${stringAt(taint, 'key')}:${stringAt(taint, 'effect')}`, (index) => `spec.taints[${index}]`);
  return [
    ...rangeErrors(stringsAt(node, 'spec', 'podCIDRs')),
    ...taints.flatMap((taint, index) => taintErrors(taint, `spec.taints[${index}]`)),
    ...duplicates.map((error) => ({ ...error, detail: 'taints must be unique by key and effect pair' })),
  ];
};

/** Addresses and the provider's id once given stay. */
export const nodeUpdateErrors = (node: JsonObject, before: JsonObject): readonly FieldError[] => {
  const errors: FieldError[] = [];
  const cidrs = listAt(before, 'spec', 'podCIDRs');
  if (cidrs.length > 0 && !jsonEqual(cidrs, listAt(node, 'spec', 'podCIDRs'))) errors.push(forbiddenField('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid'));
  const provider = stringAt(before, 'spec', 'providerID');
  if (provider !== '' && valueAt(node, 'spec', 'providerID') !== provider) errors.push(forbiddenField('spec.providerID', 'node updates may not change providerID except from "" to valid'));
  return errors;
};
