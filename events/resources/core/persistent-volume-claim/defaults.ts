import type { JsonObject } from '../../../json.ts';
import { isJsonObject } from '../../../json.ts';
import { withAbsent, withField } from '../../../schema/json-building.ts';

/** A claim waits until it is bound; its spec's defaults are the spec's own. */
export const defaultPersistentVolumeClaim = (claim: JsonObject): JsonObject =>
  withField(claim, 'status', withAbsent(isJsonObject(claim['status']) ? claim['status'] : {}, { phase: 'Pending' }));
