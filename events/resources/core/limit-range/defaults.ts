import type { JsonObject } from '../../../json.ts';
import { isJsonObject } from '../../../json.ts';
import { withAbsent, withField } from '../../../schema/json-building.ts';
import { roundResourceList } from '../../_types/milli-quantities.ts';

const LISTS: readonly string[] = ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio'];

const listOf = (item: JsonObject, name: string): JsonObject => (isJsonObject(item[name]) ? item[name] : {});

const rounded = (item: JsonObject): JsonObject =>
  LISTS.reduce((done, name) => (isJsonObject(done[name]) ? withField(done, name, roundResourceList(listOf(done, name))) : done), item);

/** A container's limits default to the most, its requests to its default limits, then to the least; amounts are kept to a thousandth. */
export const defaultLimitRangeItem = (given: JsonObject): JsonObject => {
  const item = rounded(given);
  if (item['type'] !== 'Container') return item;
  const limits = withAbsent(listOf(item, 'default'), listOf(item, 'max'));
  const requests = withAbsent(withAbsent(listOf(item, 'defaultRequest'), limits), listOf(item, 'min'));
  return { ...item, default: limits, defaultRequest: requests };
};
