import type { JsonObject } from '../../../json.ts';
import { withAbsent } from '../../../schema/json-building.ts';

/** Volumes of a class are made at once and deleted with their claim, unless it says otherwise. */
export const defaultStorageClass = (storageClass: JsonObject): JsonObject => withAbsent(storageClass, { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' });
