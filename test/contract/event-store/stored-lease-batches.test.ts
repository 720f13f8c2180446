import { jetstreamManager } from '@nats-io/jetstream';
import { expect } from 'chai';
import type { NewEvent, Recorded } from '../../../events/envelope.ts';
import { encodeEnvelope } from '../../../events/envelope-codec.ts';
import { jetstreamEventStore } from '../../../infra/eventstore-jetstream/jetstream-event-store.ts';
import { publisher } from '../../../infra/eventstore-jetstream/publish.ts';
import { fileLogMarker } from '../../../infra/nats/log-marker.ts';
import { ensureStreams } from '../../../infra/nats/streams.ts';
import { inboxPrefixOf } from '../../../infra/nats/users.ts';
import { createCommitAssembler } from '../../../projections/commits.ts';
import type { TestNats } from '../../support/nats.ts';
import { startNats } from '../../support/nats.ts';
import { leaseRef, sampleEvent } from './sample-events.ts';

describe('batches of Leases in the log of an older cluster', () => {
  const inboxPrefix = inboxPrefixOf({ role: 'api' });
  let nats: TestNats;
  before(async () => {
    nats = await startNats({ streams: false });
    const manager = await jetstreamManager(await nats.connect({ role: 'setup' }));
    await manager.streams.add({ name: 'LEASES', subjects: ['le.>'], max_msgs_per_subject: 1, allow_atomic: true });
    await ensureStreams(manager, { replicas: 1, marker: fileLogMarker(nats.markerPath) });
  });
  after(() => nats.stop());

  for (const rewritten of [0, 1, 2]) {
    it(`still show every member after member ${rewritten} of three was written again`, async () => {
      const connection = await nats.connect({ role: 'api' });
      const store = jetstreamEventStore({ connection, inboxPrefix });
      const batch = Array.from({ length: 3 }, () => sampleEvent(leaseRef(), 0));
      const stored = await publisher(connection, { inboxPrefix, timeoutMs: 5_000, timeToLive: {} })('LEASES', batch.map((event) => ({ id: event.id, encoded: encodeEnvelope(event), expected: 0 })));
      if (stored.kind !== 'stored') throw new Error(stored.kind);
      const { sequences: [first = 0, , last = 0] } = stored;
      await store.append([sampleEvent((batch[rewritten] as NewEvent).ref, first + rewritten)]);

      const left: Recorded[] = [];
      for await (const each of store.read('LEASES', { after: first - 1, upTo: last + 1 })) left.push(each);
      const folded = createCommitAssembler().push(left).flatMap(({ events }) => events.map(({ sequence }) => sequence));
      expect(folded).to.deep.equal([first, first + 1, last, last + 1].filter((sequence) => sequence !== first + rewritten));
      for (const { ref } of batch) expect((await store.last(ref))?.sequence).to.be.oneOf(folded);
    });
  }
});
