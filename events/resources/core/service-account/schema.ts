import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { bool, list, struct, typeMeta } from '../../../schema/fields.ts';
import { namespacedMeta } from '../../_types/meta.ts';
import { LocalObjectReferenceSchema, ObjectReferenceSchema } from '../../_types/reference.ts';
import { serviceAccountEventType } from './events.ts';
import { serviceAccountColumns } from './columns.ts';

export const ServiceAccountSchema = struct('io.k8s.api.core.v1.ServiceAccount', () => ({
  ...typeMeta(),
  metadata: namespacedMeta(),
  secrets: list(2, ObjectReferenceSchema, { type: 'map', keys: ['name'], patch: { strategy: 'merge', key: 'name' }, description: 'Secrets pods with this account may use.' }),
  imagePullSecrets: list(3, LocalObjectReferenceSchema, { type: 'atomic', description: 'Secrets for pulling the images of pods with this account.' }),
  automountServiceAccountToken: bool(4, { pointer: true, description: 'Whether pods get a token of this account mounted; a pod may decide otherwise.' }),
}), { description: 'An identity for programs that run in pods.' });
export type ServiceAccount = z.output<typeof ServiceAccountSchema>;

export const serviceAccounts: ResourceOf<ServiceAccount> = { group: '', resource: 'serviceaccounts' };

export const serviceAccount: KindDefinition = {
  group: '',
  version: 'v1',
  kind: 'ServiceAccount',
  resource: 'serviceaccounts',
  singular: 'serviceaccount',
  shortNames: ['sa'],
  categories: [],
  namespaced: true,
  schema: ServiceAccountSchema,
  hasStatus: false,
  subresources: ['token'],
  columns: serviceAccountColumns,
  selectable: {},
  strategy: { returnsDeleted: true },
  eventType: serviceAccountEventType,
};
