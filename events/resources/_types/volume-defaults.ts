import type { JsonObject } from '../../json.ts';

/** A volume without any source is an emptyDir. */
export const defaultVolume = (volume: JsonObject): JsonObject =>
  Object.keys(volume).some((field) => field !== 'name' && volume[field] !== undefined) ? volume : { ...volume, emptyDir: {} };
