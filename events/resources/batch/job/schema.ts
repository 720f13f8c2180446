import type { z } from 'zod';
import { numberAt } from '../../../json-path.ts';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { bool, int32, int64, list, one, string, struct, time, typeMeta } from '../../../schema/fields.ts';
import { CompletionMode, JobConditionType, PodFailurePolicyAction, PodFailurePolicyOnExitCodesOperator, PodReplacementPolicy } from '../../_types/enums.ts';
import { LabelSelectorSchema, namespacedMeta } from '../../_types/meta.ts';
import { PodTemplateSpecSchema } from '../../_types/pod-spec.ts';
import { jobColumns } from './columns.ts';
import { defaultJob } from './defaults.ts';
import { jobEventType } from './events.ts';
import { jobStrategy } from './strategy.ts';
import { jobCreateErrors, jobErrors, jobUpdateErrors } from './validate.ts';
import { jobStatusErrors } from './validate-status.ts';

export const PodFailurePolicyOnExitCodesRequirementSchema = struct('io.k8s.api.batch.v1.PodFailurePolicyOnExitCodesRequirement', () => ({
  containerName: string(1, { pointer: true, description: 'The container whose exit code counts; all of the pod’s, init containers too, when absent.' }),
  operator: string(2, { required: true, enum: PodFailurePolicyOnExitCodesOperator, description: 'In: the code is among the values. NotIn: it is not.' }),
  values: list(3, 'int32', { required: true, type: 'set', description: 'Exit codes in ascending order, at most 255; 0 is not allowed with In.' }),
}), { description: 'Which exit codes a rule is about.' });
export type PodFailurePolicyOnExitCodesRequirement = z.output<typeof PodFailurePolicyOnExitCodesRequirementSchema>;

export const PodFailurePolicyOnPodConditionsPatternSchema = struct('io.k8s.api.batch.v1.PodFailurePolicyOnPodConditionsPattern', () => ({
  type: string(1, { required: true, description: 'Type of the condition.' }),
  status: string(2, { always: true, default: 'True', description: 'Status of the condition; True by default.' }),
}), { description: 'A condition of the failed pod a rule is about.' });
export type PodFailurePolicyOnPodConditionsPattern = z.output<typeof PodFailurePolicyOnPodConditionsPatternSchema>;

export const PodFailurePolicyRuleSchema = struct('io.k8s.api.batch.v1.PodFailurePolicyRule', () => ({
  action: string(1, { required: true, enum: PodFailurePolicyAction, description: 'FailJob ends the job, FailIndex ends the pod’s index, Ignore counts the pod as not started, Count counts it as failed.' }),
  onExitCodes: one(2, PodFailurePolicyOnExitCodesRequirementSchema, { pointer: true, description: 'Matches by exit codes of containers.' }),
  onPodConditions: list(3, PodFailurePolicyOnPodConditionsPatternSchema, { type: 'atomic', description: 'Matches when one of these conditions of the pod holds; at most 20.' }),
}), { description: 'What to do about one sort of failed pods; exactly one of the requirements is given.' });
export type PodFailurePolicyRule = z.output<typeof PodFailurePolicyRuleSchema>;

export const PodFailurePolicySchema = struct('io.k8s.api.batch.v1.PodFailurePolicy', () => ({
  rules: list(1, PodFailurePolicyRuleSchema, { required: true, type: 'atomic', description: 'Looked at in order, the first that matches decides; at most 20. A pod that none matches counts as failed.' }),
}), { description: 'What to do about failed pods.' });
export type PodFailurePolicy = z.output<typeof PodFailurePolicySchema>;

export const SuccessPolicyRuleSchema = struct('io.k8s.api.batch.v1.SuccessPolicyRule', () => ({
  succeededIndexes: string(1, { pointer: true, description: 'Indexes that must all succeed, such as 1,3-5,7; or those succeededCount counts among.' }),
  succeededCount: int32(2, { pointer: true, description: 'How many indexes must succeed.' }),
}), { description: 'When a job counts as succeeded.' });
export type SuccessPolicyRule = z.output<typeof SuccessPolicyRuleSchema>;

export const SuccessPolicySchema = struct('io.k8s.api.batch.v1.SuccessPolicy', () => ({
  rules: list(1, SuccessPolicyRuleSchema, { required: true, type: 'atomic', description: 'Any of them is enough; at most 20.' }),
}), { description: 'When a job counts as succeeded before all of its indexes did.' });
export type SuccessPolicy = z.output<typeof SuccessPolicySchema>;

