import type { JsonObject } from '../../../json.ts';
import { jsonEqual } from '../../../json-equal.ts';
import { booleanAt, numberAt, objectAt, optionalObjectAt, stringAt, valueAt, withValueAt } from '../../../json-path.ts';
import { immutableErrors, invalidField, requiredField } from '../../../meta/field-rules.ts';
import { labelSelectorErrors, labelSelectorOf } from '../../../meta/label-selector.ts';
import { dnsLabelErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { selectionErrors } from '../../_types/validation/selected-template.ts';
import { isConditionTrue } from '../../_types/conditions.ts';
import { generatedLabels } from './generated-labels.ts';
import { jobSpecErrors } from './validate-spec.ts';

const hasLabelErrors = (labels: JsonObject, key: string, value: string): FieldError[] => {
  const field = `spec.template.metadata.labels[${key}]`;
  if (!Object.hasOwn(labels, key)) return [requiredField(field, `must be '${value}'`)];
  return labels[key] === value ? [] : [invalidField(field, labels, `must be '${value}'`)];
};

/** Selector and labels are those the server made, unless the client asked to make its own. */
const generatedErrors = (job: JsonObject): FieldError[] => {
  const selector = optionalObjectAt(job, 'spec', 'selector');
  if (booleanAt(job, 'spec', 'manualSelector') || selector === undefined) return [];
  const expected = generatedLabels(job);
  const labels = objectAt(job, 'spec', 'template', 'metadata', 'labels');
  return [
    ...Object.entries(expected).flatMap(([key, value]) => hasLabelErrors(labels, key, value)),
    ...(labelSelectorOf(selector).matches(expected) ? [] : [invalidField('spec.selector', selector, '`selector` not auto-generated')]),
  ];
};

/** Pods of an indexed job are named after it and their index. */
const hostnameErrors = (job: JsonObject): FieldError[] => {
  const completions = numberAt(job, 'spec', 'completions') ?? 0;
  if (stringAt(job, 'spec', 'completionMode') !== 'Indexed' || completions <= 0) return [];
  const name = stringAt(job, 'metadata', 'name');
  const longest = `${name}-${completions - 1}`;
  return dnsLabelErrors(longest).length === 0 ? [] : [invalidField('metadata.name', name, `will not able to create pod with invalid DNS label: ${longest}`)];
};

const selectorErrors = (job: JsonObject): readonly FieldError[] => {
  const selector = optionalObjectAt(job, 'spec', 'selector');
  return selector === undefined ? [requiredField('spec.selector')] : labelSelectorErrors(selector, 'spec.selector');
};

/** Upstream's rules for a job, new or old. */
export const jobErrors = (job: JsonObject): readonly FieldError[] => [
  ...jobSpecErrors(objectAt(job, 'spec'), 'spec'),
  ...selectorErrors(job),
  ...selectionErrors(job),
];

/** Upstream's further rules for a new job. */
export const jobCreateErrors = (job: JsonObject): readonly FieldError[] => [...generatedErrors(job), ...hostnameErrors(job)];

/** What of the template decides where pods run; it may change while the job is suspended and has not begun. */
const DIRECTIVES: readonly (readonly string[])[] = [
  ['spec', 'affinity', 'nodeAffinity'], ['spec', 'nodeSelector'], ['spec', 'tolerations'], ['metadata', 'annotations'], ['metadata', 'labels'], ['spec', 'schedulingGates'],
];

/** Suspended pods' places may be chosen again: before the job ever began, or once its last pod is gone. */
const isReplaceable = (before: JsonObject): boolean => {
  if (!booleanAt(before, 'spec', 'suspend')) return false;
  return stringAt(before, 'status', 'startTime') === '' || (isConditionTrue(before, 'Suspended') && (numberAt(before, 'status', 'active') ?? 0) === 0);
};

const templateErrors = (job: JsonObject, before: JsonObject): FieldError[] => {
  const [now, old] = [objectAt(job, 'spec', 'template'), objectAt(before, 'spec', 'template')];
  if (jsonEqual(now, old)) return [];
  if (!isReplaceable(before)) return immutableErrors(now, old, 'spec.template');
  // An affinity that held nothing but what may change may come and go as a whole.
  const bare = (template: JsonObject): JsonObject => {
    const stripped = DIRECTIVES.reduce((rest, path) => withValueAt(rest, path, undefined), template);
    return Object.keys(objectAt(stripped, 'spec', 'affinity')).length === 0 ? withValueAt(stripped, ['spec', 'affinity'], undefined) : stripped;
  };
  return jsonEqual(bare(now), bare(old)) ? [] : immutableErrors(now, old, 'spec.template');
};

/** An indexed job may grow and shrink, by as many pods as indexes. */
const completionsErrors = (job: JsonObject, before: JsonObject): FieldError[] => {
  const [now, old] = [valueAt(job, 'spec', 'completions'), valueAt(before, 'spec', 'completions')];
  if (now === old) return [];
  if (stringAt(job, 'spec', 'completionMode') !== 'Indexed') return immutableErrors(now, old, 'spec.completions');
  return now === undefined || now === valueAt(job, 'spec', 'parallelism') ? [] : [invalidField('spec.completions', now, 'can only be modified in tandem with spec.parallelism')];
};

const FIXED: readonly string[] = ['completionMode', 'podFailurePolicy', 'backoffLimitPerIndex', 'managedBy', 'successPolicy'];

/** Upstream's rules for an update of a job. */
export const jobUpdateErrors = (job: JsonObject, before: JsonObject): readonly FieldError[] => {
  const fixed = (name: string): FieldError[] => immutableErrors(valueAt(job, 'spec', name), valueAt(before, 'spec', name), `spec.${name}`);
  return [...completionsErrors(job, before), ...fixed('selector'), ...templateErrors(job, before), ...FIXED.flatMap(fixed)];
};
