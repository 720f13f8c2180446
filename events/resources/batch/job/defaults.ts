import type { JsonObject } from '../../../json.ts';
import { isJsonObject } from '../../../json.ts';
import { optionalObjectAt } from '../../../json-path.ts';
import { withAbsent, withField } from '../../../schema/json-building.ts';

const ENDLESS = 2_147_483_647;

const defaultSpec = (spec: JsonObject): JsonObject =>
  withAbsent(spec, {
    // Either alone leaves completions open: then any pod's success ends the job.
    ...(spec['parallelism'] === undefined && { completions: 1 }),
    parallelism: 1,
    backoffLimit: spec['backoffLimitPerIndex'] === undefined ? 6 : ENDLESS,
    completionMode: 'NonIndexed',
    suspend: false,
    podReplacementPolicy: spec['podFailurePolicy'] === undefined ? 'TerminatingOrFailed' : 'Failed',
    manualSelector: false,
  });

/** A job without labels wears those of its pods. */
export const withTemplateLabels = (job: JsonObject): JsonObject => {
  const labels = optionalObjectAt(job, 'spec', 'template', 'metadata', 'labels');
  const own = optionalObjectAt(job, 'metadata', 'labels') ?? {};
  if (labels === undefined || Object.keys(labels).length === 0 || Object.keys(own).length > 0) return job;
  const metadata = isJsonObject(job['metadata']) ? job['metadata'] : {};
  return { ...job, metadata: { ...metadata, labels } };
};

/** Upstream's defaults of a job; those a CronJob creates get theirs when they are created. */
export const defaultJob = (job: JsonObject): JsonObject =>
  withTemplateLabels(withField(job, 'spec', defaultSpec(isJsonObject(job['spec']) ? job['spec'] : {})));
