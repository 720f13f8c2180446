import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { bool, int32, int64, list, one, string, struct, typeMeta } from '../../../schema/fields.ts';
import { ConditionStatus, ConversionStrategyType, CustomResourceDefinitionConditionType, ResourceScope } from '../../_types/enums.ts';
import { JSONSchemaPropsSchema } from '../../_types/json-schema.ts';
import { clusterMeta } from '../../_types/meta.ts';
import { createdAtColumns } from '../../_types/columns.ts';
import { defaultDefinitionSpec } from './defaults.ts';
import { customResourceDefinitionErrors, customResourceDefinitionStatusErrors, customResourceDefinitionUpdateErrors } from './validate.ts';
import { customResourceDefinitionStrategy } from './strategy.ts';
import { serviceReferenceFields, webhookClientConfigFields } from '../../_types/webhook-client-config.ts';
import { plainConditionFields } from '../../_types/plain-condition.ts';

export const CustomResourceDefinitionNamesSchema = struct('io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionNames', () => ({
  plural: string(1, { required: true, description: 'Plural, lower case, as in paths.' }),
  singular: string(2, { description: 'Singular, lower case.' }),
  shortNames: list(3, 'string', { type: 'atomic', description: 'Short names for the command line.' }),
  kind: string(4, { required: true, description: 'Name of the kind in objects.' }),
  listKind: string(5, { description: 'Name of the kind of lists.' }),
  categories: list(6, 'string', { type: 'atomic', description: 'Groups of kinds it belongs to, such as all.' }),
}), { description: 'Names of a kind.' });
export type CustomResourceDefinitionNames = z.output<typeof CustomResourceDefinitionNamesSchema>;

export const CustomResourceValidationSchema = struct('io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceValidation', () => ({
  openAPIV3Schema: one(1, JSONSchemaPropsSchema, { pointer: true, description: 'The schema.' }),
}), { description: 'Schema of objects.' });
export type CustomResourceValidation = z.output<typeof CustomResourceValidationSchema>;

export const CustomResourceSubresourceStatusSchema = struct('io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceSubresourceStatus', () => ({}), { description: 'Has no settings.' });
export type CustomResourceSubresourceStatus = z.output<typeof CustomResourceSubresourceStatusSchema>;

export const CustomResourceSubresourceScaleSchema = struct('io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceSubresourceScale', () => ({
  specReplicasPath: string(1, { required: true, description: 'Path of the wanted replicas.' }),
  statusReplicasPath: string(2, { required: true, description: 'Path of the observed replicas.' }),
  labelSelectorPath: string(3, { pointer: true, description: 'Path of the selector as text.' }),
}), { description: 'Where a scale is read and written.' });
export type CustomResourceSubresourceScale = z.output<typeof CustomResourceSubresourceScaleSchema>;

export const CustomResourceSubresourcesSchema = struct('io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceSubresources', () => ({
  status: one(1, CustomResourceSubresourceStatusSchema, { pointer: true, description: 'Gives the kind a status subresource.' }),
  scale: one(2, CustomResourceSubresourceScaleSchema, { pointer: true, description: 'Gives the kind a scale subresource.' }),
}), { description: 'Subresources.' });
export type CustomResourceSubresources = z.output<typeof CustomResourceSubresourcesSchema>;

export const CustomResourceColumnDefinitionSchema = struct('io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceColumnDefinition', () => ({
  name: string(1, { required: true, description: 'Heading.' }),
  type: string(2, { required: true, description: 'integer, number, string, boolean or date.' }),
  format: string(3, { description: 'Format of the type.' }),
  description: string(4, { description: 'What the column shows.' }),
  priority: int32(5, { description: '0 shows always, others only with -o wide.' }),
  jsonPath: string(6, { required: true, description: 'Path of the value.' }),
}), { description: 'A column of tables.' });
export type CustomResourceColumnDefinition = z.output<typeof CustomResourceColumnDefinitionSchema>;

export const SelectableFieldSchema = struct('io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.SelectableField', () => ({
  jsonPath: string(1, { required: true, description: 'Path of the field.' }),
}), { description: 'A field that can be selected by.' });
export type SelectableField = z.output<typeof SelectableFieldSchema>;

export const CustomResourceDefinitionVersionSchema = struct('io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionVersion', () => ({
  name: string(1, { required: true, description: 'Name of the version, such as v1.' }),
  served: bool(2, { required: true, description: 'Whether it is served.' }),
  storage: bool(3, { required: true, description: 'Whether objects are stored in it; exactly one is.' }),
  deprecated: bool(7, { description: 'Whether clients are warned.' }),
  deprecationWarning: string(8, { pointer: true, description: 'What they are told.' }),
  schema: one(4, CustomResourceValidationSchema, { pointer: true, description: 'Schema of the objects.' }),
  subresources: one(5, CustomResourceSubresourcesSchema, { pointer: true, description: 'Subresources of the objects.' }),
  additionalPrinterColumns: list(6, CustomResourceColumnDefinitionSchema, { type: 'atomic', description: 'Columns of tables.' }),
  selectableFields: list(9, SelectableFieldSchema, { type: 'atomic', gate: 'CustomResourceFieldSelectors', description: 'Fields that can be selected by.' }),
}), { description: 'One version of a kind.' });
export type CustomResourceDefinitionVersion = z.output<typeof CustomResourceDefinitionVersionSchema>;

