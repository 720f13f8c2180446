import type { JsonObject } from '../../../json.ts';
import { numberAt, objectsAt, optionalObjectAt, stringAt } from '../../../json-path.ts';
import { conditionOf } from '../../_types/conditions.ts';

const statuses = (pod: JsonObject): readonly JsonObject[] => [...objectsAt(pod, 'status', 'initContainerStatuses'), ...objectsAt(pod, 'status', 'containerStatuses')];

/** The container's newest end, whether it stands still or runs again. */
const newestEnd = (status: JsonObject | undefined): JsonObject | undefined =>
  optionalObjectAt(status, 'state', 'terminated') ?? optionalObjectAt(status, 'lastState', 'terminated');

const endIdentity = (end: JsonObject | undefined): string => (end === undefined ? '' : `${stringAt(end, 'containerID')} ${stringAt(end, 'finishedAt')}`);

const endType = (end: JsonObject): string => {
  if (stringAt(end, 'reason') === 'OOMKilled') return 'ContainerOOMKilled';
  return (numberAt(end, 'exitCode') ?? 0) === 0 ? 'ContainerCompleted' : 'ContainerCrashed';
};

const containerType = (before: JsonObject | undefined, status: JsonObject): string | undefined => {
  const end = newestEnd(status);
  const ended = end !== undefined && endIdentity(end) !== endIdentity(newestEnd(before)) ? endType(end) : undefined;
  const restarted = (numberAt(status, 'restartCount') ?? 0) > (numberAt(before, 'restartCount') ?? 0);
  return restarted && ended !== 'ContainerOOMKilled' ? 'ContainerRestarted' : ended;
};

// The most telling of several containers' changes.
const WEIGHT: readonly string[] = ['ContainerOOMKilled', 'ContainerCrashed', 'ContainerRestarted', 'ContainerCompleted'];

const containersType = (before: JsonObject, after: JsonObject): string | undefined => {
  const old = new Map(statuses(before).map((status) => [stringAt(status, 'name'), status]));
  const types = statuses(after).map((status) => containerType(old.get(stringAt(status, 'name')), status));
  return WEIGHT.find((type) => types.includes(type));
};

const phaseType = (before: JsonObject, after: JsonObject): string | undefined => {
  const phase = stringAt(after, 'status', 'phase');
  if (phase === stringAt(before, 'status', 'phase')) return undefined;
  switch (phase) {
    case 'Running': return 'PodStarted';
    case 'Succeeded': return 'PodSucceeded';
    case 'Failed': return stringAt(after, 'status', 'reason') === 'Evicted' ? 'PodEvicted' : 'PodFailed';
    default: return undefined;
  }
};

const conditionType = (before: JsonObject, after: JsonObject): string | undefined => {
  const scheduled = conditionOf(after, 'PodScheduled');
  if (stringAt(scheduled, 'reason') === 'Unschedulable' && stringAt(conditionOf(before, 'PodScheduled'), 'reason') !== 'Unschedulable') return 'PodUnschedulable';
  const ready = stringAt(conditionOf(after, 'Ready'), 'status');
  if (ready === stringAt(conditionOf(before, 'Ready'), 'status')) return undefined;
  return ready === 'True' ? 'PodReady' : 'PodUnready';
};

const became = (before: JsonObject, after: JsonObject, ...path: readonly string[]): boolean =>
  stringAt(before, ...path) === '' && stringAt(after, ...path) !== '';

/** The label of a pod's change: the weightiest thing that happened. */
export const podEventType = (before: JsonObject | undefined, after: JsonObject): string | undefined => {
  if (before === undefined) return undefined;
  if (became(before, after, 'metadata', 'deletionTimestamp')) return 'PodTerminating';
  if (became(before, after, 'spec', 'nodeName')) return 'PodBound';
  return phaseType(before, after) ?? containersType(before, after) ?? conditionType(before, after);
};
