import type { JsonObject } from '../../../json.ts';
import { numberAt, objectsAt, optionalObjectAt, stringAt } from '../../../json-path.ts';
import type { Column } from '../../../schema/kind.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';
import { sourceField } from './source-field.ts';

const UNKNOWN = '<unknown>';
const SHOWN = 2;

const percent = (value: number | undefined): string | undefined => (value === undefined ? undefined : `${value}%`);

/** Present and wanted value of a resource's use. */
const resourceCell = (spec: JsonObject, status: JsonObject | undefined): string => {
  const wanted = stringAt(spec, 'target', 'averageValue');
  const current = wanted === '' ? percent(numberAt(status, 'current', 'averageUtilization')) : stringAt(status, 'current', 'averageValue');
  const target = wanted === '' ? percent(numberAt(spec, 'target', 'averageUtilization')) ?? '<auto>' : wanted;
  return `${stringAt(spec, 'name')}: ${current === undefined || current === '' ? UNKNOWN : current}/${target}`;
};

/** Present and wanted value of a metric that has a value, or one per pod. */
const valueCell = (spec: JsonObject, status: JsonObject | undefined, isAveraged: boolean): string => {
  const average = stringAt(spec, 'target', 'averageValue');
  const isPerPod = isAveraged || average !== '';
  const current = stringAt(status, 'current', isPerPod ? 'averageValue' : 'value') || UNKNOWN;
  const target = isPerPod ? average : stringAt(spec, 'target', 'value');
  return `${current}/${target}${isPerPod && !isAveraged ? ' (avg)' : ''}`;
};

const metricCell = (metric: JsonObject, status: JsonObject | undefined): string => {
  const field = sourceField(stringAt(metric, 'type'));
  if (field === undefined) return '<unknown type>';
  const [spec, present] = [optionalObjectAt(metric, field) ?? {}, optionalObjectAt(status, field)];
  return field === 'resource' || field === 'containerResource' ? resourceCell(spec, present) : valueCell(spec, present, field === 'pods');
};

const targetsCell = (autoscaler: JsonObject): string => {
  const statuses = objectsAt(autoscaler, 'status', 'currentMetrics');
  const cells = objectsAt(autoscaler, 'spec', 'metrics').map((metric, index) => metricCell(metric, statuses[index]));
  if (cells.length === 0) return '<none>';
  const shown = cells.slice(0, SHOWN).join(', ');
  return cells.length > SHOWN ? `${shown} + ${cells.length - SHOWN} more...` : shown;
};

export const horizontalPodAutoscalerColumns: readonly Column[] = [
  nameColumn,
  { name: 'Reference', type: 'string', description: 'What is scaled.', cell: (autoscaler) => `${stringAt(autoscaler, 'spec', 'scaleTargetRef', 'kind')}/${stringAt(autoscaler, 'spec', 'scaleTargetRef', 'name')}` },
  { name: 'Targets', type: 'string', description: 'Present values of the metrics, and those aimed at.', cell: targetsCell },
  { name: 'MinPods', type: 'string', description: 'The smallest size.', cell: (autoscaler) => String(numberAt(autoscaler, 'spec', 'minReplicas') ?? '<unset>') },
  { name: 'MaxPods', type: 'string', description: 'The largest size.', cell: (autoscaler) => numberAt(autoscaler, 'spec', 'maxReplicas') ?? 0 },
  { name: 'Replicas', type: 'string', description: 'The present size.', cell: (autoscaler) => numberAt(autoscaler, 'status', 'currentReplicas') ?? 0 },
  ageColumn,
];
