import { withoutKeys } from '../../../json-path.ts';
import type { Strategy } from '../../../schema/kind.ts';

export const resourceQuotaStrategy: Strategy = { returnsDeleted: true, prepareCreate: (quota) => withoutKeys(quota, ['status']) };
