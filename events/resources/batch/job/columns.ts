import type { JsonObject } from '../../../json.ts';
import { numberAt, stringAt } from '../../../json-path.ts';
import { humanDuration } from '../../../meta/human-duration.ts';
import type { Column } from '../../../schema/kind.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';
import { isConditionTrue } from '../../_types/conditions.ts';
import { workloadColumns } from '../../_types/workload-columns.ts';

const statusCell = (job: JsonObject): string => {
  if (isConditionTrue(job, 'Complete')) return 'Complete';
  if (isConditionTrue(job, 'Failed')) return 'Failed';
  if (stringAt(job, 'metadata', 'deletionTimestamp') !== '') return 'Terminating';
  if (isConditionTrue(job, 'Suspended')) return 'Suspended';
  return isConditionTrue(job, 'FailureTarget') ? 'FailureTarget' : 'Running';
};

const completionsCell = (job: JsonObject): string => {
  const succeeded = numberAt(job, 'status', 'succeeded') ?? 0;
  const completions = numberAt(job, 'spec', 'completions');
  if (completions !== undefined) return `${succeeded}/${completions}`;
  const parallelism = numberAt(job, 'spec', 'parallelism') ?? 0;
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
};

const durationCell = (job: JsonObject, nowMs: number): string => {
  const [start, end] = [stringAt(job, 'status', 'startTime'), stringAt(job, 'status', 'completionTime')];
  return start === '' ? '' : humanDuration((end === '' ? nowMs : Date.parse(end)) - Date.parse(start));
};

export const jobColumns: readonly Column[] = [
  nameColumn,
  { name: 'Status', type: 'string', description: 'How far the job has come.', cell: statusCell },
  { name: 'Completions', type: 'string', description: 'Pods that succeeded, of those that must.', cell: completionsCell },
  { name: 'Duration', type: 'string', description: 'How long the job took, or takes so far.', cell: durationCell },
  ageColumn,
  ...workloadColumns,
];
