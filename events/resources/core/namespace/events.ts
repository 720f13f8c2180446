import type { JsonObject } from '../../../json.ts';
import { stringAt } from '../../../json-path.ts';

/** The label of a namespace's change. */
export const namespaceEventType = (before: JsonObject | undefined, after: JsonObject): string | undefined => {
  if (before === undefined) return undefined;
  return stringAt(before, 'status', 'phase') !== 'Terminating' && stringAt(after, 'status', 'phase') === 'Terminating' ? 'NamespaceTerminating' : undefined;
};
