import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { one, struct, typeMeta } from '../../../schema/fields.ts';
import { ResourceClaimSpecSchema } from '../../_types/device-claim.ts';
import { ObjectMetaSchema, namespacedMeta } from '../../_types/meta.ts';
import { resourceClaimTemplateColumns } from './columns.ts';
import { resourceClaimTemplateErrors, resourceClaimTemplateUpdateErrors } from './validate.ts';

export const ResourceClaimTemplateSpecSchema = struct('io.k8s.api.resource.v1.ResourceClaimTemplateSpec', () => ({
  metadata: one(1, ObjectMetaSchema),
  spec: one(2, ResourceClaimSpecSchema, { required: true, description: 'What the claims ask for.' }),
}), { description: 'Metadata and spec of claims.' });
export type ResourceClaimTemplateSpec = z.output<typeof ResourceClaimTemplateSpecSchema>;

export const ResourceClaimTemplateSchema = struct('io.k8s.api.resource.v1.ResourceClaimTemplate', () => ({
  ...typeMeta(),
  metadata: namespacedMeta(),
  spec: one(2, ResourceClaimTemplateSpecSchema, { required: true, description: 'Metadata and spec of the claims; cannot be changed.' }),
}), { description: 'A template for claims of pods.' });
export type ResourceClaimTemplate = z.output<typeof ResourceClaimTemplateSchema>;

export const resourceClaimTemplates: ResourceOf<ResourceClaimTemplate> = { group: 'resource.k8s.io', resource: 'resourceclaimtemplates' };

export const resourceClaimTemplate: KindDefinition = {
  group: 'resource.k8s.io',
  version: 'v1',
  kind: 'ResourceClaimTemplate',
  resource: 'resourceclaimtemplates',
  singular: 'resourceclaimtemplate',
  shortNames: [],
  categories: [],
  namespaced: true,
  schema: ResourceClaimTemplateSchema,
  hasStatus: false,
  columns: resourceClaimTemplateColumns,
  selectable: {},
  strategy: { returnsDeleted: true },
  validate: resourceClaimTemplateErrors,
  validateUpdate: resourceClaimTemplateUpdateErrors,
};
