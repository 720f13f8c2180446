import { withoutKeys } from '../../../json-path.ts';
import type { Strategy } from '../../../schema/kind.ts';

export const replicationControllerStrategy: Strategy = {
  generation: ['spec'],
  prepareCreate: (controller) => withoutKeys(controller, ['status']),
};
