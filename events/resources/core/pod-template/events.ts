import type { JsonObject } from '../../../json.ts';
import { jsonEqual } from '../../../json-equal.ts';
import { valueAt } from '../../../json-path.ts';

/** The label of a pod template's change. */
export const podTemplateEventType = (before: JsonObject | undefined, after: JsonObject): string | undefined =>
  before === undefined || jsonEqual(valueAt(before, 'template'), valueAt(after, 'template')) ? undefined : 'PodTemplateChanged';
