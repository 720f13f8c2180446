import type { Strategy } from '../../../schema/kind.ts';

/** Who renews a lease must know which one. */
export const leaseStrategy: Strategy = { unconditionalUpdate: false, createOnUpdate: true };
