import type { JsonObject } from '../../../json.ts';
import { isJsonObject } from '../../../json.ts';
import { withAbsent, withField } from '../../../schema/json-building.ts';

const QUARTER = '25%';

/** A rolling update by default, a quarter at a time. */
export const defaultStrategy = (strategy: JsonObject): JsonObject => {
  const typed = withAbsent(strategy, { type: 'RollingUpdate' });
  if (typed['type'] !== 'RollingUpdate') return typed;
  const rolling = isJsonObject(typed['rollingUpdate']) ? typed['rollingUpdate'] : {};
  return withField(typed, 'rollingUpdate', withAbsent(rolling, { maxUnavailable: QUARTER, maxSurge: QUARTER }));
};
