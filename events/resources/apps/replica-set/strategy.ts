import { withoutKeys } from '../../../json-path.ts';
import type { Strategy } from '../../../schema/kind.ts';

export const replicaSetStrategy: Strategy = {
  generation: ['spec'],
  prepareCreate: (replicaSet) => withoutKeys(replicaSet, ['status']),
};
