import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { bool, int64, list, one, string, struct, typeMeta } from '../../../schema/fields.ts';
import { FSGroupPolicy, VolumeLifecycleMode } from '../../_types/enums.ts';
import { clusterMeta } from '../../_types/meta.ts';
import { csiDriverColumns } from './columns.ts';
import { defaultCsiDriverSpec } from './defaults.ts';
import { csiDriverErrors, csiDriverUpdateErrors } from './validate.ts';

export const TokenRequestSchema = struct('io.k8s.api.storage.v1.TokenRequest', () => ({
  audience: string(1, { required: true, description: 'Whom the token is for; the API server when empty.' }),
  expirationSeconds: int64(2, { pointer: true, description: 'How long it is valid.' }),
}), { description: 'A token of the pod’s service account for the driver.' });
export type TokenRequest = z.output<typeof TokenRequestSchema>;

export const CSIDriverSpecSchema = struct('io.k8s.api.storage.v1.CSIDriverSpec', () => ({
  attachRequired: bool(1, { pointer: true, description: 'Whether volumes must be attached before mounting; true by default.' }),
  podInfoOnMount: bool(2, { pointer: true, description: 'Whether the driver is told about the pod; false by default.' }),
  volumeLifecycleModes: list(3, 'string', { enum: VolumeLifecycleMode, type: 'set', description: 'Persistent volumes, or ephemeral ones of a pod, or both.' }),
  storageCapacity: bool(4, { pointer: true, gate: 'CSIStorageCapacity', description: 'Whether the scheduler looks at the capacity the driver publishes.' }),
  fsGroupPolicy: string(5, { pointer: true, enum: FSGroupPolicy, description: 'When the group of files is changed for a pod.' }),
  tokenRequests: list(6, TokenRequestSchema, { type: 'atomic', description: 'Tokens the driver is given.' }),
  requiresRepublish: bool(7, { pointer: true, description: 'Whether mounting is called again and again.' }),
  seLinuxMount: bool(8, { pointer: true, gate: 'SELinuxMountReadWriteOncePod', description: 'Whether volumes can be mounted with an SELinux context.' }),
  nodeAllocatableUpdatePeriodSeconds: int64(9, { pointer: true, gate: 'MutableCSINodeAllocatableCount', description: 'How often the number of volumes a node takes is updated.' }),
  serviceAccountTokenInSecrets: bool(10, { pointer: true, gate: 'CSIServiceAccountTokenSecrets', description: 'Whether tokens are handed over among the secrets.' }),
  preventPodSchedulingIfMissing: bool(11, { pointer: true, gate: 'VolumeLimitScaling', description: 'Whether pods keep off nodes without the driver.' }),
}), { defaults: defaultCsiDriverSpec, description: 'How a driver is used.' });
export type CSIDriverSpec = z.output<typeof CSIDriverSpecSchema>;

export const CSIDriverSchema = struct('io.k8s.api.storage.v1.CSIDriver', () => ({
  ...typeMeta(),
  metadata: clusterMeta(),
  spec: one(2, CSIDriverSpecSchema, { required: true, description: 'How the driver is used.' }),
}), { description: 'A storage driver of the cluster.' });
export type CSIDriver = z.output<typeof CSIDriverSchema>;

export const csiDrivers: ResourceOf<CSIDriver> = { group: 'storage.k8s.io', resource: 'csidrivers' };

export const csiDriver: KindDefinition = {
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'CSIDriver',
  resource: 'csidrivers',
  singular: 'csidriver',
  shortNames: [],
  categories: [],
  namespaced: false,
  schema: CSIDriverSchema,
  hasStatus: false,
  columns: csiDriverColumns,
  selectable: {},
  strategy: { unconditionalUpdate: false, returnsDeleted: true },
  validate: csiDriverErrors,
  validateUpdate: csiDriverUpdateErrors,
};
