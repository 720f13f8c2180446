import type { JsonObject } from '../../../json.ts';
import { isJsonObject } from '../../../json.ts';
import { isJsonArray } from '../../../json-path.ts';
import { withAbsent, withField } from '../../../schema/json-building.ts';

/** A rolling update of all pods by default, one at a time. */
export const defaultUpdateStrategy = (strategy: JsonObject): JsonObject => {
  const isTyped = typeof strategy['type'] === 'string' && strategy['type'] !== '';
  const typed = isTyped ? strategy : withAbsent({ ...strategy, type: 'RollingUpdate' }, { rollingUpdate: {} });
  const { type, rollingUpdate } = typed;
  return type === 'RollingUpdate' && isJsonObject(rollingUpdate) ? withField(typed, 'rollingUpdate', withAbsent(rollingUpdate, { partition: 0, maxUnavailable: 1 })) : typed;
};

/** Claim templates say what they are, as upstream stores them. */
export const defaultStatefulSetSpec = (spec: JsonObject): JsonObject => {
  const templates = spec['volumeClaimTemplates'];
  if (!isJsonArray(templates)) return spec;
  const typed = templates.map((template) => (isJsonObject(template) ? withField(withField(template, 'kind', 'PersistentVolumeClaim'), 'apiVersion', 'v1') : template));
  return typed.every((template, index) => template === templates[index]) ? spec : { ...spec, volumeClaimTemplates: typed };
};
