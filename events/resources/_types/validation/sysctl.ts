import type { JsonObject } from '../../../json.ts';
import { objectsAt, stringAt } from '../../../json-path.ts';
import { duplicateErrors, invalidField, requiredField } from '../../../meta/field-rules.ts';
import type { FieldError } from '../../../schema/field-error.ts';

const MAX_LENGTH = 253;
const SEGMENT = /^[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?$/;
/** Upstream's whole pattern, for its message; names are tested segment by segment. */
const PATTERN = '^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$';

const isSysctlName = (name: string): boolean => name.length <= MAX_LENGTH && name.split(/[./]/).every((segment) => SEGMENT.test(segment));

const nameErrors = (name: string, field: string): FieldError[] => {
  if (name === '') return [requiredField(field)];
  return isSysctlName(name) ? [] : [invalidField(field, name, `must have at most ${MAX_LENGTH} characters and match regex ${PATTERN}`)];
};

/** Upstream's rules for the kernel parameters a pod asks for. */
export const sysctlsErrors = (spec: JsonObject, field: string): readonly FieldError[] => {
  const sysctls = objectsAt(spec, 'securityContext', 'sysctls');
  const fieldOf = (index: number): string => `${field}.securityContext.sysctls[${index}].name`;
  return [
    ...sysctls.flatMap((sysctl, index) => nameErrors(stringAt(sysctl, 'name'), fieldOf(index))),
    ...duplicateErrors(sysctls, (sysctl) => stringAt(sysctl, 'name').replaceAll('/', '.'), fieldOf),
  ];
};
