import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { bool, map, struct, typeMeta } from '../../../schema/fields.ts';
import { namespacedMeta } from '../../_types/meta.ts';
import { dataEventType } from '../../_types/data-events.ts';
import { configMapColumns } from './columns.ts';
import { configMapErrors, configMapUpdateErrors } from './validate.ts';

export const ConfigMapSchema = struct('io.k8s.api.core.v1.ConfigMap', () => ({
  ...typeMeta(),
  metadata: namespacedMeta(),
  immutable: bool(4, { pointer: true, description: 'When true, the data can no longer be changed.' }),
  data: map(2, 'string', { description: 'Texts by key; a key consists of letters, digits, - _ and dots.' }),
  binaryData: map(3, 'bytes', { description: 'Bytes by key, in base64; keys must not occur in data.' }),
}), { description: 'Configuration for pods to read as files or environment variables.' });
export type ConfigMap = z.output<typeof ConfigMapSchema>;

export const configMaps: ResourceOf<ConfigMap> = { group: '', resource: 'configmaps' };

export const configMap: KindDefinition = {
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  resource: 'configmaps',
  singular: 'configmap',
  shortNames: ['cm'],
  categories: [],
  namespaced: true,
  schema: ConfigMapSchema,
  hasStatus: false,
  columns: configMapColumns,
  selectable: {},
  strategy: {},
  validate: configMapErrors,
  validateUpdate: configMapUpdateErrors,
  eventType: dataEventType('ConfigMap'),
};
