import type { Json, JsonObject } from '../../../json.ts';
import { isJsonObject } from '../../../json.ts';
import { jsonEqual } from '../../../json-equal.ts';
import { parseJson } from '../../../parse-json.ts';
import { isJsonArray, numberAt, objectAt, objectsAt, optionalObjectAt, stringAt, valueAt, withValueAt, withoutKeys } from '../../../json-path.ts';
import { SPECS, STATUSES, convertMetric } from './metrics-v1.ts';

const METRICS = 'autoscaling.alpha.kubernetes.io/metrics';
const CURRENT_METRICS = 'autoscaling.alpha.kubernetes.io/current-metrics';
const CONDITIONS = 'autoscaling.alpha.kubernetes.io/conditions';
const BEHAVIOR = 'autoscaling.alpha.kubernetes.io/behavior';
/** Metrics and their values as version 2 has them, where upstream's annotations cannot bring them back as they were. */
const EXACT = 'autoscaling.shiplog.dev/exact';
const CARRIERS: readonly string[] = [METRICS, CURRENT_METRICS, CONDITIONS, BEHAVIOR, EXACT];

const ANNOTATIONS = ['metadata', 'annotations'];

const parsed = (text: string): Json | undefined => {
  try {
    const value: unknown = parseJson(text);
    return isJsonObject(value) || isJsonArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

/** A carrier's JSON; undefined for what is not well-formed, which is dropped as upstream drops it. */
const carried = (autoscaler: JsonObject, carrier: string): Json | undefined => parsed(stringAt(autoscaler, ...ANNOTATIONS, carrier));
const carriedObjects = (autoscaler: JsonObject, carrier: string): readonly JsonObject[] => objectsAt({ items: carried(autoscaler, carrier) }, 'items');

const withAnnotations = (autoscaler: JsonObject, more: Readonly<Record<string, string>>): JsonObject => {
  const annotations = { ...withoutKeys(objectAt(autoscaler, ...ANNOTATIONS), CARRIERS), ...more };
  return withValueAt(autoscaler, ANNOTATIONS, Object.keys(annotations).length === 0 ? undefined : annotations);
};

const isCpuUse = (metric: JsonObject): boolean =>
  metric['type'] === 'Resource' && stringAt(metric, 'resource', 'name') === 'cpu' && numberAt(metric, 'resource', 'target', 'averageUtilization') !== undefined;

const cpuUse = (percent: number): JsonObject => ({ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: percent } } });

const present = (object: JsonObject): JsonObject => Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));

/** The last CPU value is the one upstream shows. */
const currentCpu = (metrics: readonly JsonObject[]): number | undefined =>
  metrics.filter((metric) => metric['type'] === 'Resource' && stringAt(metric, 'resource', 'name') === 'cpu').map((metric) => numberAt(metric, 'resource', 'current', 'averageUtilization')).findLast((percent) => percent !== undefined);

const carriersOf = (stored: JsonObject): Readonly<Record<string, string>> => {
  const others = objectsAt(stored, 'spec', 'metrics').filter((metric) => !isCpuUse(metric));
  const current = objectsAt(stored, 'status', 'currentMetrics');
  const conditions = objectsAt(stored, 'status', 'conditions');
  const behavior = optionalObjectAt(stored, 'spec', 'behavior');
  return {
    ...(others.length > 0 && { [METRICS]: JSON.stringify(others.map((metric) => convertMetric(metric, SPECS, 'down'))) }),
    ...(current.length > 0 && { [CURRENT_METRICS]: JSON.stringify(current.map((metric) => convertMetric(metric, STATUSES, 'down'))) }),
    ...(conditions.length > 0 && { [CONDITIONS]: JSON.stringify(conditions) }),
    ...(behavior !== undefined && { [BEHAVIOR]: JSON.stringify(behavior) }),
  };
};

const STATUS_FIELDS: readonly string[] = ['observedGeneration', 'lastScaleTime', 'currentReplicas', 'desiredReplicas'];

const picked = (object: JsonObject, fields: readonly string[]): JsonObject => Object.fromEntries(fields.map((field) => [field, object[field]]));

