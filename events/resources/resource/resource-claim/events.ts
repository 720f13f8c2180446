import type { JsonObject } from '../../../json.ts';
import { listAt, valueAt } from '../../../json-path.ts';

/** The label of a resource claim's change. */
export const resourceClaimEventType = (before: JsonObject | undefined, after: JsonObject): string | undefined => {
  if (before === undefined) return undefined;
  const [had, has] = [valueAt(before, 'status', 'allocation') !== undefined, valueAt(after, 'status', 'allocation') !== undefined];
  if (had !== has) return has ? 'ResourceClaimAllocated' : 'ResourceClaimDeallocated';
  const [old, now] = [listAt(before, 'status', 'reservedFor').length, listAt(after, 'status', 'reservedFor').length];
  return old === now ? undefined : now > old ? 'ResourceClaimReserved' : 'ResourceClaimReleased';
};
