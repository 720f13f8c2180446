import type { JsonObject } from '../../json.ts';
import { jsonEqual } from '../../json-equal.ts';
import { booleanAt, valueAt } from '../../json-path.ts';

const MAPS: readonly string[] = ['data', 'binaryData'];

/** The labels of changes of a kind that holds data: `ConfigMapDataChanged`, `ConfigMapMadeImmutable`. */
export const dataEventType = (kind: string) => (before: JsonObject | undefined, after: JsonObject): string | undefined => {
  if (before === undefined) return undefined;
  if (booleanAt(after, 'immutable') && !booleanAt(before, 'immutable')) return `${kind}MadeImmutable`;
  return MAPS.some((map) => !jsonEqual(valueAt(before, map), valueAt(after, map))) ? `${kind}DataChanged` : undefined;
};