/** What upstream makes of an autoscaler for version 1. */
const down = (stored: JsonObject): JsonObject => {
  const { scaleTargetRef, minReplicas, maxReplicas } = objectAt(stored, 'spec');
  const cpu = objectsAt(stored, 'spec', 'metrics').find(isCpuUse);
  const status = objectAt(stored, 'status');
  return withAnnotations({
    ...stored,
    spec: present({ scaleTargetRef, minReplicas, maxReplicas, targetCPUUtilizationPercentage: valueAt(cpu, 'resource', 'target', 'averageUtilization') }),
    status: present({ ...picked(status, STATUS_FIELDS), currentCPUUtilizationPercentage: currentCpu(objectsAt(status, 'currentMetrics')) }),
  }, carriersOf(stored));
};

const metricsOf = (autoscaler: JsonObject): readonly JsonObject[] => {
  const percent = numberAt(autoscaler, 'spec', 'targetCPUUtilizationPercentage');
  return [...carriedObjects(autoscaler, METRICS).map((metric) => convertMetric(metric, SPECS, 'up')), ...(percent === undefined ? [] : [cpuUse(percent)])];
};

const currentMetricsOf = (autoscaler: JsonObject): readonly JsonObject[] | undefined => {
  const current = carriedObjects(autoscaler, CURRENT_METRICS);
  // The annotation knows more than the field.
  if (current.length > 0) return current.map((metric) => convertMetric(metric, STATUSES, 'up'));
  const percent = numberAt(autoscaler, 'status', 'currentCPUUtilizationPercentage');
  return percent === undefined ? undefined : [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: percent } } }];
};

/** What upstream makes of version 1. */
const up = (autoscaler: JsonObject): JsonObject => {
  const { scaleTargetRef, minReplicas, maxReplicas } = objectAt(autoscaler, 'spec');
  const behavior = carried(autoscaler, BEHAVIOR);
  const conditions = carriedObjects(autoscaler, CONDITIONS);
  return withAnnotations({
    ...autoscaler,
    spec: present({ scaleTargetRef, minReplicas, maxReplicas, metrics: metricsOf(autoscaler), behavior: isJsonObject(behavior) && Object.keys(behavior).length > 0 ? behavior : undefined }),
    status: present({ ...picked(objectAt(autoscaler, 'status'), STATUS_FIELDS), currentMetrics: currentMetricsOf(autoscaler), conditions: conditions.length > 0 ? conditions : undefined }),
  }, {});
};

/** An empty list is written where there is none. */
const filled = (list: Json | undefined): Json | undefined => (isJsonArray(list) && list.length === 0 ? undefined : list);

/** What upstream's annotations may fail to bring back: the order of metrics, a second CPU target, values of unlike types. */
const exactPart = (stored: JsonObject): JsonObject => present({ metrics: valueAt(stored, 'spec', 'metrics'), currentMetrics: filled(valueAt(stored, 'status', 'currentMetrics')) });

const withExactPart = (stored: JsonObject, exact: JsonObject): JsonObject =>
  withValueAt(withValueAt(stored, ['spec', 'metrics'], exact['metrics']), ['status', 'currentMetrics'], exact['currentMetrics']);

/** Version 1 of a stored autoscaler. */
export const fromStored = (stored: JsonObject): JsonObject => {
  const shown = down(stored);
  if (jsonEqual(exactPart(up(shown)), exactPart(stored))) return shown;
  return withValueAt(shown, [...ANNOTATIONS, EXACT], JSON.stringify(exactPart(stored)));
};

/** What version 1 says of metrics, to tell whether a client has changed it since it was made from the exact part. */
const said = (autoscaler: JsonObject): JsonObject => ({
  cpu: valueAt(autoscaler, 'spec', 'targetCPUUtilizationPercentage') ?? null, metrics: carried(autoscaler, METRICS) ?? null,
  currentCpu: valueAt(autoscaler, 'status', 'currentCPUUtilizationPercentage') ?? null, current: carried(autoscaler, CURRENT_METRICS) ?? null,
});

/** The stored form of version 1; a client that leaves the annotations alone leaves the metrics alone. */
export const toStored = (autoscaler: JsonObject): JsonObject => {
  const stored = up(autoscaler);
  const exact = carried(autoscaler, EXACT);
  if (!isJsonObject(exact)) return stored;
  const whole = withExactPart(stored, exact);
  return jsonEqual(said(down(whole)), said(autoscaler)) ? whole : stored;
};
