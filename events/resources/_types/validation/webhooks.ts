import type { JsonObject } from '../../../json.ts';
import { numberAt, objectAt, objectsAt, stringAt, stringsAt, valueAt } from '../../../json-path.ts';
import { duplicateErrors, invalidField, notSupportedField, requiredField } from '../../../meta/field-rules.ts';
import { dns1035LabelErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { failurePolicyErrors, matchConditionsErrors, matchPolicyErrors, ruleErrors, selectorsErrors } from './admission-rules.ts';
import { fullyQualifiedNameErrors } from './names.ts';
import { webhookClientErrors } from './webhook-client.ts';

const SIDE_EFFECTS: readonly string[] = ['None', 'NoneOnDryRun'];
const REINVOCATION: readonly string[] = ['IfNeeded', 'Never'];
const REVIEW_VERSIONS: readonly string[] = ['v1', 'v1beta1'];

const sideEffectsErrors = (webhook: JsonObject, field: string): FieldError[] => {
  const effects = valueAt(webhook, 'sideEffects');
  if (typeof effects !== 'string') return [requiredField(field, `must specify one of ${SIDE_EFFECTS.join(', ')}`)];
  return SIDE_EFFECTS.includes(effects) ? [] : [notSupportedField(field, effects, SIDE_EFFECTS)];
};

const timeoutErrors = (webhook: JsonObject, field: string): FieldError[] => {
  const seconds = numberAt(webhook, 'timeoutSeconds');
  return seconds === undefined || (seconds >= 1 && seconds <= 30) ? [] : [invalidField(field, seconds, 'the timeout value must be between 1 and 30 seconds')];
};

const reviewVersionsErrors = (versions: readonly string[], field: string): FieldError[] => {
  const known = REVIEW_VERSIONS.join(', ');
  if (versions.length === 0) return [requiredField(field, `must specify one of ${known}`)];
  const errors = versions.flatMap((version, index) => (versions.indexOf(version) < index
    ? [invalidField(`${field}[${index}]`, version, 'duplicate version')]
    : dns1035LabelErrors(version).map((why) => invalidField(`${field}[${index}]`, version, why))));
  return versions.some((version) => REVIEW_VERSIONS.includes(version)) ? errors : [...errors, invalidField(field, versions, `must include at least one of ${known}`)];
};

export const reinvocationErrors = (policy: string, field: string): FieldError[] => (REINVOCATION.includes(policy) ? [] : [notSupportedField(field, policy, REINVOCATION)]);

const webhookErrors = (webhook: JsonObject, field: string): FieldError[] => {
  const reinvocation = valueAt(webhook, 'reinvocationPolicy');
  return [
    ...fullyQualifiedNameErrors(stringAt(webhook, 'name'), `${field}.name`),
    ...objectsAt(webhook, 'rules').flatMap((rule, index) => ruleErrors(rule, `${field}.rules[${index}]`)),
    ...failurePolicyErrors(stringAt(webhook, 'failurePolicy'), `${field}.failurePolicy`),
    ...matchPolicyErrors(stringAt(webhook, 'matchPolicy'), `${field}.matchPolicy`),
    ...sideEffectsErrors(webhook, `${field}.sideEffects`),
    ...timeoutErrors(webhook, `${field}.timeoutSeconds`),
    ...selectorsErrors(webhook, field),
    ...(typeof reinvocation === 'string' ? reinvocationErrors(reinvocation, `${field}.reinvocationPolicy`) : []),
    ...webhookClientErrors(objectAt(webhook, 'clientConfig'), `${field}.clientConfig`),
    ...matchConditionsErrors(objectsAt(webhook, 'matchConditions'), `${field}.matchConditions`),
    ...reviewVersionsErrors(stringsAt(webhook, 'admissionReviewVersions'), `${field}.admissionReviewVersions`),
  ];
};

/** Upstream's rules for a webhook configuration of either kind. */
export const webhooksErrors = (configuration: JsonObject): readonly FieldError[] => {
  const webhooks = objectsAt(configuration, 'webhooks');
  return [
    ...webhooks.flatMap((webhook, index) => webhookErrors(webhook, `webhooks[${index}]`)),
    ...duplicateErrors(webhooks, (webhook) => stringAt(webhook, 'name'), (index) => `webhooks[${index}].name`),
  ];
};
