import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { one, struct, typeMeta } from '../../../schema/fields.ts';
import { namespacedMeta } from '../../_types/meta.ts';
import { PodSpecSchema } from '../../_types/pod-spec.ts';
import { PodStatusSchema } from '../../_types/pod-status.ts';
import { podColumns } from './columns.ts';
import { podCreateErrors, podErrors, podStatusErrors, podUpdateErrors } from './validate.ts';
import { ephemeralContainersUpdate } from './ephemeral-containers.ts';
import { resizeUpdate } from './resize.ts';
import { podSelectable } from './selectable.ts';
import { podStrategy } from './strategy.ts';
import { podEventType } from './events.ts';
import { defaultPod } from '../../_types/pod-defaults.ts';

export const PodSchema = struct('io.k8s.api.core.v1.Pod', () => ({
  ...typeMeta(),
  metadata: namespacedMeta(),
  spec: one(2, PodSpecSchema, { description: 'What should run.' }),
  status: one(3, PodStatusSchema, { description: 'What runs, as last observed.' }),
}), { defaults: defaultPod, description: 'Containers that run together on one node and share its network address and volumes.' });
export type Pod = z.output<typeof PodSchema>;

export const pods: ResourceOf<Pod> = { group: '', resource: 'pods' };

export const pod: KindDefinition = {
  group: '',
  version: 'v1',
  kind: 'Pod',
  resource: 'pods',
  singular: 'pod',
  shortNames: ['po'],
  categories: ['all'],
  namespaced: true,
  schema: PodSchema,
  hasStatus: true,
  subresources: ['attach', 'binding', 'ephemeralcontainers', 'eviction', 'exec', 'log', 'portforward', 'proxy', 'resize'],
  updates: { ephemeralcontainers: ephemeralContainersUpdate, resize: resizeUpdate },
  columns: podColumns,
  selectable: podSelectable,
  strategy: podStrategy,
  validate: podErrors,
  validateCreate: podCreateErrors,
  validateUpdate: podUpdateErrors,
  validateStatus: podStatusErrors,
  eventType: podEventType,
};
