import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { bool, int32, int64, list, one, string, struct, time, typeMeta } from '../../../schema/fields.ts';
import { ConcurrencyPolicy } from '../../_types/enums.ts';
import { ObjectMetaSchema, namespacedMeta } from '../../_types/meta.ts';
import { ObjectReferenceSchema } from '../../_types/reference.ts';
import { JobSpecSchema } from '../job/schema.ts';
import { cronJobColumns } from './columns.ts';
import { cronJobEventType } from './events.ts';
import { cronJobStrategy } from './strategy.ts';
import { cronJobCreateErrors, cronJobErrors, cronJobUpdateErrors } from './validate.ts';

export const JobTemplateSpecSchema = struct('io.k8s.api.batch.v1.JobTemplateSpec', () => ({
  metadata: one(1, ObjectMetaSchema, { description: 'Labels and annotations of the jobs.' }),
  spec: one(2, JobSpecSchema, { description: 'What the jobs do.' }),
}), { description: 'The jobs a CronJob creates.' });
export type JobTemplateSpec = z.output<typeof JobTemplateSpecSchema>;

export const CronJobSpecSchema = struct('io.k8s.api.batch.v1.CronJobSpec', () => ({
  schedule: string(1, { required: true, description: 'When, as in crontab: minute, hour, day of the month, month, day of the week; or @hourly and its like.' }),
  timeZone: string(8, { pointer: true, description: 'Name of the time zone the schedule is in, such as Europe/Berlin; the controller’s own when absent.' }),
  startingDeadlineSeconds: int64(2, { pointer: true, description: 'How late a job may still be started, in seconds.' }),
  concurrencyPolicy: string(3, { enum: ConcurrencyPolicy, default: 'Allow', description: 'What to do while the last job still runs: Allow starts another, Forbid skips it, Replace ends the last one first. Allow by default.' }),
  suspend: bool(4, { pointer: true, default: false, description: 'Creates no more jobs while true; false by default.' }),
  jobTemplate: one(5, JobTemplateSpecSchema, { required: true, description: 'The jobs to create.' }),
  successfulJobsHistoryLimit: int32(6, { pointer: true, default: 3, description: 'How many jobs that succeeded are kept; 3 by default.' }),
  failedJobsHistoryLimit: int32(7, { pointer: true, default: 1, description: 'How many jobs that failed are kept; 1 by default.' }),
}), { description: 'When jobs are created, and which.' });
export type CronJobSpec = z.output<typeof CronJobSpecSchema>;

export const CronJobStatusSchema = struct('io.k8s.api.batch.v1.CronJobStatus', () => ({
  active: list(1, ObjectReferenceSchema, { type: 'atomic', description: 'Jobs that run.' }),
  lastScheduleTime: time(4, { pointer: true, description: 'When a job was last created by the schedule.' }),
  lastSuccessfulTime: time(5, { pointer: true, description: 'When a job last succeeded.' }),
}), { description: 'Which jobs run, and when the last was created.' });
export type CronJobStatus = z.output<typeof CronJobStatusSchema>;

export const CronJobSchema = struct('io.k8s.api.batch.v1.CronJob', () => ({
  ...typeMeta(),
  metadata: namespacedMeta(),
  spec: one(2, CronJobSpecSchema, { required: true, omitempty: true, description: 'When jobs are created, and which.' }),
  status: one(3, CronJobStatusSchema, { description: 'Which jobs run, and when the last was created.' }),
}), { description: 'Creates jobs by a schedule.' });
export type CronJob = z.output<typeof CronJobSchema>;

export const cronJobs: ResourceOf<CronJob> = { group: 'batch', resource: 'cronjobs' };

export const cronJob: KindDefinition = {
  group: 'batch',
  version: 'v1',
  kind: 'CronJob',
  resource: 'cronjobs',
  singular: 'cronjob',
  shortNames: ['cj'],
  categories: ['all'],
  namespaced: true,
  schema: CronJobSchema,
  hasStatus: true,
  columns: cronJobColumns,
  selectable: {},
  strategy: cronJobStrategy,
  validate: cronJobErrors,
  validateCreate: cronJobCreateErrors,
  validateUpdate: cronJobUpdateErrors,
  eventType: cronJobEventType,
};
