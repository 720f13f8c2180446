import type { JsonObject } from '../../../json.ts';
import { booleanAt, numberAt, objectAt, objectsAt, stringAt, valueAt } from '../../../json-path.ts';
import { duplicateErrors, immutableErrors, invalidField, requiredField, tooManyField } from '../../../meta/field-rules.ts';
import { dnsLabelErrors, dnsSubdomainErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { driverErrors } from '../../_types/validation/device-claim.ts';

const MOST_DEVICES = 128;
const MOST_ATTRIBUTES = 32;
const NODES: readonly string[] = ['nodeName', 'nodeSelector', 'allNodes', 'perDeviceNodeSelection'];
const ONE_OF_NODES = `exactly one of ${NODES.map((name) => `\`${name}\``).join(', ')} is required`;

const poolErrors = (slice: JsonObject): FieldError[] => {
  const [name, count, generation] = [stringAt(slice, 'spec', 'pool', 'name'), numberAt(slice, 'spec', 'pool', 'resourceSliceCount') ?? 0, numberAt(slice, 'spec', 'pool', 'generation') ?? 0];
  return [
    ...(name === '' ? [requiredField('spec.pool.name')] : name.split('/').flatMap((part) => dnsSubdomainErrors(part).map((why) => invalidField('spec.pool.name', part, why)))),
    ...(count <= 0 ? [invalidField('spec.pool.resourceSliceCount', valueAt(slice, 'spec', 'pool', 'resourceSliceCount') ?? 0, 'must be greater than zero')] : []),
    ...(generation < 0 ? [invalidField('spec.pool.generation', valueAt(slice, 'spec', 'pool', 'generation') ?? 0, 'must be greater than or equal to zero')] : []),
  ];
};

const nodesErrors = (slice: JsonObject): FieldError[] => {
  const nodeName = valueAt(slice, 'spec', 'nodeName');
  const set = NODES.filter((name) => valueAt(slice, 'spec', name) !== undefined);
  return [
    ...(typeof nodeName === 'string' ? (nodeName === '' ? [invalidField('spec.nodeName', '', 'must be either unset or set to a non-empty string')] : dnsSubdomainErrors(nodeName).map((why) => invalidField('spec.nodeName', nodeName, why))) : []),
    ...['allNodes', 'perDeviceNodeSelection'].filter((name) => set.includes(name) && !booleanAt(slice, 'spec', name)).map((name) => invalidField(`spec.${name}`, false, 'must be either unset or set to true')),
    ...(set.length === 0 ? [requiredField('spec', ONE_OF_NODES)] : []),
    ...(set.length > 1 ? [invalidField('spec', `{${set.map((name) => `\`${name}\``).join(', ')}}`, `${ONE_OF_NODES}, but multiple fields are set`)] : []),
  ];
};

const attributeErrors = (attribute: JsonObject, field: string): FieldError[] => {
  const set = ['bool', 'int', 'string', 'version'].filter((name) => valueAt(attribute, name) !== undefined);
  if (set.length === 0) return [requiredField(field, 'exactly one value must be specified')];
  return set.length > 1 ? [invalidField(field, attribute, 'exactly one value must be specified')] : [];
};

const deviceErrors = (device: JsonObject, field: string): FieldError[] => {
  const name = stringAt(device, 'name');
  const [attributes, capacity] = [objectAt(device, 'attributes'), objectAt(device, 'capacity')];
  const count = Object.keys(attributes).length + Object.keys(capacity).length;
  return [
    ...(name === '' ? [requiredField(`${field}.name`)] : dnsLabelErrors(name).map((why) => invalidField(`${field}.name`, name, why))),
    ...(count > MOST_ATTRIBUTES ? [invalidField(field, count, `the total number of attributes and capacities must not exceed ${MOST_ATTRIBUTES}`)] : []),
    ...Object.keys(attributes).flatMap((key) => attributeErrors(objectAt(attributes, key), `${field}.attributes[${key}]`)),
  ];
};

/** Upstream's main rules for a slice of devices. */
export const resourceSliceErrors = (slice: JsonObject): readonly FieldError[] => {
  const devices = objectsAt(slice, 'spec', 'devices');
  return [
    ...driverErrors(stringAt(slice, 'spec', 'driver'), 'spec.driver'),
    ...poolErrors(slice),
    ...nodesErrors(slice),
    ...(devices.length > MOST_DEVICES ? [tooManyField('spec.devices', devices.length, MOST_DEVICES)] : []),
    ...devices.flatMap((device, index) => deviceErrors(device, `spec.devices[${index}]`)),
    ...duplicateErrors(devices, (device) => stringAt(device, 'name'), (index) => `spec.devices[${index}].name`),
  ];
};

/** A slice stays with its driver, pool and node. */
export const resourceSliceUpdateErrors = (slice: JsonObject, before: JsonObject): readonly FieldError[] =>
  [['driver'], ['pool', 'name'], ['nodeName']].flatMap((path) => immutableErrors(valueAt(slice, 'spec', ...path), valueAt(before, 'spec', ...path), `spec.${path.join('.')}`));
