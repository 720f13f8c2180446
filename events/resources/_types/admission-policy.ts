import type { z } from 'zod';
import { inline, list, one, string, struct } from '../../schema/fields.ts';
import { MatchPolicyType, ParameterNotFoundActionType } from './enums.ts';
import { ruleWithOperationsFields } from './admission-webhook.ts';
import { LabelSelectorSchema } from './meta.ts';

export const ParamKindSchema = struct('io.k8s.api.admissionregistration.v1.ParamKind', () => ({
  apiVersion: string(1, { description: 'Group and version of the kind.' }),
  kind: string(2, { description: 'Name of the kind.' }),
}), { type: 'atomic', description: 'Kind of a policy’s parameters.' });
export type ParamKind = z.output<typeof ParamKindSchema>;

export const ParamRefSchema = struct('io.k8s.api.admissionregistration.v1.ParamRef', () => ({
  name: string(1, { description: 'Name of the object; excludes selector.' }),
  namespace: string(2, { description: 'Its namespace; that of the request when empty.' }),
  selector: one(3, LabelSelectorSchema, { pointer: true, description: 'Labels of the objects; excludes name.' }),
  parameterNotFoundAction: string(4, { pointer: true, enum: ParameterNotFoundActionType, description: 'Whether a missing parameter allows or denies.' }),
}), { type: 'atomic', description: 'Names or selects a policy’s parameters.' });
export type ParamRef = z.output<typeof ParamRefSchema>;

export const NamedRuleWithOperationsSchema = struct('io.k8s.api.admissionregistration.v1.NamedRuleWithOperations', () => ({
  resourceNames: list(1, 'string', { type: 'atomic', description: 'Names the rule is limited to; all when empty.' }),
  ...inline(2, 'RuleWithOperations', ruleWithOperationsFields()),
}), { type: 'atomic', description: 'Operations on resources, perhaps limited to names.' });
export type NamedRuleWithOperations = z.output<typeof NamedRuleWithOperationsSchema>;

export const MatchResourcesSchema = struct('io.k8s.api.admissionregistration.v1.MatchResources', () => ({
  namespaceSelector: one(1, LabelSelectorSchema, { default: {}, pointer: true, description: 'Labels of the namespaces.' }),
  objectSelector: one(2, LabelSelectorSchema, { default: {}, pointer: true, description: 'Labels of the objects.' }),
  resourceRules: list(3, NamedRuleWithOperationsSchema, { type: 'atomic', description: 'Operations and resources.' }),
  excludeResourceRules: list(4, NamedRuleWithOperationsSchema, { type: 'atomic', description: 'Operations and resources left out.' }),
  matchPolicy: string(7, { default: 'Equivalent', pointer: true, enum: MatchPolicyType, description: 'Exact or Equivalent, the default.' }),
}), { type: 'atomic', description: 'Requests a policy is about.' });
export type MatchResources = z.output<typeof MatchResourcesSchema>;

export const VariableSchema = struct('io.k8s.api.admissionregistration.v1.Variable', () => ({
  name: string(1, { required: true, description: 'Name of the variable.' }),
  expression: string(2, { required: true, description: 'CEL expression of its value.' }),
}), { type: 'atomic', description: 'A named expression others may use.' });
export type Variable = z.output<typeof VariableSchema>;
