import { canonicalJson } from '../../../canonical-json.ts';
import type { Json, JsonObject } from '../../../json.ts';
import { jsonEqual } from '../../../json-equal.ts';
import { numberAt, objectAt, objectsAt, stringAt, valueAt, withoutKeys } from '../../../json-path.ts';
import { forbiddenField, invalidField } from '../../../meta/field-rules.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { podSpecErrors } from '../../_types/validation/pod-spec.ts';

/** Upstream's rules for a pod. */
export const podErrors = (pod: JsonObject): readonly FieldError[] => podSpecErrors(objectAt(pod, 'spec'), 'spec');

/** Upstream's rules for a new pod alone. */
export const podCreateErrors = (pod: JsonObject): readonly FieldError[] => [
  ...(objectsAt(pod, 'spec', 'ephemeralContainers').length > 0 ? [forbiddenField('spec.ephemeralContainers', 'cannot be set on create')] : []),
  ...(stringAt(pod, 'spec', 'nodeName') !== '' && objectsAt(pod, 'spec', 'schedulingGates').length > 0 ? [forbiddenField('spec.nodeName', 'cannot be set until all schedulingGates have been cleared')] : []),
];

const MAY_CHANGE = 'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

const countErrors = (pod: JsonObject, before: JsonObject): FieldError[] =>
  ['containers', 'initContainers']
    .filter((list) => objectsAt(pod, 'spec', list).length !== objectsAt(before, 'spec', list).length)
    .map((list) => forbiddenField(`spec.${list}`, 'pod updates may not add or remove containers'));

const deadlineErrors = (pod: JsonObject, before: JsonObject): FieldError[] => {
  const [now, old] = [numberAt(pod, 'spec', 'activeDeadlineSeconds'), numberAt(before, 'spec', 'activeDeadlineSeconds')];
  if (old === undefined || now === old) return [];
  if (now === undefined) return [invalidField('spec.activeDeadlineSeconds', null, 'must not update from a positive integer to nil value')];
  return now > old ? [invalidField('spec.activeDeadlineSeconds', now, 'must be less than or equal to previous value')] : [];
};

const tolerationKeys = (pod: JsonObject): readonly string[] =>
  objectsAt(pod, 'spec', 'tolerations').map((toleration) => canonicalJson(withoutKeys(toleration, ['tolerationSeconds'])));

/** Tolerations may be added; of those there are, only the seconds may change. */
const tolerationErrors = (pod: JsonObject, before: JsonObject): FieldError[] => {
  const now = new Set(tolerationKeys(pod));
  const kept = tolerationKeys(before).every((old) => now.has(old));
  return kept ? [] : [forbiddenField('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds')];
};

const gateErrors = (pod: JsonObject, before: JsonObject): FieldError[] => {
  const known = new Set(objectsAt(before, 'spec', 'schedulingGates').map((gate) => stringAt(gate, 'name')));
  return objectsAt(pod, 'spec', 'schedulingGates').flatMap((gate, index) => {
    const name = stringAt(gate, 'name');
    return known.has(name) ? [] : [forbiddenField(`spec.schedulingGates[${index}].name`, 'only deletion is allowed, but found new scheduling gate \'' + name + "'")];
  });
};

const withoutImages = (containers: readonly JsonObject[]): Json => containers.map((container) => withoutKeys(container, ['image']));

/** The spec without what an update may change; while gates hold a pod back, its node selection is free too. */
const fixedPart = (pod: JsonObject, isGated: boolean): JsonObject => {
  const spec = objectAt(pod, 'spec');
  const free = ['activeDeadlineSeconds', 'tolerations', 'schedulingGates', ...(isGated ? ['nodeSelector', 'affinity'] : [])];
  return {
    ...withoutKeys(spec, free),
    containers: withoutImages(objectsAt(spec, 'containers')),
    initContainers: withoutImages(objectsAt(spec, 'initContainers')),
  };
};

const graceMayBecomeOne = (pod: JsonObject, before: JsonObject): boolean =>
  (numberAt(before, 'spec', 'terminationGracePeriodSeconds') ?? 0) < 0 && numberAt(pod, 'spec', 'terminationGracePeriodSeconds') === 1;

/** Upstream's rules for an update of a pod: almost nothing of a spec may change. */
export const podUpdateErrors = (pod: JsonObject, before: JsonObject): readonly FieldError[] => {
  const counts = countErrors(pod, before);
  if (counts.length > 0) return counts;
  const errors = [...deadlineErrors(pod, before), ...tolerationErrors(pod, before), ...gateErrors(pod, before)];
  const isGated = objectsAt(before, 'spec', 'schedulingGates').length > 0;
  const grace = graceMayBecomeOne(pod, before) ? ['terminationGracePeriodSeconds'] : [];
  const [now, old] = [withoutKeys(fixedPart(pod, isGated), grace), withoutKeys(fixedPart(before, isGated), grace)];
  return jsonEqual(now, old) ? errors : [...errors, forbiddenField('spec', MAY_CHANGE)];
};

const NEVER_AGAIN = 'may not be transitioned to non-terminated state';

/** A container that ended for good does not run again. */
const stateErrors = (pod: JsonObject, before: JsonObject): FieldError[] => {
  const policy = stringAt(before, 'spec', 'restartPolicy');
  if (policy === 'Always') return [];
  return objectsAt(before, 'status', 'containerStatuses').flatMap((old) => {
    const exitCode = numberAt(old, 'state', 'terminated', 'exitCode') ?? 0;
    if (valueAt(old, 'state', 'terminated') === undefined || (policy === 'OnFailure' && exitCode !== 0)) return [];
    const index = objectsAt(pod, 'status', 'containerStatuses').findIndex((status) => stringAt(status, 'name') === stringAt(old, 'name'));
    const now = objectsAt(pod, 'status', 'containerStatuses')[index];
    if (now === undefined || valueAt(now, 'state', 'terminated') !== undefined) return [];
    return [forbiddenField(`status.containerStatuses[${index}].state`, NEVER_AGAIN)];
  });
};

/** Upstream's rules for a pod's status. */
export const podStatusErrors = (pod: JsonObject, before: JsonObject): readonly FieldError[] => stateErrors(pod, before);
