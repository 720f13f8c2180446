import type { Recorded } from '../../../events/envelope.ts';
import type { JsonObject } from '../../../events/json.ts';
import { numberAt, objectsAt, stringAt, valueAt } from '../../../events/json-path.ts';
import { objectOfEvent } from './history-item.ts';

/** Whether this version was on its way out. */
export const isTerminating = (event: Recorded): boolean => {
  const object = objectOfEvent(event);
  if (object === undefined) return event.decision.changed?.includes('metadata.deletionTimestamp') ?? false;
  return stringAt(object, 'metadata', 'deletionTimestamp') !== '';
};

/** The versions since the object last came into being, oldest first. */
export const lifetime = (events: readonly Recorded[]): readonly Recorded[] => {
  const earlier = events.slice(0, -1).findLastIndex(({ operation }) => operation === 'delete');
  return events.slice(earlier + 1);
};

/** The version in which the deletion was asked for, before the object was gone; undefined when it went at once. */
export const deletionMark = (events: readonly Recorded[]): Recorded | undefined => lifetime(events).find((event) => event.operation === 'put' && isTerminating(event));

const restarts = (object: JsonObject | undefined): ReadonlyMap<string, number> => {
  const statuses = [...objectsAt(object, 'status', 'containerStatuses'), ...objectsAt(object, 'status', 'initContainerStatuses')];
  return new Map(statuses.map((status) => [stringAt(status, 'name'), numberAt(status, 'restartCount') ?? 0]));
};

/** Names of containers that were started again between two versions. */
const restarted = (before: JsonObject | undefined, after: JsonObject | undefined): readonly string[] => {
  const counts = restarts(before);
  return [...restarts(after)].filter(([name, count]) => count > (counts.get(name) ?? 0)).map(([name]) => name);
};

const statusOf = (object: JsonObject | undefined, container: string): JsonObject =>
  [...objectsAt(object, 'status', 'containerStatuses'), ...objectsAt(object, 'status', 'initContainerStatuses')].find((status) => stringAt(status, 'name') === container) ?? {};

export interface Restart {
  /** The version that counts one restart more. */
  readonly event: Recorded;
  /** The first version that shows the end of the attempt before; often the same. */
  readonly exit: Recorded;
  readonly container: string;
  /** `lastState.terminated`: exit code, reason, times. */
  readonly terminated: JsonObject;
}

const showsEnd = (event: Recorded, container: string, startedAt: string): boolean => {
  const status = statusOf(objectOfEvent(event), container);
  const ends = [valueAt(status, 'state', 'terminated'), valueAt(status, 'lastState', 'terminated')];
  return ends.some((end) => end !== undefined && stringAt(end, 'startedAt') === startedAt);
};

/** The newest restart of a container within these versions of one pod, oldest first. */
export const lastRestart = (events: readonly Recorded[]): Restart | undefined => {
  for (let index = events.length - 1; index > 0; index -= 1) {
    const [before, event] = [events[index - 1], events[index]];
    if (before === undefined || event === undefined) continue;
    const object = objectOfEvent(event);
    const [container] = restarted(objectOfEvent(before), object);
    if (container === undefined) continue;
    const found = valueAt(statusOf(object, container), 'lastState', 'terminated');
    const terminated = typeof found === 'object' && found !== null && !Array.isArray(found) ? Object.fromEntries(Object.entries(found)) : {};
    const exit = events.slice(0, index + 1).find((earlier) => showsEnd(earlier, container, stringAt(terminated, 'startedAt'))) ?? event;
    return { event, exit, container, terminated };
  }
  return undefined;
};
