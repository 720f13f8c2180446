import type { JsonObject } from '../../../json.ts';
import { objectsAt, optionalObjectAt, stringAt } from '../../../json-path.ts';
import { invalidField, notSupportedField, requiredField } from '../../../meta/field-rules.ts';
import { configKeyErrors, envNameErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';

const FIELD_PATHS: readonly string[] = [
  'metadata.name', 'metadata.namespace', 'metadata.uid', 'spec.nodeName', 'spec.serviceAccountName', 'status.hostIP', 'status.hostIPs', 'status.podIP', 'status.podIPs',
];
const SUBSCRIPT = /^metadata\.(?:labels|annotations)\['.+'\]$/;
const RESOURCES: readonly string[] = ['limits.cpu', 'limits.ephemeral-storage', 'limits.memory', 'requests.cpu', 'requests.ephemeral-storage', 'requests.memory'];
const SOURCES: readonly string[] = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef'];

/** A field of the pod itself. */
export const fieldRefErrors = (ref: JsonObject, field: string): readonly FieldError[] => {
  const path = stringAt(ref, 'fieldPath');
  if (stringAt(ref, 'apiVersion') === '') return [requiredField(`${field}.apiVersion`)];
  if (path === '') return [requiredField(`${field}.fieldPath`)];
  if (FIELD_PATHS.includes(path) || SUBSCRIPT.test(path)) return [];
  return [invalidField(`${field}.fieldPath`, path, `error converting fieldPath: field label not supported: ${path}`)];
};

const resourceRefErrors = (ref: JsonObject, field: string): FieldError[] => {
  const resource = stringAt(ref, 'resource');
  if (resource === '') return [requiredField(`${field}.resource`)];
  const known = RESOURCES.includes(resource) || /^(?:limits|requests)\.hugepages-/.test(resource);
  return known ? [] : [notSupportedField(`${field}.resource`, resource, RESOURCES)];
};

const keyRefErrors = (ref: JsonObject, field: string): FieldError[] => {
  const key = stringAt(ref, 'key');
  return [
    ...(stringAt(ref, 'name') === '' ? [requiredField(`${field}.name`)] : []),
    ...(key === '' ? [requiredField(`${field}.key`)] : configKeyErrors(key).map((detail) => invalidField(`${field}.key`, key, detail))),
  ];
};

const RULES: Readonly<Record<string, (ref: JsonObject, field: string) => readonly FieldError[]>> = {
  fieldRef: fieldRefErrors, resourceFieldRef: resourceRefErrors, configMapKeyRef: keyRefErrors, secretKeyRef: keyRefErrors,
};

const valueFromErrors = (variable: JsonObject, field: string): FieldError[] => {
  const source = optionalObjectAt(variable, 'valueFrom');
  if (source === undefined) return [];
  const given = SOURCES.filter((name) => optionalObjectAt(source, name) !== undefined);
  const errors = given.flatMap((name) => RULES[name]?.(optionalObjectAt(source, name) ?? {}, `${field}.${name}`) ?? []);
  if (given.length === 0) errors.push(invalidField(field, '', 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`'));
  else if (stringAt(variable, 'value') !== '') errors.push(invalidField(field, '', 'may not be specified when `value` is not empty'));
  else if (given.length > 1) errors.push(invalidField(field, '', 'may not have more than one field specified at a time'));
  return errors;
};

const variableErrors = (variable: JsonObject, field: string): FieldError[] => {
  const name = stringAt(variable, 'name');
  return [
    ...(name === '' ? [requiredField(`${field}.name`)] : envNameErrors(name).map((detail) => invalidField(`${field}.name`, name, detail))),
    ...valueFromErrors(variable, `${field}.valueFrom`),
  ];
};

const envFromErrors = (source: JsonObject, field: string): FieldError[] => {
  const prefix = stringAt(source, 'prefix');
  const given = ['configMapRef', 'secretRef'].filter((name) => optionalObjectAt(source, name) !== undefined);
  const errors = prefix === '' ? [] : envNameErrors(prefix).map((detail) => invalidField(`${field}.prefix`, prefix, detail));
  for (const name of given) if (stringAt(source, name, 'name') === '') errors.push(requiredField(`${field}.${name}.name`));
  if (given.length === 0) errors.push(invalidField(field, '', 'must specify one of: `configMapRef` or `secretRef`'));
  if (given.length > 1) errors.push(invalidField(field, '', 'may not have more than one field specified at a time'));
  return errors;
};

/** Rules for a container's environment. */
export const envErrors = (container: JsonObject, field: string): readonly FieldError[] => [
  ...objectsAt(container, 'env').flatMap((variable, index) => variableErrors(variable, `${field}.env[${index}]`)),
  ...objectsAt(container, 'envFrom').flatMap((source, index) => envFromErrors(source, `${field}.envFrom[${index}]`)),
];
