import type { JsonObject } from '../../../json.ts';
import { isJsonObject } from '../../../json.ts';
import { withAbsent, withField } from '../../../schema/json-building.ts';

const fill = (object: JsonObject, part: string, values: JsonObject): JsonObject => {
  const given = object[part];
  return withField(object, part, withAbsent(isJsonObject(given) ? given : {}, values));
};

/** A volume stays when its claim goes, and is a file system, unless it says otherwise. */
export const defaultPersistentVolume = (volume: JsonObject): JsonObject =>
  fill(fill(volume, 'status', { phase: 'Pending' }), 'spec', { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' });
