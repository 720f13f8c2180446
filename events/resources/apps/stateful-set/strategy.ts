import { withoutKeys } from '../../../json-path.ts';
import type { Strategy } from '../../../schema/kind.ts';

export const statefulSetStrategy: Strategy = {
  generation: ['spec'],
  prepareCreate: (set) => withoutKeys(set, ['status']),
};
