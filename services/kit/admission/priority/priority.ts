import { forbidden } from '../../../../events/errors.ts';
import type { JsonObject } from '../../../../events/json.ts';
import { booleanAt, numberAt, objectAt, stringAt, valueAt } from '../../../../events/json-path.ts';
import type { AdmissionPlugin, AdmissionRequest, Denied } from '../admission-plugin.ts';
import { isCreateOf, isUpdateOf } from '../concerns.ts';

const GROUP = 'scheduling.k8s.io';
const CLASSES = { group: GROUP, resource: 'priorityclasses' } as const;

/** What a pod's priority comes to. */
interface Priority {
  readonly className: string;
  readonly value: number;
  readonly preemptionPolicy: string;
}

const NO_CLASS: Priority = { className: '', value: 0, preemptionPolicy: 'PreemptLowerPriority' };

const priorityOf = (priorityClass: JsonObject): Priority => ({
  className: stringAt(priorityClass, 'metadata', 'name'),
  value: numberAt(priorityClass, 'value') ?? 0,
  preemptionPolicy: stringAt(priorityClass, 'preemptionPolicy') || NO_CLASS.preemptionPolicy,
});

/** Of several default classes, which only a race leaves behind, the one of least priority counts. */
const defaultPriority = ({ list }: AdmissionRequest): Priority => {
  const defaults = list(CLASSES).filter((priorityClass) => booleanAt(priorityClass, 'globalDefault')).map(priorityOf);
  return defaults.reduce<Priority | undefined>((least, each) => (least === undefined || each.value < least.value ? each : least), undefined) ?? NO_CLASS;
};

/** Undefined when the pod names a class that does not exist. */
const wantedPriority = (request: AdmissionRequest): Priority | undefined => {
  const name = stringAt(request.object, 'spec', 'priorityClassName');
  if (name === '') return defaultPriority(request);
  const found = request.find(CLASSES, '', name);
  return found && priorityOf(found);
};

const withPriority = (pod: JsonObject, { className, value, preemptionPolicy }: Priority): JsonObject => {
  const { priority: _priority, preemptionPolicy: _policy, priorityClassName: _name, ...spec } = objectAt(pod, 'spec');
  return { ...pod, spec: { ...spec, ...(className !== '' && { priorityClassName: className }), priority: value, preemptionPolicy } };
};

const deniedPod = ({ ref, displayName }: AdmissionRequest, why: string): Denied => ({ refusal: forbidden({ ...ref, name: displayName }, why) });

/** Most pods leave their priority to the default class. */
const saysNothing = (pod: JsonObject): boolean => ['priorityClassName', 'priority', 'preemptionPolicy'].every((name) => (valueAt(pod, 'spec', name) ?? '') === '');

/** Numbers and policies come from the class alone; a pod may repeat them but not differ. */
const podRefusal = (request: AdmissionRequest): Denied | undefined => {
  if (saysNothing(request.object)) return undefined;
  const wanted = wantedPriority(request);
  if (wanted === undefined) return deniedPod(request, `no PriorityClass with name ${stringAt(request.object, 'spec', 'priorityClassName')} was found`);
  const [priority, policy] = [numberAt(request.object, 'spec', 'priority'), stringAt(request.object, 'spec', 'preemptionPolicy')];
  if (priority !== undefined && priority !== wanted.value) {
    return deniedPod(request, `the integer value of priority (${priority}) must not be provided in pod spec; priority admission controller computed ${wanted.value} from the given PriorityClass name`);
  }
  if (policy !== '' && policy !== wanted.preemptionPolicy) {
    return deniedPod(request, `the string value of PreemptionPolicy (${policy}) must not be provided in pod spec; priority admission controller computed ${wanted.preemptionPolicy} from the given PriorityClass name`);
  }
  return undefined;
};

/** What a pod was promised when it was created stays when an update leaves it out. */
const kept = (pod: JsonObject, before: JsonObject | undefined): JsonObject => {
  const missing = ['priority', 'preemptionPolicy'].filter((name) => valueAt(pod, 'spec', name) === undefined && valueAt(before, 'spec', name) !== undefined);
  return missing.length === 0 ? pod : { ...pod, spec: { ...objectAt(pod, 'spec'), ...Object.fromEntries(missing.map((name) => [name, valueAt(before, 'spec', name)])) } };
};

const otherDefault = ({ ref, object, list }: AdmissionRequest): string | undefined => {
  if (!booleanAt(object, 'globalDefault')) return undefined;
  return list(CLASSES).filter((each) => booleanAt(each, 'globalDefault')).map((each) => stringAt(each, 'metadata', 'name')).find((name) => name !== ref.name);
};

const classRefusal = (request: AdmissionRequest): Denied | undefined => {
  const name = otherDefault(request);
  return name === undefined ? undefined : deniedPod(request, `PriorityClass ${name} is already marked as default. Only one default can exist`);
};

/** A pod's priority and whether it pushes others away come from its class, or from the default one; of default classes there is one. */
export const priority: AdmissionPlugin = {
  name: 'Priority',
  precheck: (request) => (isCreateOf(request, '', 'pods') ? podRefusal(request) : undefined),
  mutate: (request) => {
    if (isUpdateOf(request, '', 'pods')) return kept(request.object, request.before);
    const wanted = isCreateOf(request, '', 'pods') ? wantedPriority(request) : undefined;
    return wanted === undefined ? request.object : withPriority(request.object, wanted);
  },
  validate: (request) => (isCreateOf(request, GROUP, 'priorityclasses') || isUpdateOf(request, GROUP, 'priorityclasses') ? classRefusal(request) : undefined),
};
