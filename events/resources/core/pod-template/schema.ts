import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { one, struct, typeMeta } from '../../../schema/fields.ts';
import { namespacedMeta } from '../../_types/meta.ts';
import { PodTemplateSpecSchema } from '../../_types/pod-spec.ts';
import { podTemplateEventType } from './events.ts';
import { podTemplateColumns } from './columns.ts';
import { podTemplateStrategy } from './strategy.ts';
import { podTemplateErrors } from './validate.ts';

export const PodTemplateSchema = struct('io.k8s.api.core.v1.PodTemplate', () => ({
  ...typeMeta(),
  metadata: namespacedMeta(),
  template: one(2, PodTemplateSpecSchema, { description: 'The pod to create.' }),
}), { description: 'A description of pods to create.' });
export type PodTemplate = z.output<typeof PodTemplateSchema>;

export const podTemplates: ResourceOf<PodTemplate> = { group: '', resource: 'podtemplates' };

export const podTemplate: KindDefinition = {
  group: '',
  version: 'v1',
  kind: 'PodTemplate',
  resource: 'podtemplates',
  singular: 'podtemplate',
  shortNames: [],
  categories: [],
  namespaced: true,
  schema: PodTemplateSchema,
  hasStatus: false,
  columns: podTemplateColumns,
  selectable: {},
  strategy: podTemplateStrategy,
  validate: podTemplateErrors,
  eventType: podTemplateEventType,
};
