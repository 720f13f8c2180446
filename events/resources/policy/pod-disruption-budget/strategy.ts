import { withoutKeys } from '../../../json-path.ts';
import type { Strategy } from '../../../schema/kind.ts';

export const podDisruptionBudgetStrategy: Strategy = {
  generation: ['spec'],
  prepareCreate: (budget) => withoutKeys(budget, ['status']),
  unconditionalUpdate: false,
};
