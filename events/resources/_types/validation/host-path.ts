import type { JsonObject } from '../../../json.ts';
import { stringAt } from '../../../json-path.ts';
import { invalidField, notSupportedField, requiredField } from '../../../meta/field-rules.ts';
import type { FieldError } from '../../../schema/field-error.ts';

const HOST_PATH_TYPES: readonly string[] = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket'];
export const hasStepUp = (path: string): boolean => path.split('/').includes('..');

export const hostPathErrors = (source: JsonObject, field: string): FieldError[] => {
  const path = stringAt(source, 'path');
  const type = stringAt(source, 'type');
  if (path === '') return [requiredField(`${field}.path`)];
  return [
    ...(hasStepUp(path) ? [invalidField(`${field}.path`, path, "must not contain '..'")] : []),
    ...(HOST_PATH_TYPES.includes(type) ? [] : [notSupportedField(`${field}.type`, type, HOST_PATH_TYPES)]),
  ];
};
