import type { JsonObject } from '../../../json.ts';
import { isJsonObject } from '../../../json.ts';
import { withField } from '../../../schema/json-building.ts';
import { roundResourceList } from '../../_types/milli-quantities.ts';

/** Amounts are kept to a thousandth. */
export const defaultResourceQuotaPart = (part: JsonObject): JsonObject =>
  ['hard', 'used'].reduce((done, name) => {
    const list = done[name];
    return isJsonObject(list) ? withField(done, name, roundResourceList(list)) : done;
  }, part);
