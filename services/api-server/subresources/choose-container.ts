import type { JsonObject } from '../../../events/json.ts';
import { badRequest } from '../../../events/errors.ts';
import { objectsAt, stringAt, valueAt } from '../../../events/json-path.ts';
import { refuse } from '../answers/answer.ts';

const names = (pod: JsonObject, list: string): readonly string[] => objectsAt(pod, 'spec', list).map((container) => stringAt(container, 'name'));

const joined = (list: readonly string[]): string => `[${list.join(' ')}]`;

const mustChoose = (pod: JsonObject, containers: readonly string[]): string => {
  const inits = names(pod, 'initContainers');
  const ephemerals = names(pod, 'ephemeralContainers');
  const more = [
    ...(inits.length > 0 ? [` or one of the init containers: ${joined(inits)}`] : []),
    ...(ephemerals.length > 0 ? [` or one of the ephemeral containers: ${joined(ephemerals)}`] : []),
  ];
  return `a container name must be specified for pod ${stringAt(pod, 'metadata', 'name')}, choose one of: ${joined(containers)}${more.join('')}`;
};

/** The container a log or exec request means; the only one when none is named. Throws 400 with upstream's texts. */
export const chooseContainer = (pod: JsonObject, wanted: string): string => {
  const containers = names(pod, 'containers');
  const [only] = containers;
  if (wanted === '') return containers.length === 1 && only !== undefined ? only : refuse(badRequest(mustChoose(pod, containers)));
  const all = [...containers, ...names(pod, 'initContainers'), ...names(pod, 'ephemeralContainers')];
  return all.includes(wanted) ? wanted : refuse(badRequest(`container ${wanted} is not valid for pod ${stringAt(pod, 'metadata', 'name')}`));
};

const STATUS_LISTS: readonly string[] = ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'];

export const containerStatus = (pod: JsonObject, container: string): JsonObject | undefined =>
  STATUS_LISTS.flatMap((list) => [...objectsAt(pod, 'status', list)]).find((status) => stringAt(status, 'name') === container);

/** Why a container has no log yet, in the kubelet's words; undefined when it has one. */
export const whyNoLog = (pod: JsonObject, container: string): string | undefined => {
  const status = containerStatus(pod, container);
  const about = `container "${container}" in pod "${stringAt(pod, 'metadata', 'name')}"`;
  if (status === undefined) return `${about} is not available`;
  if (valueAt(status, 'lastState', 'terminated') !== undefined || valueAt(status, 'state', 'waiting') === undefined) return undefined;
  const reason = stringAt(status, 'state', 'waiting', 'reason');
  if (reason === 'ErrImagePull') return `${about} is waiting to start: image can't be pulled`;
  if (reason === 'ImagePullBackOff') return `${about} is waiting to start: trying and failing to pull image`;
  return `${about} is waiting to start: ${reason}`;
};

/** Why there is no log of the instance before; undefined when there is one. */
export const whyNoPreviousLog = (pod: JsonObject, container: string): string | undefined =>
  (valueAt(containerStatus(pod, container), 'lastState', 'terminated') === undefined
    ? `previous terminated container "${container}" in pod "${stringAt(pod, 'metadata', 'name')}" not found`
    : undefined);
