import type { NatsConnection } from '@nats-io/transport-node';
import { connectNats } from '../nats/connect.ts';
import { inboxPrefixOf } from '../nats/users.ts';
import type { NatsIdentity } from '../nats/users.ts';
import { natsCertificateName } from './nats-certificate-name.ts';
import type { ProcessContext } from './process-context.ts';

/** Connects to the cluster's NATS with the identity's own certificate; waits for the server as long as it takes. */
export const connectAs = ({ folder, config, component }: ProcessContext, identity: NatsIdentity): Promise<NatsConnection> =>
  connectNats({
    servers: [`127.0.0.1:${('node' in identity ? config.natsPortOfNode?.[identity.node] : undefined) ?? config.natsPort}`],
    name: component,
    inboxPrefix: inboxPrefixOf(identity),
    tls: { ca: folder.caCert, ...folder.certificate(natsCertificateName(identity)) },
  });
