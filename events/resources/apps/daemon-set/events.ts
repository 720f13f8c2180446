import type { JsonObject } from '../../../json.ts';
import { jsonEqual } from '../../../json-equal.ts';
import { numberAt, valueAt } from '../../../json-path.ts';

const isRolledOut = (set: JsonObject): boolean =>
  (numberAt(set, 'status', 'updatedNumberScheduled') ?? 0) >= (numberAt(set, 'status', 'desiredNumberScheduled') ?? 0);

/** The label of a daemon set's change. */
export const daemonSetEventType = (before: JsonObject | undefined, after: JsonObject): string | undefined => {
  if (before === undefined) return undefined;
  const differs = (...path: readonly string[]): boolean => !jsonEqual(valueAt(before, ...path), valueAt(after, ...path));
  if (differs('spec', 'template')) return 'DaemonSetRolloutStarted';
  if (differs('status', 'desiredNumberScheduled')) return 'DaemonSetNodesChanged';
  return isRolledOut(after) && !isRolledOut(before) ? 'DaemonSetRolloutCompleted' : undefined;
};
