import type { Json, JsonObject } from '../../../json.ts';
import { isJsonObject } from '../../../json.ts';
import { isJsonArray, objectsAt, stringAt } from '../../../json-path.ts';
import { forbiddenField, notFoundField } from '../../../meta/field-rules.ts';
import type { FieldError } from '../../../schema/field-error.ts';

const NOT_HERE = 'cannot be set for an Ephemeral Container';
const NOT_ALLOWED: readonly string[] = ['ports', 'resources', 'livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle', 'restartPolicy', 'restartPolicyRules'];

const isSet = (value: Json | undefined): boolean => {
  if (value === undefined || value === null || value === '') return false;
  if (isJsonArray(value)) return value.length > 0;
  return !isJsonObject(value) || Object.keys(value).length > 0;
};

const mountErrors = (container: JsonObject, field: string): FieldError[] =>
  objectsAt(container, 'volumeMounts').flatMap((mount, index) =>
    ['subPath', 'subPathExpr'].filter((name) => stringAt(mount, name) !== '').map((name) => forbiddenField(`${field}.volumeMounts[${index}].${name}`, NOT_HERE)));

const ownErrors = (container: JsonObject, others: ReadonlySet<string>, field: string): FieldError[] => {
  const target = stringAt(container, 'targetContainerName');
  return [
    ...(target !== '' && !others.has(target) ? [notFoundField(`${field}.targetContainerName`, target)] : []),
    ...NOT_ALLOWED.filter((name) => isSet(container[name])).map((name) => forbiddenField(`${field}.${name}`, NOT_HERE)),
    ...mountErrors(container, field),
  ];
};

/** What containers added for debugging may not have beyond the rules for all: they serve nobody but the one who debugs. */
export const ephemeralContainersErrors = (spec: JsonObject, field: string): readonly FieldError[] => {
  const others = new Set(['containers', 'initContainers'].flatMap((list) => objectsAt(spec, list).map((container) => stringAt(container, 'name'))));
  return objectsAt(spec, 'ephemeralContainers').flatMap((container, index) => ownErrors(container, others, `${field}.ephemeralContainers[${index}]`));
};
