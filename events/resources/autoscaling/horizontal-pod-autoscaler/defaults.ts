import type { JsonObject } from '../../../json.ts';
import { isJsonObject } from '../../../json.ts';
import { listAt, withoutKeys } from '../../../json-path.ts';
import { withAbsent } from '../../../schema/json-building.ts';

const PERIOD_SECONDS = 15;
const CPU_USE: JsonObject = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } };

/** Four fifths of the requested CPU, when nothing else is asked for. */
export const defaultMetrics = (spec: JsonObject): JsonObject => (listAt(spec, 'metrics').length > 0 ? spec : { ...spec, metrics: [CPU_USE] });

const doubled: JsonObject = { type: 'Percent', value: 100, periodSeconds: PERIOD_SECONDS };
const UP: JsonObject = { stabilizationWindowSeconds: 0, selectPolicy: 'Max', policies: [{ type: 'Pods', value: 4, periodSeconds: PERIOD_SECONDS }, doubled] };
// The window for fewer pods is a setting of the controller.
const DOWN: JsonObject = { selectPolicy: 'Max', policies: [doubled] };

const rulesOf = (behavior: JsonObject, direction: string, rules: JsonObject): JsonObject => {
  const given = behavior[direction];
  if (!isJsonObject(given)) return rules;
  // An empty list is not kept apart from an absent one.
  return withAbsent(listAt(given, 'policies').length > 0 ? given : withoutKeys(given, ['policies']), rules);
};

/** A behavior that says anything says everything. */
export const defaultBehavior = (behavior: JsonObject): JsonObject => {
  const [scaleUp, scaleDown] = [rulesOf(behavior, 'scaleUp', UP), rulesOf(behavior, 'scaleDown', DOWN)];
  return scaleUp === behavior['scaleUp'] && scaleDown === behavior['scaleDown'] ? behavior : { ...behavior, scaleUp, scaleDown };
};