export const ServiceReferenceSchema = struct('io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.ServiceReference', serviceReferenceFields, { description: 'A port and path of a service.' });
export type ServiceReference = z.output<typeof ServiceReferenceSchema>;

export const WebhookClientConfigSchema = struct('io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.WebhookClientConfig', () => webhookClientConfigFields(ServiceReferenceSchema), { description: 'How a webhook is reached.' });
export type WebhookClientConfig = z.output<typeof WebhookClientConfigSchema>;

export const WebhookConversionSchema = struct('io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.WebhookConversion', () => ({
  clientConfig: one(2, WebhookClientConfigSchema, { pointer: true, description: 'How it is reached.' }),
  conversionReviewVersions: list(3, 'string', { required: true, type: 'atomic', description: 'Versions of ConversionReview it understands.' }),
}), { description: 'A webhook that converts.' });
export type WebhookConversion = z.output<typeof WebhookConversionSchema>;

export const CustomResourceConversionSchema = struct('io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceConversion', () => ({
  strategy: string(1, { required: true, known: ConversionStrategyType, description: 'None or Webhook.' }),
  webhook: one(2, WebhookConversionSchema, { pointer: true, description: 'The webhook, with strategy Webhook.' }),
}), { description: 'How versions are converted.' });
export type CustomResourceConversion = z.output<typeof CustomResourceConversionSchema>;

export const CustomResourceDefinitionSpecSchema = struct('io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionSpec', () => ({
  group: string(1, { required: true, description: 'Group of the kind.' }),
  names: one(3, CustomResourceDefinitionNamesSchema, { required: true, description: 'Names of the kind.' }),
  scope: string(4, { required: true, known: ResourceScope, description: 'Namespaced or Cluster.' }),
  versions: list(7, CustomResourceDefinitionVersionSchema, { required: true, type: 'atomic', description: 'Versions with their schemas.' }),
  conversion: one(9, CustomResourceConversionSchema, { pointer: true, description: 'How versions are converted.' }),
  preserveUnknownFields: bool(10, { description: 'Must be false: fields without a schema are dropped.' }),
}), { defaults: defaultDefinitionSpec, description: 'Names, scope and versions of a kind.' });
export type CustomResourceDefinitionSpec = z.output<typeof CustomResourceDefinitionSpecSchema>;

export const CustomResourceDefinitionConditionSchema = struct('io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionCondition', () => ({
  type: string(1, { required: true, known: CustomResourceDefinitionConditionType, description: 'Which state.' }),
  status: string(2, { required: true, enum: ConditionStatus, description: 'True, False or Unknown.' }),
  ...plainConditionFields(),
  observedGeneration: int64(6, { gate: 'CRDObservedGenerationTracking' }),
}), { description: 'An observed state.' });
export type CustomResourceDefinitionCondition = z.output<typeof CustomResourceDefinitionConditionSchema>;

export const CustomResourceDefinitionStatusSchema = struct('io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionStatus', () => ({
  conditions: list(1, CustomResourceDefinitionConditionSchema, { always: true, type: 'map', keys: ['type'], description: 'Observed states: NamesAccepted, Established, Terminating.' }),
  acceptedNames: one(2, CustomResourceDefinitionNamesSchema, { always: true, description: 'Names in use.' }),
  storedVersions: list(3, 'string', { always: true, type: 'atomic', description: 'Versions objects may be stored in.' }),
  observedGeneration: int64(4, { gate: 'CRDObservedGenerationTracking' }),
}), { description: 'Whether a kind is served.' });
export type CustomResourceDefinitionStatus = z.output<typeof CustomResourceDefinitionStatusSchema>;

export const CustomResourceDefinitionSchema = struct('io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition', () => ({
  ...typeMeta(),
  metadata: clusterMeta(),
  spec: one(2, CustomResourceDefinitionSpecSchema, { required: true, description: 'Names, scope and versions of the kind.' }),
  status: one(3, CustomResourceDefinitionStatusSchema, { description: 'Whether the kind is served.' }),
}), { description: 'Adds a kind to the API.' });
export type CustomResourceDefinition = z.output<typeof CustomResourceDefinitionSchema>;

export const customResourceDefinitions: ResourceOf<CustomResourceDefinition> = { group: 'apiextensions.k8s.io', resource: 'customresourcedefinitions' };

export const customResourceDefinition: KindDefinition = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  kind: 'CustomResourceDefinition',
  resource: 'customresourcedefinitions',
  singular: 'customresourcedefinition',
  shortNames: ['crd', 'crds'],
  categories: ['api-extensions'],
  namespaced: false,
  schema: CustomResourceDefinitionSchema,
  hasStatus: true,
  columns: createdAtColumns,
  selectable: {},
  strategy: customResourceDefinitionStrategy,
  validate: customResourceDefinitionErrors,
  validateUpdate: customResourceDefinitionUpdateErrors,
  validateStatus: customResourceDefinitionStatusErrors,
};