export const JobSpecSchema = struct('io.k8s.api.batch.v1.JobSpec', () => ({
  parallelism: int32(1, { pointer: true, description: 'How many pods run at once at most; 1 by default.' }),
  completions: int32(2, { pointer: true, description: 'How many pods must succeed; absent: the success of any pod ends the job.' }),
  activeDeadlineSeconds: int64(3, { pointer: true, description: 'How long the job may take from its start, in seconds, before it counts as failed.' }),
  podFailurePolicy: one(11, PodFailurePolicySchema, { pointer: true, description: 'What to do about failed pods, beyond counting them; needs restartPolicy Never.' }),
  successPolicy: one(16, SuccessPolicySchema, { pointer: true, description: 'When the job counts as succeeded before all indexes did; only for indexed jobs.' }),
  backoffLimit: int32(7, { pointer: true, description: 'How many failures are borne before the job counts as failed; 6 by default.' }),
  backoffLimitPerIndex: int32(12, { pointer: true, description: 'How many failures of one index are borne; only for indexed jobs, and cannot be changed.' }),
  maxFailedIndexes: int32(13, { pointer: true, description: 'How many indexes may fail before the job counts as failed; needs backoffLimitPerIndex.' }),
  selector: one(4, LabelSelectorSchema, { pointer: true, description: 'Labels by which the job finds its pods; made by the server unless manualSelector is set.' }),
  manualSelector: bool(5, { pointer: true, description: 'Leaves selector and labels of the pods to whoever creates the job.' }),
  template: one(6, PodTemplateSpecSchema, { required: true, description: 'The pods to run; their restartPolicy is Never or OnFailure.' }),
  ttlSecondsAfterFinished: int32(8, { pointer: true, description: 'How long after its end the job is deleted, in seconds; never when absent.' }),
  completionMode: string(9, { pointer: true, enum: CompletionMode, description: 'NonIndexed: any pods’ successes count. Indexed: each pod has an index from 0 to completions − 1. NonIndexed by default.' }),
  suspend: bool(10, { pointer: true, description: 'Holds the job: no pods are created, and running ones are deleted.' }),
  podReplacementPolicy: string(14, { pointer: true, enum: PodReplacementPolicy, description: 'TerminatingOrFailed replaces pods as soon as they are deleted, Failed only when they have ended.' }),
  managedBy: string(15, { pointer: true, description: 'The controller that cares for the job, when it is another than the built-in one; cannot be changed.' }),
}), { description: 'Which pods, how often, and when to give up.' });
export type JobSpec = z.output<typeof JobSpecSchema>;

export const JobConditionSchema = struct('io.k8s.api.batch.v1.JobCondition', () => ({
  type: string(1, { required: true, known: JobConditionType, description: 'Kind of the state.' }),
  status: string(2, { required: true, description: 'True, False or Unknown.' }),
  lastProbeTime: time(3, { description: 'When it was last looked at.' }),
  lastTransitionTime: time(4, { description: 'When it last changed.' }),
  reason: string(5, { description: 'Why, for programs.' }),
  message: string(6, { description: 'Why, for people.' }),
}), { description: 'An observed state of a job.' });
export type JobCondition = z.output<typeof JobConditionSchema>;

export const UncountedTerminatedPodsSchema = struct('io.k8s.api.batch.v1.UncountedTerminatedPods', () => ({
  succeeded: list(1, 'string', { type: 'set', description: 'Uids of pods that succeeded.' }),
  failed: list(2, 'string', { type: 'set', description: 'Uids of pods that failed.' }),
}), { description: 'Pods that have ended but are not in the counters yet.' });
export type UncountedTerminatedPods = z.output<typeof UncountedTerminatedPodsSchema>;

export const JobStatusSchema = struct('io.k8s.api.batch.v1.JobStatus', () => ({
  conditions: list(1, JobConditionSchema, { type: 'atomic', patch: { strategy: 'merge', key: 'type' }, description: 'Observed states: Suspended, Complete, Failed, FailureTarget, SuccessCriteriaMet.' }),
  startTime: time(2, { pointer: true, description: 'When the job was begun, or resumed.' }),
  completionTime: time(3, { pointer: true, description: 'When the job succeeded.' }),
  active: int32(4, { description: 'Pods that run or wait and are not being deleted.' }),
  succeeded: int32(5, { description: 'Pods that succeeded.' }),
  failed: int32(6, { description: 'Pods that failed.' }),
  terminating: int32(11, { pointer: true, description: 'Pods that are being deleted.' }),
  completedIndexes: string(7, { description: 'Indexes that succeeded, such as 1,3-5,7.' }),
  failedIndexes: string(10, { pointer: true, description: 'Indexes that failed, such as 1,3-5,7; with backoffLimitPerIndex.' }),
  uncountedTerminatedPods: one(8, UncountedTerminatedPodsSchema, { pointer: true, description: 'Pods that have ended but are not in the counters yet.' }),
  ready: int32(9, { pointer: true, description: 'Active pods that are ready.' }),
}), { description: 'How far a job has come.' });
export type JobStatus = z.output<typeof JobStatusSchema>;

export const JobSchema = struct('io.k8s.api.batch.v1.Job', () => ({
  ...typeMeta(),
  metadata: namespacedMeta(),
  spec: one(2, JobSpecSchema, { description: 'Which pods, how often, and when to give up.' }),
  status: one(3, JobStatusSchema, { description: 'How far the job has come.' }),
}), { defaults: defaultJob, description: 'Runs pods until a number of them has succeeded.' });
export type Job = z.output<typeof JobSchema>;

export const jobs: ResourceOf<Job> = { group: 'batch', resource: 'jobs' };

export const job: KindDefinition = {
  group: 'batch',
  version: 'v1',
  kind: 'Job',
  resource: 'jobs',
  singular: 'job',
  shortNames: [],
  categories: ['all'],
  namespaced: true,
  schema: JobSchema,
  hasStatus: true,
  columns: jobColumns,
  selectable: { 'status.successful': (object) => String(numberAt(object, 'status', 'succeeded') ?? 0) },
  strategy: jobStrategy,
  validate: jobErrors,
  validateCreate: jobCreateErrors,
  validateUpdate: jobUpdateErrors,
  validateStatus: jobStatusErrors,
  eventType: jobEventType,
};
