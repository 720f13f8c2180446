import type { JsonObject } from '../../../json.ts';
import { jsonEqual } from '../../../json-equal.ts';
import { objectsAt, stringAt, valueAt, withValueAt } from '../../../json-path.ts';
import { forbiddenField } from '../../../meta/field-rules.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import type { SubresourceUpdate } from '../../../schema/kind.ts';
import { podErrors } from './validate.ts';

const FIELD = 'spec.ephemeralContainers';
const MIRROR = 'kubernetes.io/config.mirror';

// The line end is upstream's, before a difference that it prints and this does not.
const keptErrors = (pod: JsonObject, before: JsonObject): FieldError[] =>
  objectsAt(before, 'spec', 'ephemeralContainers').flatMap((old) => {
    const name = stringAt(old, 'name');
    const now = objectsAt(pod, 'spec', 'ephemeralContainers').find((each) => stringAt(each, 'name') === name);
    if (now === undefined) return [forbiddenField(FIELD, `existing ephemeral containers "${name}" may not be removed\n`)];
    return jsonEqual(now, old) ? [] : [forbiddenField(FIELD, `existing ephemeral containers "${name}" may not be changed\n`)];
  });

/** Containers for debugging are added here, and only added. */
export const ephemeralContainersUpdate: SubresourceUpdate = {
  merge: (sent, before) => withValueAt(before, ['spec', 'ephemeralContainers'], valueAt(sent, 'spec', 'ephemeralContainers')),
  validate: (pod, before) => {
    if (valueAt(before, 'metadata', 'annotations', MIRROR) !== undefined) return [forbiddenField('', 'static pods do not support ephemeral containers')];
    return [...podErrors(pod), ...keptErrors(pod, before)];
  },
};
