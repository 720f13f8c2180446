import type { z } from 'zod';
import { stringAt } from '../../../json-path.ts';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { bool, map, string, struct, typeMeta } from '../../../schema/fields.ts';
import { SecretType } from '../../_types/enums.ts';
import { namespacedMeta } from '../../_types/meta.ts';
import { dataEventType } from '../../_types/data-events.ts';
import { secretColumns } from './columns.ts';
import { secretErrors, secretUpdateErrors } from './validate.ts';
import { foldStringData } from './fold-string-data.ts';

export const SecretSchema = struct('io.k8s.api.core.v1.Secret', () => ({
  ...typeMeta(),
  metadata: namespacedMeta(),
  immutable: bool(5, { pointer: true, description: 'When true, the data can no longer be changed.' }),
  data: map(2, 'bytes', { description: 'Bytes by key, in base64.' }),
  stringData: map(4, 'string', { description: 'Texts by key, for writing only: they are merged into data and never returned.' }),
  type: string(3, { known: SecretType, default: 'Opaque', description: 'What the data is for; some types require certain keys.' }),
}), { fold: foldStringData, description: 'Confidential data, stored encrypted.' });
export type Secret = z.output<typeof SecretSchema>;

export const secrets: ResourceOf<Secret> = { group: '', resource: 'secrets' };

export const secret: KindDefinition = {
  group: '',
  version: 'v1',
  kind: 'Secret',
  resource: 'secrets',
  singular: 'secret',
  shortNames: [],
  categories: [],
  namespaced: true,
  schema: SecretSchema,
  hasStatus: false,
  sealed: true,
  columns: secretColumns,
  selectable: { type: (object) => stringAt(object, 'type') },
  strategy: {},
  validate: secretErrors,
  validateUpdate: secretUpdateErrors,
  eventType: dataEventType('Secret'),
};
