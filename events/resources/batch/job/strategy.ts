import type { JsonObject } from '../../../json.ts';
import { booleanAt, objectAt, stringAt, withValueAt, withoutKeys } from '../../../json-path.ts';
import type { Strategy } from '../../../schema/kind.ts';
import { withTemplateLabels } from './defaults.ts';
import { generatedLabels, CONTROLLER_UID } from './generated-labels.ts';

/** Labels that tell the job's pods from all others, and the selector by them; what the client set stays, for validation to judge. */
const withSelector = (job: JsonObject): JsonObject => {
  if (booleanAt(job, 'spec', 'manualSelector')) return job;
  const uid = stringAt(job, 'metadata', 'uid');
  const labels = { ...generatedLabels(job), ...objectAt(job, 'spec', 'template', 'metadata', 'labels') };
  const matchLabels = { [CONTROLLER_UID]: uid, ...objectAt(job, 'spec', 'selector', 'matchLabels') };
  return withValueAt(withValueAt(job, ['spec', 'template', 'metadata', 'labels'], labels), ['spec', 'selector', 'matchLabels'], matchLabels);
};

export const jobStrategy: Strategy = {
  generation: ['spec'],
  prepareCreate: (job) => withTemplateLabels(withSelector(withoutKeys(job, ['status']))),
  defaultPropagation: 'Orphan',
  unsaidPropagationWarning: 'child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning',
};
