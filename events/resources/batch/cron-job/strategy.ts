import { withoutKeys } from '../../../json-path.ts';
import type { Strategy } from '../../../schema/kind.ts';

export const cronJobStrategy: Strategy = {
  generation: ['spec'],
  prepareCreate: (cronJob) => withoutKeys(cronJob, ['status']),
};
