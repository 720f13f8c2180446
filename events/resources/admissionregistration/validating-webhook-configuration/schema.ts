import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { int32, list, one, string, struct, typeMeta } from '../../../schema/fields.ts';
import { FailurePolicyType, MatchPolicyType, SideEffectClass } from '../../_types/enums.ts';
import { MatchConditionSchema, RuleWithOperationsSchema, WebhookClientConfigSchema } from '../../_types/admission-webhook.ts';
import { LabelSelectorSchema, clusterMeta } from '../../_types/meta.ts';
import { webhookColumns } from '../../_types/webhook-columns.ts';
import { webhooksErrors } from '../../_types/validation/webhooks.ts';

export const ValidatingWebhookSchema = struct('io.k8s.api.admissionregistration.v1.ValidatingWebhook', () => ({
  name: string(1, { required: true, description: 'Full name of the webhook, such as check.example.com.' }),
  clientConfig: one(2, WebhookClientConfigSchema, { required: true, description: 'How it is reached.' }),
  rules: list(3, RuleWithOperationsSchema, { type: 'atomic', description: 'Requests it is asked about.' }),
  failurePolicy: string(4, { default: 'Fail', pointer: true, enum: FailurePolicyType, description: 'Whether a webhook that fails refuses (Fail) or is passed over (Ignore); Fail by default.' }),
  matchPolicy: string(9, { default: 'Equivalent', pointer: true, enum: MatchPolicyType, description: 'Whether rules mean the very versions they name (Exact) or equivalent ones too (Equivalent).' }),
  namespaceSelector: one(5, LabelSelectorSchema, { default: {}, pointer: true, description: 'Labels of the namespaces it is asked about.' }),
  objectSelector: one(10, LabelSelectorSchema, { default: {}, pointer: true, description: 'Labels of the objects it is asked about.' }),
  sideEffects: string(6, { required: true, pointer: true, enum: SideEffectClass, description: 'Whether asking changes anything elsewhere.' }),
  timeoutSeconds: int32(7, { default: 10, pointer: true, description: 'How long an answer is waited for; 10 by default.' }),
  admissionReviewVersions: list(8, 'string', { required: true, type: 'atomic', description: 'Versions of AdmissionReview it understands.' }),
  matchConditions: list(11, MatchConditionSchema, { type: 'map', keys: ['name'], patch: { strategy: 'merge', key: 'name' }, description: 'Conditions a request must meet.' }),
}), { description: 'A webhook that is asked about requests.' });
export type ValidatingWebhook = z.output<typeof ValidatingWebhookSchema>;

export const ValidatingWebhookConfigurationSchema = struct('io.k8s.api.admissionregistration.v1.ValidatingWebhookConfiguration', () => ({
  ...typeMeta(),
  metadata: clusterMeta(),
  webhooks: list(2, ValidatingWebhookSchema, { type: 'map', keys: ['name'], patch: { strategy: 'merge', key: 'name' }, description: 'The webhooks and what they are asked about.' }),
}), { description: 'Webhooks that accept or refuse requests.' });
export type ValidatingWebhookConfiguration = z.output<typeof ValidatingWebhookConfigurationSchema>;

export const validatingWebhookConfigurations: ResourceOf<ValidatingWebhookConfiguration> = { group: 'admissionregistration.k8s.io', resource: 'validatingwebhookconfigurations' };

export const validatingWebhookConfiguration: KindDefinition = {
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  kind: 'ValidatingWebhookConfiguration',
  resource: 'validatingwebhookconfigurations',
  singular: 'validatingwebhookconfiguration',
  shortNames: [],
  categories: ['api-extensions'],
  namespaced: false,
  schema: ValidatingWebhookConfigurationSchema,
  hasStatus: false,
  columns: webhookColumns,
  selectable: {},
  strategy: { generation: ['webhooks'], unconditionalUpdate: false },
  validate: webhooksErrors,
};
