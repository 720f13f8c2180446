import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { one, string, struct, time, typeMeta } from '../../../schema/fields.ts';
import { PersistentVolumePhase } from '../../_types/enums.ts';
import { clusterMeta } from '../../_types/meta.ts';
import { PersistentVolumeSpecSchema } from '../../_types/persistent-volume-spec.ts';
import { persistentVolumeColumns } from './columns.ts';
import { defaultPersistentVolume } from './defaults.ts';
import { persistentVolumeEventType } from './events.ts';
import { persistentVolumeStrategy } from './strategy.ts';
import { persistentVolumeErrors, persistentVolumeUpdateErrors } from './validate.ts';

export const PersistentVolumeStatusSchema = struct('io.k8s.api.core.v1.PersistentVolumeStatus', () => ({
  phase: string(1, { enum: PersistentVolumePhase, description: 'Whether it is available, bound, released or failed.' }),
  message: string(2, { description: 'Why it is in its phase, for people.' }),
  reason: string(3, { description: 'Why it is in its phase, for programs.' }),
  lastPhaseTransitionTime: time(4, { pointer: true, description: 'When its phase last changed.' }),
}), { description: 'How the volume is doing.' });
export type PersistentVolumeStatus = z.output<typeof PersistentVolumeStatusSchema>;

export const PersistentVolumeSchema = struct('io.k8s.api.core.v1.PersistentVolume', () => ({
  ...typeMeta(),
  metadata: clusterMeta(),
  spec: one(2, PersistentVolumeSpecSchema, { description: 'What the storage is.' }),
  status: one(3, PersistentVolumeStatusSchema, { description: 'How it is doing.' }),
}), { defaults: defaultPersistentVolume, description: 'A piece of storage of the cluster.' });
export type PersistentVolume = z.output<typeof PersistentVolumeSchema>;

export const persistentVolumes: ResourceOf<PersistentVolume> = { group: '', resource: 'persistentvolumes' };

export const persistentVolume: KindDefinition = {
  group: '',
  version: 'v1',
  kind: 'PersistentVolume',
  resource: 'persistentvolumes',
  singular: 'persistentvolume',
  shortNames: ['pv'],
  categories: [],
  namespaced: false,
  schema: PersistentVolumeSchema,
  hasStatus: true,
  columns: persistentVolumeColumns,
  selectable: {},
  strategy: persistentVolumeStrategy,
  validate: persistentVolumeErrors,
  validateUpdate: persistentVolumeUpdateErrors,
  eventType: persistentVolumeEventType,
};
