import { withoutKeys } from '../../../json-path.ts';
import type { Strategy } from '../../../schema/kind.ts';

export const replicationControllerStrategy: Strategy = {
  generation: ['spec'],
  defaultPropagation: 'Orphan',
  prepareCreate: (controller) => withoutKeys(controller, ['status']),
};
