import type { JsonObject } from '../../../json.ts';
import { objectsAt, stringAt } from '../../../json-path.ts';

/** The label of a change of a node's drivers. */
export const csiNodeEventType = (before: JsonObject | undefined, after: JsonObject): string | undefined => {
  if (before === undefined) return undefined;
  const names = (node: JsonObject): readonly string[] => objectsAt(node, 'spec', 'drivers').map((driver) => stringAt(driver, 'name'));
  const [old, now] = [names(before), names(after)];
  if (now.some((name) => !old.includes(name))) return 'CSIDriverRegistered';
  return old.some((name) => !now.includes(name)) ? 'CSIDriverUnregistered' : undefined;
};
