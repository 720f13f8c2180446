import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { one, string, struct, typeMeta } from '../../../schema/fields.ts';
import { clusterMeta } from '../../_types/meta.ts';
import { ingressClassColumns } from './columns.ts';
import { ingressClassErrors, ingressClassUpdateErrors } from './validate.ts';
import { ingressClassStrategy } from './strategy.ts';

export const IngressClassParametersReferenceSchema = struct('io.k8s.api.networking.v1.IngressClassParametersReference', () => ({
  apiGroup: string(1, { pointer: true, description: 'Group of the object; core when absent.' }),
  kind: string(2, { required: true, description: 'Its kind.' }),
  name: string(3, { required: true, description: 'Its name.' }),
  scope: string(4, { default: 'Cluster', always: true, pointer: true, description: 'Cluster or Namespace.' }),
  namespace: string(5, { pointer: true, description: 'Its namespace, with scope Namespace.' }),
}), { description: 'Names an object with settings.' });
export type IngressClassParametersReference = z.output<typeof IngressClassParametersReferenceSchema>;

export const IngressClassSpecSchema = struct('io.k8s.api.networking.v1.IngressClassSpec', () => ({
  controller: string(1, { description: 'Name of the controller, such as example.com/ingress; cannot be changed.' }),
  parameters: one(2, IngressClassParametersReferenceSchema, { pointer: true, description: 'Object with further settings for the controller.' }),
}), { description: 'The controller of a class of ingresses.' });
export type IngressClassSpec = z.output<typeof IngressClassSpecSchema>;

export const IngressClassSchema = struct('io.k8s.api.networking.v1.IngressClass', () => ({
  ...typeMeta(),
  metadata: clusterMeta(),
  spec: one(2, IngressClassSpecSchema, { description: 'Its controller and parameters.' }),
}), { description: 'A kind of ingress, served by one controller.' });
export type IngressClass = z.output<typeof IngressClassSchema>;

export const ingressClasses: ResourceOf<IngressClass> = { group: 'networking.k8s.io', resource: 'ingressclasses' };

export const ingressClass: KindDefinition = {
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'IngressClass',
  resource: 'ingressclasses',
  singular: 'ingressclass',
  shortNames: [],
  categories: [],
  namespaced: false,
  schema: IngressClassSchema,
  hasStatus: false,
  columns: ingressClassColumns,
  selectable: {},
  strategy: ingressClassStrategy,
  validate: ingressClassErrors,
  validateUpdate: ingressClassUpdateErrors,
};
