import type { JsonObject } from '../../../json.ts';
import { booleanAt, listAt, stringAt } from '../../../json-path.ts';
import { jsonEqual } from '../../../json-equal.ts';
import { conditionOf } from '../../_types/conditions.ts';

/** Cordoning also taints; what was asked for names the event. */
const specType = (before: JsonObject, after: JsonObject): string | undefined => {
  const cordoned = booleanAt(after, 'spec', 'unschedulable');
  if (cordoned !== booleanAt(before, 'spec', 'unschedulable')) return cordoned ? 'NodeCordoned' : 'NodeUncordoned';
  const [old, now] = [listAt(before, 'spec', 'taints'), listAt(after, 'spec', 'taints')];
  if (jsonEqual(old, now)) return undefined;
  return now.some((taint) => !old.some((other) => jsonEqual(other, taint))) ? 'NodeTainted' : 'NodeUntainted';
};

const readyType = (before: JsonObject, after: JsonObject): string | undefined => {
  const ready = stringAt(conditionOf(after, 'Ready'), 'status');
  if (ready === stringAt(conditionOf(before, 'Ready'), 'status')) return undefined;
  return ready === 'True' ? 'NodeReady' : 'NodeNotReady';
};

/** The label of a node's change. */
export const nodeEventType = (before: JsonObject | undefined, after: JsonObject): string | undefined => {
  if (before === undefined) return undefined;
  return readyType(before, after) ?? specType(before, after);
};
