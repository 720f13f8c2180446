import type { JsonObject } from '../../../json.ts';
import { valueAt } from '../../../json-path.ts';

/** The label of a change of what storage is left. */
export const csiStorageCapacityEventType = (before: JsonObject | undefined, after: JsonObject): string | undefined =>
  before === undefined || valueAt(before, 'capacity') === valueAt(after, 'capacity') ? undefined : 'StorageCapacityChanged';
