import type { JsonObject } from '../../../json.ts';
import { stringAt } from '../../../json-path.ts';

/** The label of a lease's change. */
export const leaseEventType = (before: JsonObject | undefined, after: JsonObject): string | undefined => {
  const holder = stringAt(after, 'spec', 'holderIdentity');
  if (holder !== stringAt(before, 'spec', 'holderIdentity')) return holder === '' ? 'LeaseReleased' : 'LeaseAcquired';
  return before === undefined ? undefined : 'LeaseRenewed';
};
