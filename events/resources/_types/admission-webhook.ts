import type { z } from 'zod';
import { inline, list, string, struct } from '../../schema/fields.ts';
import { OperationType, ScopeType } from './enums.ts';
import { serviceReferenceFields, webhookClientConfigFields } from './webhook-client-config.ts';

/** Also embedded in other structs. */
export const ruleFields = () => ({
  apiGroups: list(1, 'string', { type: 'atomic', description: 'Groups of the resources; * for all.' }),
  apiVersions: list(2, 'string', { type: 'atomic', description: 'Versions of the resources; * for all.' }),
  resources: list(3, 'string', { type: 'atomic', description: 'Resources, with subresources as pods/log; * for all.' }),
  scope: string(4, { default: '*', pointer: true, enum: ScopeType, description: 'Cluster, Namespaced, or * for both, the default.' }),
});

export const ruleWithOperationsFields = () => ({
  operations: list(1, 'string', { enum: OperationType, type: 'atomic', description: 'CREATE, UPDATE, DELETE, CONNECT, or * for all.' }),
  ...inline(2, 'Rule', ruleFields()),
});

export const RuleWithOperationsSchema = struct('io.k8s.api.admissionregistration.v1.RuleWithOperations', ruleWithOperationsFields, { description: 'Operations on resources.' });
export type RuleWithOperations = z.output<typeof RuleWithOperationsSchema>;

export const ServiceReferenceSchema = struct('io.k8s.api.admissionregistration.v1.ServiceReference', serviceReferenceFields, { description: 'A port and path of a service.' });
export type ServiceReference = z.output<typeof ServiceReferenceSchema>;

export const WebhookClientConfigSchema = struct('io.k8s.api.admissionregistration.v1.WebhookClientConfig', () => webhookClientConfigFields(ServiceReferenceSchema), { description: 'How a webhook is reached.' });
export type WebhookClientConfig = z.output<typeof WebhookClientConfigSchema>;

export const MatchConditionSchema = struct('io.k8s.api.admissionregistration.v1.MatchCondition', () => ({
  name: string(1, { required: true, description: 'Name of the condition.' }),
  expression: string(2, { required: true, description: 'CEL expression that is true when it is met.' }),
}), { description: 'A condition a request must meet.' });
export type MatchCondition = z.output<typeof MatchConditionSchema>;
