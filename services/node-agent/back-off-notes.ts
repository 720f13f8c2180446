import type { JsonObject } from '../../events/json.ts';
import { objectsAt, stringAt } from '../../events/json-path.ts';
import type { DesiredPod } from './desired-pod.ts';
import { podText } from './desired-pod.ts';
import type { Note } from './pod-context.ts';
import { containerPath } from './pod-context.ts';

const waitingReason = (status: JsonObject | undefined): string => stringAt(status, 'state', 'waiting', 'reason');

const notesFor = (desired: DesiredPod, status: JsonObject): readonly Note[] => {
  const name = stringAt(status, 'name');
  const fieldPath = containerPath(desired, name);
  if (waitingReason(status) === 'CrashLoopBackOff') {
    return [{ type: 'Warning', reason: 'BackOff', message: `Back-off restarting failed container ${name} in pod ${podText(desired)}`, fieldPath }];
  }
  if (waitingReason(status) !== 'ImagePullBackOff') return [];
  return [
    { type: 'Normal', reason: 'BackOff', message: `Back-off pulling image "${stringAt(status, 'image')}"`, fieldPath },
    { type: 'Warning', reason: 'Failed', message: 'Error: ImagePullBackOff', fieldPath },
  ];
};

const statuses = (status: JsonObject): readonly JsonObject[] => [...objectsAt(status, 'initContainerStatuses'), ...objectsAt(status, 'containerStatuses')];

/** What is to be told of containers that began to wait for their next try between two statuses. */
export const backOffNotes = (desired: DesiredPod, before: JsonObject, after: JsonObject): readonly Note[] => {
  const known = new Map(statuses(before).map((status) => [stringAt(status, 'name'), waitingReason(status)]));
  return statuses(after).filter((status) => waitingReason(status) !== known.get(stringAt(status, 'name'))).flatMap((status) => notesFor(desired, status));
};
