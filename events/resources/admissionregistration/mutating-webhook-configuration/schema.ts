import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { int32, list, one, string, struct, typeMeta } from '../../../schema/fields.ts';
import { FailurePolicyType, MatchPolicyType, ReinvocationPolicyType, SideEffectClass } from '../../_types/enums.ts';
import { MatchConditionSchema, RuleWithOperationsSchema, WebhookClientConfigSchema } from '../../_types/admission-webhook.ts';
import { LabelSelectorSchema, clusterMeta } from '../../_types/meta.ts';
import { webhookColumns } from '../../_types/webhook-columns.ts';
import { webhooksErrors } from '../../_types/validation/webhooks.ts';

export const MutatingWebhookSchema = struct('io.k8s.api.admissionregistration.v1.MutatingWebhook', () => ({
  name: string(1, { required: true, description: 'Full name of the webhook, such as change.example.com.' }),
  clientConfig: one(2, WebhookClientConfigSchema, { required: true, description: 'How it is reached.' }),
  rules: list(3, RuleWithOperationsSchema, { type: 'atomic', description: 'Requests it is asked about.' }),
  failurePolicy: string(4, { default: 'Fail', pointer: true, enum: FailurePolicyType, description: 'Whether a webhook that fails refuses (Fail) or is passed over (Ignore); Fail by default.' }),
  matchPolicy: string(9, { default: 'Equivalent', pointer: true, enum: MatchPolicyType, description: 'Whether rules mean the very versions they name (Exact) or equivalent ones too (Equivalent).' }),
  namespaceSelector: one(5, LabelSelectorSchema, { default: {}, pointer: true, description: 'Labels of the namespaces it is asked about.' }),
  objectSelector: one(11, LabelSelectorSchema, { default: {}, pointer: true, description: 'Labels of the objects it is asked about.' }),
  sideEffects: string(6, { required: true, pointer: true, enum: SideEffectClass, description: 'Whether asking changes anything elsewhere.' }),
  timeoutSeconds: int32(7, { default: 10, pointer: true, description: 'How long an answer is waited for; 10 by default.' }),
  admissionReviewVersions: list(8, 'string', { required: true, type: 'atomic', description: 'Versions of AdmissionReview it understands.' }),
  reinvocationPolicy: string(10, { default: 'Never', pointer: true, enum: ReinvocationPolicyType, description: 'Whether it is asked again when others changed the object after it.' }),
  matchConditions: list(12, MatchConditionSchema, { type: 'map', keys: ['name'], patch: { strategy: 'merge', key: 'name' }, description: 'Conditions a request must meet.' }),
}), { description: 'A webhook that may change requests.' });
export type MutatingWebhook = z.output<typeof MutatingWebhookSchema>;

export const MutatingWebhookConfigurationSchema = struct('io.k8s.api.admissionregistration.v1.MutatingWebhookConfiguration', () => ({
  ...typeMeta(),
  metadata: clusterMeta(),
  webhooks: list(2, MutatingWebhookSchema, { type: 'map', keys: ['name'], patch: { strategy: 'merge', key: 'name' }, description: 'The webhooks and what they are asked about.' }),
}), { description: 'Webhooks that change or refuse requests.' });
export type MutatingWebhookConfiguration = z.output<typeof MutatingWebhookConfigurationSchema>;

export const mutatingWebhookConfigurations: ResourceOf<MutatingWebhookConfiguration> = { group: 'admissionregistration.k8s.io', resource: 'mutatingwebhookconfigurations' };

export const mutatingWebhookConfiguration: KindDefinition = {
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  kind: 'MutatingWebhookConfiguration',
  resource: 'mutatingwebhookconfigurations',
  singular: 'mutatingwebhookconfiguration',
  shortNames: [],
  categories: ['api-extensions'],
  namespaced: false,
  schema: MutatingWebhookConfigurationSchema,
  hasStatus: false,
  columns: webhookColumns,
  selectable: {},
  strategy: { generation: ['webhooks'], unconditionalUpdate: false },
  validate: webhooksErrors,
};
