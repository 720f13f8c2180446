import type { JsonObject } from '../../../json.ts';
import { listAt, stringAt, valueAt } from '../../../json-path.ts';
import { age } from '../../../meta/human-duration.ts';
import type { Column } from '../../../schema/kind.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';
import { containerColumns, selectorColumn } from '../../_types/workload-columns.ts';

const suspendCell = (cronJob: JsonObject): string => {
  const suspend = valueAt(cronJob, 'spec', 'suspend');
  if (suspend === undefined) return '<unset>';
  return suspend === true ? 'True' : 'False';
};

const lastCell = (cronJob: JsonObject, nowMs: number): string => {
  const last = stringAt(cronJob, 'status', 'lastScheduleTime');
  return last === '' ? '<none>' : age(last, nowMs);
};

export const cronJobColumns: readonly Column[] = [
  nameColumn,
  { name: 'Schedule', type: 'string', description: 'When jobs are created.', cell: (cronJob) => stringAt(cronJob, 'spec', 'schedule') },
  { name: 'Timezone', type: 'string', description: 'Time zone the schedule is in.', cell: (cronJob) => stringAt(cronJob, 'spec', 'timeZone') || '<none>' },
  { name: 'Suspend', type: 'boolean', description: 'Whether no more jobs are created.', cell: suspendCell },
  { name: 'Active', type: 'integer', description: 'Jobs that run.', cell: (cronJob) => listAt(cronJob, 'status', 'active').length },
  { name: 'Last Schedule', type: 'string', description: 'Time since a job was last created.', cell: lastCell },
  ageColumn,
  ...containerColumns(['spec', 'jobTemplate', 'spec', 'template']),
  selectorColumn('spec', 'jobTemplate', 'spec', 'selector'),
];
