import type { JsonObject } from '../../../json.ts';
import { numberAt, objectAt } from '../../../json-path.ts';

const allowed = (budget: JsonObject): boolean => (numberAt(budget, 'status', 'disruptionsAllowed') ?? 0) > 0;
const disrupted = (budget: JsonObject): number => Object.keys(objectAt(budget, 'status', 'disruptedPods')).length;

/** The label of a budget's change. */
export const podDisruptionBudgetEventType = (before: JsonObject | undefined, after: JsonObject): string | undefined => {
  if (before === undefined) return undefined;
  if (disrupted(after) > disrupted(before)) return 'DisruptionGranted';
  if (allowed(before) === allowed(after)) return undefined;
  return allowed(after) ? 'DisruptionsAllowed' : 'DisruptionsExhausted';
};
