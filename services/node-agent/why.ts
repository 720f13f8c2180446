import type { JsonObject } from '../../events/json.ts';
import { numberAt, objectsAt, optionalObjectAt, stringAt, valueAt } from '../../events/json-path.ts';

const containers = (status: JsonObject): readonly JsonObject[] => [...objectsAt(status, 'initContainerStatuses'), ...objectsAt(status, 'containerStatuses')];

const ends = (container: JsonObject): readonly JsonObject[] =>
  ['lastState', 'state'].map((state) => optionalObjectAt(container, state, 'terminated')).filter((end) => end !== undefined);

const exitText = (name: string, end: JsonObject): string => {
  const reason = stringAt(end, 'reason');
  const label = reason === 'OOMKilled' ? 'ContainerOOMKilled' : 'ContainerExited';
  return `${label} ${name} exit code ${numberAt(end, 'exitCode') ?? 0}`;
};

const isRunning = (container: JsonObject): boolean => optionalObjectAt(container, 'state', 'running') !== undefined;

const runChange = (before: JsonObject, after: JsonObject): readonly string[] => {
  if (!isRunning(after)) return [];
  if (!isRunning(before) || before.containerID !== after.containerID) return ['ContainerStarted'];
  if (before.ready === after.ready) return [];
  return [after.ready === true ? 'ContainerReady' : 'ContainerNotReady'];
};

const waitChange = (before: JsonObject, after: JsonObject): readonly string[] => {
  const waiting = stringAt(after, 'state', 'waiting', 'reason');
  return waiting === '' || waiting === stringAt(before, 'state', 'waiting', 'reason') ? [] : [waiting];
};

const containerChanges = (before: JsonObject, after: JsonObject): readonly string[] => {
  const name = stringAt(after, 'name');
  const knownEnds = new Set(ends(before).map((end) => stringAt(end, 'containerID')));
  const newEnds = ends(after).filter((end) => !knownEnds.has(stringAt(end, 'containerID')));
  return [
    ...newEnds.map((end) => exitText(name, end)),
    ...runChange(before, after).map((change) => `${change} ${name}`),
    ...waitChange(before, after).map((reason) => `ContainerWaiting ${name} ${reason}`),
  ];
};

/** Short past-tense causes of a status: what is in it that was not in the one before. */
export const whyChanged = (before: JsonObject, after: JsonObject): string => {
  const earlier = new Map(containers(before).map((container) => [stringAt(container, 'name'), container]));
  const changes = containers(after).flatMap((container) => containerChanges(earlier.get(stringAt(container, 'name')) ?? {}, container));
  if (changes.length > 0) return changes.join('; ');
  const phase = stringAt(after, 'phase');
  if (phase !== stringAt(before, 'phase')) return `Pod${phase}`;
  return valueAt(after, 'podIP') === valueAt(before, 'podIP') ? 'PodStatusChanged' : `PodAddressed ${stringAt(after, 'podIP')}`;
};
