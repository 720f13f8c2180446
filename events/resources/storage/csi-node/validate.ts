import type { JsonObject } from '../../../json.ts';
import { jsonEqual } from '../../../json-equal.ts';
import { numberAt, objectsAt, stringAt, stringsAt, withoutKeys } from '../../../json-path.ts';
import { IMMUTABLE, duplicateErrors, duplicateField, invalidField, negativeErrors, requiredField } from '../../../meta/field-rules.ts';
import { qualifiedNameErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { csiDriverNameErrors } from '../../_types/validation/csi-driver-name.ts';

const MAX_NODE_ID = 192;

const nodeIdErrors = (id: string, field: string): readonly FieldError[] => {
  if (id === '') return [requiredField(field)];
  return id.length > MAX_NODE_ID ? [invalidField(field, id, `must be ${MAX_NODE_ID} characters or less`)] : [];
};

const keyErrors = (keys: readonly string[], field: string): readonly FieldError[] =>
  keys.flatMap((key, index) => [
    ...(key === '' ? [requiredField(field)] : []),
    ...(keys.indexOf(key) < index ? [duplicateField(field, key)] : []),
    ...qualifiedNameErrors(key).map((detail) => invalidField(field, key, detail)),
  ]);

const driverErrors = (driver: JsonObject, field: string): readonly FieldError[] => [
  ...csiDriverNameErrors(stringAt(driver, 'name'), `${field}.name`),
  ...nodeIdErrors(stringAt(driver, 'nodeID'), `${field}.nodeID`),
  ...negativeErrors(numberAt(driver, 'allocatable', 'count'), `${field}.allocatable.count`),
  ...keyErrors(stringsAt(driver, 'topologyKeys'), field),
];

/** Upstream's rules for a node's drivers. */
export const csiNodeErrors = (node: JsonObject): readonly FieldError[] => {
  const drivers = objectsAt(node, 'spec', 'drivers');
  return [
    ...drivers.flatMap((driver, index) => driverErrors(driver, `spec.drivers[${index}]`)),
    ...duplicateErrors(drivers, (driver) => stringAt(driver, 'name'), (index) => `spec.drivers[${index}].name`),
  ];
};

/** Upstream's rules for an update: what a driver said of the node stays, but for how many volumes it takes. */
export const csiNodeUpdateErrors = (node: JsonObject, before: JsonObject): readonly FieldError[] =>
  objectsAt(node, 'spec', 'drivers').flatMap((driver) => {
    const old = objectsAt(before, 'spec', 'drivers').find((other) => stringAt(other, 'name') === stringAt(driver, 'name'));
    const same = old === undefined || jsonEqual(withoutKeys(old, ['allocatable']), withoutKeys(driver, ['allocatable']));
    return same ? [] : [invalidField('CSINodeDriver', driver, IMMUTABLE)];
  });
