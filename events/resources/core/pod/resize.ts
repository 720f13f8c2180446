import type { JsonObject } from '../../../json.ts';
import { jsonEqual } from '../../../json-equal.ts';
import { objectAt, objectsAt, optionalObjectAt, stringAt, valueAt, withoutKeys, withValueAt } from '../../../json-path.ts';
import { forbiddenField, invalidField } from '../../../meta/field-rules.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import type { SubresourceUpdate } from '../../../schema/kind.ts';
import { qosClassOf } from './qos-class.ts';
import { podErrors } from './validate.ts';

const MIRROR = 'kubernetes.io/config.mirror';
const RESIZED: readonly string[] = ['cpu', 'memory'];
const LISTS: readonly string[] = ['containers', 'initContainers'];

const namesOf = (pod: JsonObject, list: string): readonly string[] => objectsAt(pod, 'spec', list).map((container) => stringAt(container, 'name'));

/** Resources of the containers there are; another set of containers is passed on, to be refused. */
const mergeList = (sent: JsonObject, before: JsonObject, list: string): readonly JsonObject[] => {
  const [now, old] = [objectsAt(sent, 'spec', list), objectsAt(before, 'spec', list)];
  if (!jsonEqual(namesOf(sent, list), namesOf(before, list))) return now;
  return old.map((container, index) => withValueAt(container, ['resources'], objectAt(now[index], 'resources')));
};

const merge = (sent: JsonObject, before: JsonObject): JsonObject => {
  let merged = before;
  for (const list of LISTS) if (objectsAt(before, 'spec', list).length + objectsAt(sent, 'spec', list).length > 0) merged = withValueAt(merged, ['spec', list], mergeList(sent, before, list));
  return merged;
};

const orderErrors = (pod: JsonObject, before: JsonObject): FieldError[] =>
  LISTS.flatMap((list) => {
    const [now, old] = [namesOf(pod, list), namesOf(before, list)];
    if (now.length !== old.length) return [forbiddenField(`spec.${list}`, `${list} may not be added or removed on resize`)];
    return old.flatMap((name, index) => (now[index] === name ? [] : [forbiddenField(`spec.${list}[${index}].name`, `${list} may not be renamed or reordered on resize`)]));
  });

const isRemoved = (now: JsonObject, old: JsonObject): boolean => Object.keys(old).some((name) => now[name] === undefined);

const fixed = (container: JsonObject): JsonObject => {
  const resources = objectAt(container, 'resources');
  return { ...withoutKeys(resources, ['limits', 'requests']), limits: withoutKeys(objectAt(resources, 'limits'), RESIZED), requests: withoutKeys(objectAt(resources, 'requests'), RESIZED) };
};

interface Pair {
  readonly now: JsonObject;
  readonly old: JsonObject;
  readonly list: string;
  readonly index: number;
}

const restartsOnResize = (container: JsonObject): boolean => objectsAt(container, 'resizePolicy').some((policy) => stringAt(policy, 'restartPolicy') === 'RestartContainer');

const initErrors = ({ now, old, index }: Pair): FieldError[] => {
  const field = `spec.initContainers[${index}]`;
  if (!jsonEqual(fixed(now), fixed(old))) return [forbiddenField(field, 'only cpu and memory resources for init or sidecar containers are mutable')];
  const restarts = stringAt(now, 'restartPolicy') !== 'Always' && restartsOnResize(now) && !jsonEqual(now, old);
  return restarts ? [forbiddenField(field, 'non-sidecar init containers with a resize policy of RestartContainer cannot be resized')] : [];
};

const pairErrors = (pair: Pair): FieldError[] => {
  const { now, old, list, index } = pair;
  const field = `spec.${list}[${index}].resources`;
  const removed = (part: 'requests' | 'limits'): FieldError[] =>
    (isRemoved(objectAt(now, 'resources', part), objectAt(old, 'resources', part)) ? [forbiddenField(`${field}.${part}`, `resource ${part} cannot be removed`)] : []);
  const others = list === 'initContainers' ? initErrors(pair) : (jsonEqual(fixed(now), fixed(old)) ? [] : [forbiddenField('spec', 'only cpu and memory resources are mutable')]);
  return [...removed('requests'), ...removed('limits'), ...others];
};

const pairsOf = (pod: JsonObject, before: JsonObject): readonly Pair[] =>
  LISTS.flatMap((list) => objectsAt(before, 'spec', list).map((old, index) => ({ old, now: objectsAt(pod, 'spec', list)[index] ?? {}, list, index })));

/** A node that can resize says what its running containers have. */
const isSupported = (pod: JsonObject): boolean => {
  const running = objectsAt(pod, 'status', 'containerStatuses').find((status) => optionalObjectAt(status, 'state', 'running') !== undefined);
  return running === undefined || valueAt(running, 'resources') !== undefined;
};

const resizeErrors = (pod: JsonObject, before: JsonObject): FieldError[] => {
  const quality = stringAt(before, 'status', 'qosClass') || qosClassOf(before);
  const errors = qosClassOf(pod) === quality ? [] : [invalidField('spec', qosClassOf(pod), 'Pod QOS Class may not change as a result of resizing')];
  if (!isSupported(before)) errors.push(forbiddenField('spec', 'Pod running on node without support for resize'));
  const order = orderErrors(pod, before);
  return [...errors, ...(order.length > 0 ? order : pairsOf(pod, before).flatMap(pairErrors))];
};

/** CPU and memory of the containers a pod has. What its node does about it shows in the status. */
export const resizeUpdate: SubresourceUpdate = {
  merge,
  validate: (pod, before) => {
    if (valueAt(before, 'metadata', 'annotations', MIRROR) !== undefined) return [forbiddenField('', 'static pods cannot be resized')];
    if (stringAt(before, 'spec', 'os', 'name') === 'windows') return [forbiddenField('', 'windows pods cannot be resized')];
    return [...podErrors(pod), ...resizeErrors(pod, before)];
  },
};
