import type { JsonObject } from '../../../json.ts';
import { objectAt, optionalObjectAt, stringAt, stringsAt, valueAt } from '../../../json-path.ts';
import { invalidField, notSupportedField, requiredField } from '../../../meta/field-rules.ts';
import { labelSelectorErrors } from '../../../meta/label-selector.ts';
import { dnsLabelErrors, dnsSubdomainErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { VOLUME_MODES, accessModesErrors } from './access-modes.ts';
import { positiveErrors } from './quantity.ts';

const sourceErrors = (source: JsonObject | undefined, field: string): readonly FieldError[] => {
  if (source === undefined) return [];
  const [group, kind, namespace] = [stringAt(source, 'apiGroup'), stringAt(source, 'kind'), stringAt(source, 'namespace')];
  return [
    ...(stringAt(source, 'name') === '' ? [requiredField(`${field}.name`)] : []),
    ...(kind === '' ? [requiredField(`${field}.kind`)] : []),
    ...(group === '' && kind !== 'PersistentVolumeClaim' ? [invalidField(field, kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup")] : []),
    ...(group === '' ? [] : dnsSubdomainErrors(group).map((detail) => invalidField(`${field}.apiGroup`, group, detail))),
    ...(namespace === '' ? [] : dnsLabelErrors(namespace).map((detail) => invalidField(`${field}.namespace`, namespace, detail))),
  ];
};

const SAME: readonly string[] = ['apiGroup', 'kind', 'name'];

const agreementErrors = (spec: JsonObject, field: string): readonly FieldError[] => {
  const [source, ref] = [optionalObjectAt(spec, 'dataSource'), optionalObjectAt(spec, 'dataSourceRef')];
  if (source === undefined || ref === undefined) return [];
  if (stringAt(ref, 'namespace') !== '') return [invalidField(field, `${field}.dataSource`, 'may not be specified when dataSourceRef.namespace is specified')];
  return SAME.every((name) => valueAt(source, name) === valueAt(ref, name)) ? [] : [invalidField(field, `${field}.dataSource`, 'must match dataSourceRef')];
};

const storageErrors = (spec: JsonObject, field: string): readonly FieldError[] => {
  const storage = valueAt(spec, 'resources', 'requests', 'storage');
  return typeof storage === 'string' ? positiveErrors(storage, field) : [requiredField(field)];
};

const nameErrors = (spec: JsonObject, name: string, field: string): readonly FieldError[] => {
  const value = stringAt(spec, name);
  return value === '' ? [] : dnsSubdomainErrors(value).map((detail) => invalidField(`${field}.${name}`, value, detail));
};

/** Upstream's rules for what a claim asks for, whether a claim's own or a template's. */
export const claimSpecErrors = (spec: JsonObject, field: string): readonly FieldError[] => {
  const modes = stringsAt(spec, 'accessModes');
  const mode = valueAt(spec, 'volumeMode');
  return [
    ...(modes.length === 0 ? [requiredField(`${field}.accessModes`, 'at least 1 access mode is required')] : []),
    ...(valueAt(spec, 'selector') === undefined ? [] : labelSelectorErrors(objectAt(spec, 'selector'), `${field}.selector`)),
    ...accessModesErrors(modes, `${field}.accessModes`),
    ...storageErrors(spec, `${field}.resources[storage]`),
    ...nameErrors(spec, 'storageClassName', field),
    ...(typeof mode === 'string' && !VOLUME_MODES.includes(mode) ? [notSupportedField(`${field}.volumeMode`, mode, VOLUME_MODES)] : []),
    ...sourceErrors(optionalObjectAt(spec, 'dataSource'), `${field}.dataSource`),
    ...sourceErrors(optionalObjectAt(spec, 'dataSourceRef'), `${field}.dataSourceRef`),
    ...agreementErrors(spec, field),
    ...nameErrors(spec, 'volumeAttributesClassName', field),
  ];
};
