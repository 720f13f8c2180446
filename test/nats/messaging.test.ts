import { expect } from 'chai';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Observation } from '../../events/node/messages.ts';
import { nodeSubjects } from '../../events/node/messages.ts';
import { natsKeyRing } from '../../infra/crypto/key-ring.ts';
import { aesSealer } from '../../infra/crypto/sealer.ts';
import { natsMessaging } from '../../infra/nats/messaging.ts';
import { observationsInbox } from '../../infra/nats/observations-inbox.ts';
import type { NatsIdentity } from '../../infra/nats/users.ts';
import type { MessagingError } from '../../services/kit/messaging/port.ts';
import type { Messaging } from '../../services/kit/messaging/port.ts';
import type { InboxMessage } from '../../services/status/port.ts';
import type { TestNats } from '../support/nats.ts';
import { startNats } from '../support/nats.ts';

const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

const observation = (counter: number): Observation => ({
  node: 'node-a', boot: 'boot-1', counter, time: '2031-05-06T07:08:09Z', fact: { about: 'node', labels: {}, status: { ready: true } },
});

describe('messages between processes', () => {
  let nats: TestNats;
  let agent: Messaging;
  let api: Messaging;
  const reports: string[] = [];
  const report = (message: string): void => { reports.push(message); };
  /** Resolves when the server knows of all subscriptions. */
  const subscribed = async (): Promise<void> => { await Promise.all(connections.map((connection) => connection.flush())); };
  const connections: NatsConnection[] = [];
  const messagingOf = async (identity: NatsIdentity): Promise<Messaging> => {
    const connection = await nats.connect(identity);
    connections.push(connection);
    return natsMessaging({ connection, report });
  };

  before(async () => {
    nats = await startNats({ nodes: ['node-a'] });
    agent = await messagingOf({ node: 'node-a' });
    api = await messagingOf({ role: 'control-plane' });
  });
  after(() => nats.stop());

  const codeOf = async (work: Promise<unknown>): Promise<string | undefined> => work.then(() => undefined, (cause: unknown) => (cause as MessagingError).code);

  it('reach a subscriber, and a request its answer', async () => {
    const stop = api.subscribe(nodeSubjects.fetch('*'), ({ data, respond }) => respond?.(Uint8Array.from([...data, 33])));
    const assigned = new Promise<Uint8Array>((resolve) => { agent.subscribe(nodeSubjects.assign('node-a'), ({ data }) => resolve(data)); });
    await subscribed();
    expect(Buffer.from(await agent.request(nodeSubjects.fetch('node-a'), new TextEncoder().encode('hello'), 5000)).toString()).to.equal('hello!');
    api.publish(nodeSubjects.assign('node-a'), bytes({ pod: 1 }));
    expect(Buffer.from(await assigned).toString()).to.equal('{"pod":1}');
    stop();
  });

  it('reach one member of a queue each', async () => {
    const counts = [0, 0];
    let arrived = 0;
    const all = new Promise<void>((resolve) => {
      for (const index of [0, 1]) {
        api.subscribe('tun.node-a.work', () => {
          counts[index] = (counts[index] ?? 0) + 1;
          if (++arrived === 50) resolve();
        }, { queue: 'workers' });
      }
    });
    await subscribed();
    for (let message = 0; message < 50; message += 1) agent.publish('tun.node-a.work', bytes(message));
    await all;
    expect(arrived).to.equal(50);
    expect(counts.reduce((sum, count) => sum + count)).to.equal(50);
  });

  it('say why they fail', async () => {
    expect(await codeOf(agent.request(nodeSubjects.resync('node-a'), bytes(1), 500))).to.equal('no-responders');
    expect(await codeOf(agent.request(nodeSubjects.fetch('node-b'), bytes(1), 500))).to.be.oneOf(['forbidden', 'timeout']);
    expect(await codeOf(agent.publishDurable('tun.node-a.x', bytes(1), 'id'))).to.be.oneOf(['no-responders', 'timeout', 'unavailable']);
  });

  it('report a handler that throws and go on', async () => {
    const seen = new Promise<void>((resolve) => {
      let first = true;
      api.subscribe('tun.node-a.fragile', () => {
        if (!first) return resolve();
        first = false;
        throw new Error('broken');
      });
    });
    await subscribed();
    agent.publish('tun.node-a.fragile', bytes(1));
    agent.publish('tun.node-a.fragile', bytes(2));
    await seen;
    expect(reports).to.include('a message handler failed');
  });

  it('put each observation in the inbox once, deliver it until it is acknowledged, drop what is none, and survive a kill of the server', async () => {
    const status = await nats.connect({ role: 'status' });
    const subject = nodeSubjects.observe('node-a', 'node');
    for (const counter of [1, 2]) await agent.publishDurable(subject, bytes(observation(counter)), `node-a/boot-1/${counter}`);
    await agent.publishDurable(subject, bytes(observation(2)), 'node-a/boot-1/2');
    await agent.publishDurable(subject, bytes({ no: 'observation' }), 'nonsense');
    const reconnected = new Promise<void>((resolve) => { agent.onReconnect(resolve); });
    await nats.restart();
    await reconnected;
    await agent.publishDurable(subject, bytes(observation(3)), 'node-a/boot-1/3');
    const abort = new AbortController();
    const seen: InboxMessage[] = [];
    for await (const message of observationsInbox({ connection: status, report }).receive(abort.signal)) {
      if (message.observation.counter === 2 && message.deliveries === 1) {
        message.nak(10);
        continue;
      }
      await message.ack();
      seen.push(message);
      if (seen.length === 3) abort.abort();
    }
    expect(seen.map(({ observation: { counter } }) => counter).sort()).to.deep.equal([1, 2, 3]);
    expect(seen.every(({ subject: from }) => from === subject)).to.equal(true);
    expect(reports).to.include('dropped a message that is no observation');
  });

  it('keep data keys for the API alone, durably', async () => {
    const keyEncryptionKey = { id: 'test', bytes: new Uint8Array(32).fill(7) };
    const sealer = aesSealer({ keys: await natsKeyRing(await nats.connect({ role: 'api' })), keyEncryptionKey });
    const plain = new TextEncoder().encode('{"secret":true}');
    const sealed = await sealer.seal(plain, 'label');
    await nats.restart();
    const other = aesSealer({ keys: await natsKeyRing(await nats.connect({ role: 'control-plane' })), keyEncryptionKey });
    expect(Buffer.from(await other.open(sealed, 'label')).toString()).to.equal('{"secret":true}');
    const scheduler = aesSealer({ keys: await natsKeyRing(await nats.connect({ role: 'scheduler' })), keyEncryptionKey });
    expect(await codeOf(scheduler.open(sealed, 'label'))).to.equal('unavailable');
  });
});
