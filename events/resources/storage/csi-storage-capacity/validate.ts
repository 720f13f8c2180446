import type { JsonObject } from '../../../json.ts';
import { optionalObjectAt, stringAt, valueAt } from '../../../json-path.ts';
import { immutableErrors, invalidField } from '../../../meta/field-rules.ts';
import { labelSelectorErrors } from '../../../meta/label-selector.ts';
import { dnsSubdomainErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { notNegativeErrors } from '../../_types/validation/quantity.ts';

/** Upstream's rules for a storage capacity. */
export const csiStorageCapacityErrors = (capacity: JsonObject): readonly FieldError[] => {
  const topology = optionalObjectAt(capacity, 'nodeTopology');
  const [name, amount] = [stringAt(capacity, 'storageClassName'), stringAt(capacity, 'capacity')];
  return [
    ...(topology === undefined ? [] : labelSelectorErrors(topology, 'nodeTopology')),
    ...dnsSubdomainErrors(name).map((detail) => invalidField('storageClassName', name, detail)),
    ...(amount === '' ? [] : notNegativeErrors(amount, 'capacity')),
  ];
};

/** Upstream's rules for an update of a storage capacity: what it is about stays. */
export const csiStorageCapacityUpdateErrors = (capacity: JsonObject, before: JsonObject): readonly FieldError[] =>
  ['nodeTopology', 'storageClassName'].flatMap((field) => immutableErrors(valueAt(capacity, field), valueAt(before, field), field));
