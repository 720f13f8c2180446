import type { NatsIdentity } from '../nats/users.ts';

/** File name of a NATS identity's certificate in the cluster's pki folder. */
export const natsCertificateName = (identity: NatsIdentity): string => ('role' in identity ? `nats-${identity.role}` : `nats-node-${identity.node}`);
