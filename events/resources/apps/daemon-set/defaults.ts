import type { JsonObject } from '../../../json.ts';
import { isJsonObject } from '../../../json.ts';
import { withAbsent, withField } from '../../../schema/json-building.ts';

/** A rolling update by default, one node at a time. */
export const defaultUpdateStrategy = (strategy: JsonObject): JsonObject => {
  const isTyped = typeof strategy['type'] === 'string' && strategy['type'] !== '';
  const typed = isTyped ? strategy : { ...strategy, type: 'RollingUpdate' };
  if (typed['type'] !== 'RollingUpdate') return typed;
  const rolling = isJsonObject(typed['rollingUpdate']) ? typed['rollingUpdate'] : {};
  return withField(typed, 'rollingUpdate', withAbsent(rolling, { maxUnavailable: 1, maxSurge: 0 }));
};
