import type { JsonObject } from '../../../json.ts';
import { objectAt, objectsAt, optionalObjectAt, stringAt } from '../../../json-path.ts';
import { duplicateErrors, forbiddenField, invalidField, notFoundField, notSupportedField, requiredField } from '../../../meta/field-rules.ts';
import { dnsLabelErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { envErrors } from './env.ts';
import { ephemeralContainersErrors } from './ephemeral-container.ts';
import { containerPortsErrors } from './ports.ts';
import { probesErrors } from './probe.ts';
import { resourcesErrors } from './resources.ts';
import { descendingPathErrors } from './volume.ts';

const PULL_POLICIES: readonly string[] = ['Always', 'IfNotPresent', 'Never'];
const MESSAGE_POLICIES: readonly string[] = ['FallbackToLogsOnError', 'File'];

const choiceErrors = (value: string, choices: readonly string[], field: string): FieldError[] => {
  if (value === '') return [requiredField(field)];
  return choices.includes(value) ? [] : [notSupportedField(field, value, choices)];
};

const nameErrors = (name: string, field: string): FieldError[] =>
  name === '' ? [requiredField(field)] : dnsLabelErrors(name).map((detail) => invalidField(field, name, detail));

const imageErrors = (image: string, field: string): FieldError[] => {
  if (image === '') return [requiredField(field)];
  return image.trim() === image ? [] : [invalidField(field, image, 'must not have leading or trailing whitespace')];
};

const mountErrors = (mount: JsonObject, volumes: ReadonlySet<string>, field: string): FieldError[] => {
  const name = stringAt(mount, 'name');
  const subPath = stringAt(mount, 'subPath');
  const subPathExpr = stringAt(mount, 'subPathExpr');
  const errors = name === '' ? [requiredField(`${field}.name`)] : [];
  if (name !== '' && !volumes.has(name)) errors.push(notFoundField(`${field}.name`, name));
  if (stringAt(mount, 'mountPath') === '') errors.push(requiredField(`${field}.mountPath`));
  if (subPath !== '') errors.push(...descendingPathErrors(subPath, `${field}.subPath`));
  if (subPathExpr !== '') errors.push(...descendingPathErrors(subPathExpr, `${field}.subPathExpr`));
  if (subPath !== '' && subPathExpr !== '') errors.push(invalidField(`${field}.subPathExpr`, subPathExpr, 'subPathExpr and subPath are mutually exclusive'));
  return errors;
};

const mountsErrors = (container: JsonObject, volumes: ReadonlySet<string>, field: string): FieldError[] => {
  const seen = new Set<string>();
  return objectsAt(container, 'volumeMounts').flatMap((mount, index) => {
    const at = `${field}.volumeMounts[${index}]`;
    const path = stringAt(mount, 'mountPath');
    const twice = path !== '' && seen.has(path) ? [invalidField(`${at}.mountPath`, path, 'must be unique')] : [];
    seen.add(path);
    return [...mountErrors(mount, volumes, at), ...twice];
  });
};

const containerErrors = (container: JsonObject, volumes: ReadonlySet<string>, field: string): FieldError[] => [
  ...nameErrors(stringAt(container, 'name'), `${field}.name`),
  ...imageErrors(stringAt(container, 'image'), `${field}.image`),
  ...choiceErrors(stringAt(container, 'terminationMessagePolicy'), MESSAGE_POLICIES, `${field}.terminationMessagePolicy`),
  ...containerPortsErrors(container, field),
  ...envErrors(container, field),
  ...mountsErrors(container, volumes, field),
  ...choiceErrors(stringAt(container, 'imagePullPolicy'), PULL_POLICIES, `${field}.imagePullPolicy`),
  ...resourcesErrors(objectAt(container, 'resources'), `${field}.resources`),
  ...probesErrors(container, field),
];

const ONLY_SIDECARS = 'may not be set for init containers without restartPolicy=Always';

/** What only init containers that run beside the others may have. */
const initErrors = (container: JsonObject, field: string): FieldError[] => {
  const policy = stringAt(container, 'restartPolicy');
  if (policy === 'Always') return [];
  return ['livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle']
    .filter((name) => optionalObjectAt(container, name) !== undefined)
    .map((name) => forbiddenField(`${field}.${name}`, ONLY_SIDECARS));
};

/** Rules for all of a pod's containers; names are unique among all of them. */
export const containersErrors = (spec: JsonObject, field: string): readonly FieldError[] => {
  const volumes = new Set(objectsAt(spec, 'volumes').map((volume) => stringAt(volume, 'name')));
  const lists = ['containers', 'initContainers', 'ephemeralContainers'].flatMap((list) =>
    objectsAt(spec, list).map((container, index) => ({ container, list, field: `${field}.${list}[${index}]` })));
  const none = objectsAt(spec, 'containers').length === 0 ? [requiredField(`${field}.containers`)] : [];
  return [
    ...none,
    ...lists.flatMap(({ container, list, field: at }) => [
      ...containerErrors(container, volumes, at),
      ...(list === 'initContainers' ? initErrors(container, at) : []),
    ]),
    ...ephemeralContainersErrors(spec, field),
    ...duplicateErrors(lists.map(({ container }) => container), (container) => stringAt(container, 'name'), (index) => `${lists[index]?.field ?? field}.name`),
  ];
};
