import { withoutKeys } from '../../../json-path.ts';
import type { Strategy } from '../../../schema/kind.ts';

export const resourceClaimStrategy: Strategy = { returnsDeleted: true, prepareCreate: (claim) => withoutKeys(claim, ['status']) };
