import type { JsonObject } from '../../../json.ts';
import { withAbsent } from '../../../schema/json-building.ts';

/** Pods of a class push others away unless it says otherwise. */
export const defaultPriorityClass = (priorityClass: JsonObject): JsonObject => withAbsent(priorityClass, { preemptionPolicy: 'PreemptLowerPriority' });
