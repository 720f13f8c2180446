import type { JsonObject } from '../../../json.ts';
import { jsonEqual } from '../../../json-equal.ts';
import { booleanAt, valueAt } from '../../../json-path.ts';

/** The label of a volume attachment's change. */
export const volumeAttachmentEventType = (before: JsonObject | undefined, after: JsonObject): string | undefined => {
  if (before === undefined) return undefined;
  const attached = booleanAt(after, 'status', 'attached');
  if (attached !== booleanAt(before, 'status', 'attached')) return attached ? 'VolumeAttached' : 'VolumeDetached';
  const fails = (field: string): boolean => valueAt(after, 'status', field) !== undefined && !jsonEqual(valueAt(after, 'status', field), valueAt(before, 'status', field));
  if (fails('attachError')) return 'VolumeAttachFailed';
  return fails('detachError') ? 'VolumeDetachFailed' : undefined;
};
