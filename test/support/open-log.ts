import type { EventStore } from '../../events/event-store/port.ts';
import { jetstreamEventStore } from '../../infra/eventstore-jetstream/jetstream-event-store.ts';
import { connectNats } from '../../infra/nats/connect.ts';
import { inboxPrefixOf } from '../../infra/nats/users.ts';
import { natsCertificateName } from '../../infra/processes/nats-certificate-name.ts';
import type { LiveCluster } from './live-cluster.ts';

/** Works on a live cluster's log itself, with the API server's rights, and lets go of it afterwards. */
export const withLog = async <T>({ folder, config }: LiveCluster, work: (store: EventStore) => Promise<T>): Promise<T> => {
  const identity = { role: 'api' } as const;
  const inboxPrefix = inboxPrefixOf(identity);
  const connection = await connectNats({
    servers: [`127.0.0.1:${config.natsPort}`],
    name: 'test',
    inboxPrefix,
    tls: { ca: folder.caCert, ...folder.certificate(natsCertificateName(identity)) },
  });
  try {
    return await work(jetstreamEventStore({ connection, inboxPrefix }));
  } finally {
    await connection.close();
  }
};
