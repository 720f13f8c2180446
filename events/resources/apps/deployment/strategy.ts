import { valueAt, withoutKeys, withValueAt } from '../../../json-path.ts';
import type { Strategy } from '../../../schema/kind.ts';

/** Annotations carry what a rollout is asked for, so that their change is a new generation too. */
export const deploymentStrategy: Strategy = {
  generation: ['spec', 'metadata.annotations'],
  prepareCreate: (deployment) => withoutKeys(deployment, ['status']),
  statusResets: ['labels'],
  prepareStatusUpdate: (deployment, before) => withValueAt(deployment, ['metadata', 'labels'], valueAt(before, 'metadata', 'labels')),
};
