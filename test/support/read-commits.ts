import type { Recorded } from '../../events/envelope.ts';
import { createCommitAssembler } from '../../projections/commits.ts';
import { jetstreamEventStore } from '../../infra/eventstore-jetstream/jetstream-event-store.ts';
import { connectNats } from '../../infra/nats/connect.ts';
import { inboxPrefixOf } from '../../infra/nats/users.ts';
import { natsCertificateName } from '../../infra/processes/nats-certificate-name.ts';
import type { LiveCluster } from './live-cluster.ts';

/** Every commit of EVENTS from the beginning, straight from the log. */
export const readCommits = async ({ folder, config }: LiveCluster): Promise<readonly (readonly Recorded[])[]> => {
  const identity = { role: 'api' } as const;
  const inboxPrefix = inboxPrefixOf(identity);
  const connection = await connectNats({
    servers: [`127.0.0.1:${config.natsPort}`],
    name: 'test',
    inboxPrefix,
    tls: { ca: folder.caCert, ...folder.certificate(natsCertificateName(identity)) },
  });
  try {
    const store = jetstreamEventStore({ connection, inboxPrefix });
    const assembler = createCommitAssembler();
    const commits: (readonly Recorded[])[] = [];
    for await (const event of store.read('EVENTS', { after: 0, upTo: await store.head('EVENTS') })) {
      commits.push(...assembler.push([event]).map(({ events }) => events));
    }
    return commits.filter((events) => events.length > 0);
  } finally {
    await connection.close();
  }
};
