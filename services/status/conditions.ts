import type { Json, JsonObject } from '../../events/json.ts';
import { isJsonArray } from '../../events/json-path.ts';
import { isJsonObject } from '../../events/json.ts';

const listOf = (value: Json | undefined): readonly JsonObject[] => (isJsonArray(value) ? value.filter(isJsonObject) : []);

const typeOf = (condition: JsonObject): string => (typeof condition.type === 'string' ? condition.type : '');

interface Merge {
  readonly current: Json | undefined;
  readonly observed: Json | undefined;
  /** Types the observer owns; others it reports are ignored. */
  readonly owned: readonly string[];
  /** Given to a condition that changed without saying when. */
  readonly time: string;
}

const isLater = (time: Json | undefined, than: Json | undefined): boolean => typeof time !== 'string' || typeof than !== 'string' || time > than;

/**
 * `lastTransitionTime` moves with `status` only, and only forward: an observer that went on seeing what it saw does not
 * know of a change somebody else made meanwhile and it takes back.
 */
const transition = (before: JsonObject | undefined, after: JsonObject, time: string): JsonObject => {
  if (before !== undefined && before.status === after.status) return { ...after, lastTransitionTime: before.lastTransitionTime ?? after.lastTransitionTime ?? time };
  const told = isLater(after.lastTransitionTime, before?.lastTransitionTime) ? after.lastTransitionTime : undefined;
  return { ...after, lastTransitionTime: told ?? time };
};

/**
 * Conditions after an observation: the observer's replaced by type, everyone else's as they were. Order is kept, new
 * ones come last; an owned condition that is not reported stays.
 */
export const mergeConditions = ({ current, observed, owned, time }: Merge): readonly JsonObject[] => {
  const reported = new Map(listOf(observed).filter((condition) => owned.includes(typeOf(condition))).map((condition) => [typeOf(condition), condition]));
  const merged = listOf(current).map((before) => {
    const after = reported.get(typeOf(before));
    reported.delete(typeOf(before));
    return after === undefined ? before : transition(before, after, time);
  });
  return [...merged, ...[...reported.values()].map((after) => transition(undefined, after, time))];
};

/** The condition of a type, if the status has it. */
export const conditionOf = (status: JsonObject, type: string): JsonObject | undefined =>
  listOf(status.conditions).find((condition) => typeOf(condition) === type);
