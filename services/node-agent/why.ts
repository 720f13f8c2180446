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

const containerChanges = (before: JsonObject | undefined, after: JsonObject): readonly string[] => {
  const name = stringAt(after, 'name');
  const knownEnds = new Set((before === undefined ? [] : ends(before)).map((end) => stringAt(end, 'containerID')));
  const changes = ends(after).filter((end) => !knownEnds.has(stringAt(end, 'containerID'))).map((end) => exitText(name, end));
  const isRunning = optionalObjectAt(after, 'state', 'running') !== undefined;
  if (isRunning && (before === undefined || optionalObjectAt(before, 'state', 'running') === undefined || before.containerID !== after.containerID)) changes.push(`ContainerStarted ${name}`);
  const waiting = stringAt(after, 'state', 'waiting', 'reason');
  if (waiting !== '' && waiting !== stringAt(before ?? {}, 'state', 'waiting', 'reason')) changes.push(`ContainerWaiting ${name} ${waiting}`);
  if (before !== undefined && isRunning && before.ready !== after.ready) changes.push(`${after.ready === true ? 'ContainerReady' : 'ContainerNotReady'} ${name}`);
  return changes;
};

/** Short past-tense causes of a status: what is in it that was not in the one before. */
export const whyChanged = (before: JsonObject, after: JsonObject): string => {
  const earlier = new Map(containers(before).map((container) => [stringAt(container, 'name'), container]));
  const changes = containers(after).flatMap((container) => containerChanges(earlier.get(stringAt(container, 'name')), container));
  if (changes.length > 0) return changes.join('; ');
  const phase = stringAt(after, 'phase');
  if (phase !== stringAt(before, 'phase')) return `Pod${phase}`;
  return valueAt(after, 'podIP') === valueAt(before, 'podIP') ? 'PodStatusChanged' : `PodAddressed ${stringAt(after, 'podIP')}`;
};
