import type { JsonObject } from '../../../json.ts';
import { jsonEqual } from '../../../json-equal.ts';
import { valueAt } from '../../../json-path.ts';

const CHANGES: readonly (readonly [string, readonly string[]])[] = [
  ['StatefulSetRolloutStarted', ['spec', 'template']], ['StatefulSetScaled', ['spec', 'replicas']], ['StatefulSetRolloutPartitioned', ['spec', 'updateStrategy']],
];

const isRolledOut = (set: JsonObject): boolean => valueAt(set, 'status', 'currentRevision') === valueAt(set, 'status', 'updateRevision');

/** The label of a stateful set's change. */
export const statefulSetEventType = (before: JsonObject | undefined, after: JsonObject): string | undefined => {
  if (before === undefined) return undefined;
  const change = CHANGES.find(([, path]) => !jsonEqual(valueAt(before, ...path), valueAt(after, ...path)));
  if (change !== undefined) return change[0];
  return isRolledOut(after) && !isRolledOut(before) ? 'StatefulSetRolloutCompleted' : undefined;
};
