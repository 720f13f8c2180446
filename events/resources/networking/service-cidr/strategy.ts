import { withoutKeys } from '../../../json-path.ts';
import type { Strategy } from '../../../schema/kind.ts';

export const serviceCidrStrategy: Strategy = { prepareCreate: (range) => withoutKeys(range, ['status']) };
