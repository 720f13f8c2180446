import type { Json, JsonObject } from '../../../json.ts';
import { objectAt, optionalObjectAt, stringAt, valueAt } from '../../../json-path.ts';
import { sourceField } from './source-field.ts';

/** Metrics as upstream writes them into the annotations of version 1, one to one for every valid metric. */

/** A copy without absent members. */
const present = (object: JsonObject): JsonObject => Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));

const ZERO = '0';

type Convert = (source: JsonObject) => JsonObject;

interface Conversion {
  /** From version 2. */
  readonly down: Convert;
  /** To version 2. */
  readonly up: Convert;
}

const identifier = (source: JsonObject, selector: string): JsonObject => present({ name: stringAt(source, 'metricName'), selector: source[selector] });

const targetType = (hasAverage: boolean, plain: string): string => (hasAverage ? 'AverageValue' : plain);

const objectSpec: Conversion = {
  down: (source) => present({
    target: objectAt(source, 'describedObject'), metricName: stringAt(source, 'metric', 'name'), targetValue: valueAt(source, 'target', 'value') ?? ZERO,
    selector: valueAt(source, 'metric', 'selector'), averageValue: valueAt(source, 'target', 'averageValue'),
  }),
  up: (source) => {
    const average = source['averageValue'];
    const value = source['targetValue'] === ZERO ? undefined : source['targetValue'];
    return {
      describedObject: objectAt(source, 'target'), metric: identifier(source, 'selector'),
      target: present({ type: targetType(average !== undefined, 'Value'), value, averageValue: average }),
    };
  },
};

const podsSpec: Conversion = {
  down: (source) => present({ metricName: stringAt(source, 'metric', 'name'), targetAverageValue: valueAt(source, 'target', 'averageValue') ?? ZERO, selector: valueAt(source, 'metric', 'selector') }),
  up: (source) => ({ metric: identifier(source, 'selector'), target: { type: 'AverageValue', averageValue: source['targetAverageValue'] } }),
};

const resourceSpec: Conversion = {
  down: (source) => present({
    name: stringAt(source, 'name'), targetAverageUtilization: valueAt(source, 'target', 'averageUtilization'), targetAverageValue: valueAt(source, 'target', 'averageValue'), container: source['container'],
  }),
  up: (source) => present({
    name: stringAt(source, 'name'), container: source['container'],
    target: present({
      type: targetType(source['targetAverageValue'] !== undefined, 'Utilization'), averageValue: source['targetAverageValue'], averageUtilization: source['targetAverageUtilization'],
    }),
  }),
};

const externalSpec: Conversion = {
  down: (source) => present({
    metricName: stringAt(source, 'metric', 'name'), metricSelector: valueAt(source, 'metric', 'selector'), targetValue: valueAt(source, 'target', 'value'), targetAverageValue: valueAt(source, 'target', 'averageValue'),
  }),
  up: (source) => ({
    metric: identifier(source, 'metricSelector'),
    target: present({ type: targetType(source['targetAverageValue'] !== undefined, 'Value'), value: source['targetValue'], averageValue: source['targetAverageValue'] }),
  }),
};

const objectStatus: Conversion = {
  down: (source) => present({
    target: objectAt(source, 'describedObject'), metricName: stringAt(source, 'metric', 'name'), currentValue: valueAt(source, 'current', 'value') ?? ZERO,
    selector: valueAt(source, 'metric', 'selector'), averageValue: valueAt(source, 'current', 'averageValue'),
  }),
  up: (source) => ({
    metric: identifier(source, 'selector'), describedObject: objectAt(source, 'target'), current: present({ value: source['currentValue'], averageValue: source['averageValue'] }),
  }),
};

const podsStatus: Conversion = {
  down: (source) => present({ metricName: stringAt(source, 'metric', 'name'), currentAverageValue: valueAt(source, 'current', 'averageValue') ?? ZERO, selector: valueAt(source, 'metric', 'selector') }),
  up: (source) => ({ metric: identifier(source, 'selector'), current: { averageValue: source['currentAverageValue'] } }),
};

const resourceStatus: Conversion = {
  down: (source) => present({
    name: stringAt(source, 'name'), currentAverageUtilization: valueAt(source, 'current', 'averageUtilization'), currentAverageValue: valueAt(source, 'current', 'averageValue') ?? ZERO, container: source['container'],
  }),
  up: (source) => present({
    name: stringAt(source, 'name'), container: source['container'], current: present({ averageValue: source['currentAverageValue'], averageUtilization: source['currentAverageUtilization'] }),
  }),
};

const externalStatus: Conversion = {
  down: (source) => present({
    metricName: stringAt(source, 'metric', 'name'), metricSelector: valueAt(source, 'metric', 'selector'), currentValue: valueAt(source, 'current', 'value') ?? ZERO, currentAverageValue: valueAt(source, 'current', 'averageValue'),
  }),
  up: (source) => ({ metric: identifier(source, 'metricSelector'), current: present({ value: source['currentValue'], averageValue: source['currentAverageValue'] }) }),
};

type Conversions = Readonly<Record<string, Conversion>>;

export const SPECS: Conversions = { object: objectSpec, pods: podsSpec, resource: resourceSpec, containerResource: resourceSpec, external: externalSpec };
export const STATUSES: Conversions = { object: objectStatus, pods: podsStatus, resource: resourceStatus, containerResource: resourceStatus, external: externalStatus };

/** Converts the source of the metric's type; sources that do not belong there are left out. */
export const convertMetric = (metric: JsonObject, conversions: Conversions, direction: keyof Conversion): JsonObject => {
  const type = stringAt(metric, 'type');
  const field = sourceField(type);
  const source: Json | undefined = field === undefined ? undefined : optionalObjectAt(metric, field);
  const conversion = field === undefined ? undefined : conversions[field];
  return field === undefined || source === undefined || conversion === undefined ? { type } : { type, [field]: conversion[direction](source) };
};
