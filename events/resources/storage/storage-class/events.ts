import type { JsonObject } from '../../../json.ts';
import { isDefaultStorageClass } from './is-default.ts';

/** The label of a storage class's change. */
export const storageClassEventType = (before: JsonObject | undefined, after: JsonObject): string | undefined => {
  if (before === undefined || isDefaultStorageClass(before) === isDefaultStorageClass(after)) return undefined;
  return isDefaultStorageClass(after) ? 'StorageClassMadeDefault' : 'StorageClassNoLongerDefault';
};
