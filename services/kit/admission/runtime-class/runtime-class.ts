import { forbidden } from '../../../../events/errors.ts';
import type { JsonObject } from '../../../../events/json.ts';
import { jsonEqual } from '../../../../events/json-equal.ts';
import { objectAt, objectsAt, optionalObjectAt, stringAt, stringEntriesAt } from '../../../../events/json-path.ts';
import type { AdmissionPlugin, AdmissionRequest, Denied } from '../admission-plugin.ts';
import { isCreateOf } from '../concerns.ts';

const CLASSES = { group: 'node.k8s.io', resource: 'runtimeclasses' } as const;

const nameOf = ({ object }: AdmissionRequest): string => stringAt(object, 'spec', 'runtimeClassName');
const classOf = (request: AdmissionRequest): JsonObject | undefined => (nameOf(request) === '' ? undefined : request.find(CLASSES, '', nameOf(request)));

const isEmpty = (object: JsonObject): boolean => Object.keys(object).length === 0;

/** The class's labels and tolerations beside the pod's own, and what running it costs. */
const withClass = (pod: JsonObject, runtimeClass: JsonObject): JsonObject => {
  const spec = objectAt(pod, 'spec');
  const [overhead, scheduling] = [objectAt(runtimeClass, 'overhead', 'podFixed'), objectAt(runtimeClass, 'scheduling')];
  const own = objectsAt(spec, 'tolerations');
  const added = objectsAt(scheduling, 'tolerations').filter((toleration) => !own.some((each) => jsonEqual(each, toleration)));
  const labels = objectAt(scheduling, 'nodeSelector');
  if (isEmpty(overhead) && isEmpty(labels) && added.length === 0) return pod;
  return {
    ...pod,
    spec: {
      ...spec,
      ...(!isEmpty(overhead) && { overhead }),
      ...(!isEmpty(labels) && { nodeSelector: { ...objectAt(spec, 'nodeSelector'), ...labels } }),
      ...(added.length > 0 && { tolerations: [...own, ...added] }),
    },
  };
};

/** A pod and its class may not ask for different values of one label. */
const conflict = (pod: JsonObject, runtimeClass: JsonObject): string | undefined => {
  const own = objectAt(pod, 'spec', 'nodeSelector');
  const clash = stringEntriesAt(runtimeClass, 'scheduling', 'nodeSelector').find(([key, value]) => own[key] !== undefined && own[key] !== value);
  return clash && `conflict: runtimeClass.scheduling.nodeSelector[${clash[0]}] = ${clash[1]}; pod.spec.nodeSelector[${clash[0]}] = ${String(own[clash[0]])}`;
};

const overheadProblem = (pod: JsonObject, runtimeClass: JsonObject | undefined): string | undefined => {
  const given = optionalObjectAt(pod, 'spec', 'overhead');
  if (given === undefined) return undefined;
  if (runtimeClass === undefined) return 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead';
  const wanted = objectAt(runtimeClass, 'overhead', 'podFixed');
  if (isEmpty(wanted)) return 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead';
  return jsonEqual(given, wanted) ? undefined : 'pod rejected: Pod Overhead set does not match RuntimeClass Overhead';
};

const refusal = (request: AdmissionRequest): Denied | undefined => {
  const runtimeClass = classOf(request);
  const missing = nameOf(request) !== '' && runtimeClass === undefined;
  const why = missing
    ? `pod rejected: RuntimeClass "${nameOf(request)}" not found`
    : overheadProblem(request.object, runtimeClass) ?? (runtimeClass && conflict(request.object, runtimeClass));
  return why === undefined ? undefined : { refusal: forbidden({ ...request.ref, name: request.displayName }, why) };
};

/** A pod runs with a runtime class that exists, pays its overhead and goes where it can run. */
export const runtimeClass: AdmissionPlugin = {
  name: 'RuntimeClass',
  precheck: (request) => (isCreateOf(request, '', 'pods') ? refusal(request) : undefined),
  mutate: (request) => {
    const found = isCreateOf(request, '', 'pods') ? classOf(request) : undefined;
    return found === undefined ? request.object : withClass(request.object, found);
  },
};
