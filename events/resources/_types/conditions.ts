import type { JsonObject } from '../../json.ts';
import { objectsAt, stringAt } from '../../json-path.ts';

/** The object's status condition of a type; undefined when it has none. */
export const conditionOf = (object: JsonObject, type: string): JsonObject | undefined =>
  objectsAt(object, 'status', 'conditions').find((condition) => condition['type'] === type);

export const isConditionTrue = (object: JsonObject, type: string): boolean => stringAt(conditionOf(object, type), 'status') === 'True';
