import { expect } from 'chai';
import type { NatsConnection, QueuedIterator, Status } from '@nats-io/transport-node';
import { nodeSubjects } from '../../events/node/messages.ts';
import { connectNats } from '../../infra/nats/connect.ts';
import type { NatsIdentity, NatsRole } from '../../infra/nats/users.ts';
import { inboxPrefixOf } from '../../infra/nats/users.ts';
import type { TestNats } from '../support/nats.ts';
import { startNats } from '../support/nats.ts';

const AGENT = { node: 'node-a' } as const;

/** Resolves with the subject the server refuses next. */
const nextRefusal = async (statuses: AsyncIterator<Status>): Promise<string> => {
  for (;;) {
    const { value, done } = await statuses.next();
    if (done) throw new Error('the connection ended');
    const status = value as Status;
    if (status.type === 'error' && /permissions violation/i.test(status.error.message)) return status.error.message;
  }
};

/** Whether the server refused a publish: errors arrive in order before the answer to the ping behind it. */
const isRefused = async (connection: NatsConnection, act: () => void): Promise<boolean> => {
  const statuses = connection.status() as QueuedIterator<Status>;
  const refusal = nextRefusal(statuses[Symbol.asyncIterator]()).then(() => true, () => false);
  act();
  const answered = connection.flush().then(() => connection.flush()).then(() => false);
  const refused = await Promise.race([refusal, answered]);
  statuses.stop();
  return refused;
};

const publishes = (connection: NatsConnection, subject: string): Promise<boolean> => isRefused(connection, () => connection.publish(subject, 'x'));

const subscribes = (connection: NatsConnection, subject: string): Promise<boolean> =>
  isRefused(connection, () => { connection.subscribe(subject, { callback: () => undefined }); });

const table = (cases: { readonly connection: () => NatsConnection; readonly refused: boolean; readonly check: typeof publishes }, subjects: readonly string[]): void => {
  for (const subject of subjects) {
    it(`${cases.refused ? 'refuses' : 'allows'} ${cases.check === publishes ? 'publishing to' : 'subscribing to'} ${subject}`, async () => {
      expect(await cases.check(cases.connection(), subject)).to.equal(cases.refused);
    });
  }
};

/** Every JetStream API subject there is a family of, and everything an agent could try to reach the log by. */
const API_SUBJECTS: readonly string[] = [
  '$JS.API.INFO', '$JS.API.STREAM.NAMES', '$JS.API.STREAM.LIST', '$JS.API.STREAM.INFO.EVENTS', '$JS.API.STREAM.CREATE.MINE', '$JS.API.STREAM.UPDATE.EVENTS',
  '$JS.API.STREAM.DELETE.EVENTS', '$JS.API.STREAM.PURGE.EVENTS', '$JS.API.STREAM.MSG.GET.EVENTS', '$JS.API.STREAM.MSG.DELETE.EVENTS', '$JS.API.STREAM.SNAPSHOT.EVENTS',
  '$JS.API.STREAM.RESTORE.EVENTS', '$JS.API.STREAM.LEADER.STEPDOWN.EVENTS', '$JS.API.DIRECT.GET.EVENTS', '$JS.API.DIRECT.GET.KV_KEYS.x', '$JS.API.STREAM.MSG.GET.KV_KEYS',
  '$JS.API.CONSUMER.CREATE.EVENTS.mine', '$JS.API.CONSUMER.DURABLE.CREATE.EVENTS.mine', '$JS.API.CONSUMER.LIST.OBSERVATIONS', '$JS.API.CONSUMER.NAMES.OBSERVATIONS',
  '$JS.API.CONSUMER.INFO.OBSERVATIONS.status', '$JS.API.CONSUMER.DELETE.OBSERVATIONS.status', '$JS.API.CONSUMER.MSG.NEXT.OBSERVATIONS.status', '$JS.API.ACCOUNT.PURGE.SHIPLOG',
  '$JS.API.META.LEADER.STEPDOWN', '$JS.API.SERVER.REMOVE', '$JS.ACK.OBSERVATIONS.status.1.1.1.1.0', '$JS.FC.EVENTS.x', '$SYS.REQ.SERVER.PING.JSZ', 'server.jetstream',
];

describe('permissions on NATS', () => {
  let nats: TestNats;
  const connections = new Map<string, NatsConnection>();
  const as = (identity: NatsIdentity) => (): NatsConnection => connections.get(JSON.stringify(identity)) as NatsConnection;

  before(async () => {
    nats = await startNats({ nodes: ['node-a', 'node-b', 'rack.7'] });
    const roles: readonly NatsRole[] = ['setup', 'api', 'controllers', 'scheduler', 'dispatcher', 'status', 'control-plane'];
    for (const identity of [...roles.map((role) => ({ role })), AGENT, { node: 'rack.7' }]) connections.set(JSON.stringify(identity), await nats.connect(identity));
  });
  after(() => nats.stop());

  describe('an agent', () => {
    table({ connection: as(AGENT), refused: true, check: publishes }, [
      ...API_SUBJECTS,
      'ev._.pods.default.web', 'le.coordination%2Ek8s%2Eio.leases.kube-node-lease.node-a', 'eo._.events.default.x', '$KV.KEYS.k',
      'obs.node-b.node', 'obs', 'node.node-b.fetch', 'node.node-a.fetch.deeper', 'tun.node-b.x', 'assign.node-a', 'assign.node-b', 'member.controllers', '_INBOX.role.api.x', '_INBOX.node.node-b.x',
    ]);
    table({ connection: as(AGENT), refused: true, check: subscribes }, [
      '>', 'ev.>', 'obs.>', 'obs.node-a.>', 'assign.*', 'assign.node-b', 'tun.>', 'tun.node-b.>', 'node.*.fetch', '_INBOX.>', '_INBOX.node.>', '_INBOX.node.node-b.>', '_INBOX.role.api.>', '$JS.>', '$KV.KEYS.>', '$JS.EVENT.ADVISORY.>',
    ]);
    table({ connection: as(AGENT), refused: false, check: publishes }, ['tun.node-a.x', 'node.node-a.fetch', 'node.node-a.resync', 'obs.node-a.node']);
    table({ connection: as(AGENT), refused: false, check: subscribes }, [nodeSubjects.assign('node-a'), 'tun.node-a.>', '_INBOX.node.node-a.>']);

    it('gets its observation acknowledged durably without any right to the API', async () => {
      const ack = await as(AGENT)().request(nodeSubjects.observe('node-a', 'node'), '{}', { timeout: 5000 });
      expect(ack.json()).to.include({ stream: 'OBSERVATIONS' });
    });

    it('of a node whose name has dots has its own token', async () => {
      expect(await publishes(as({ node: 'rack.7' })(), nodeSubjects.observe('rack%2E7', 'node'))).to.equal(false);
      expect(await publishes(as({ node: 'rack.7' })(), 'obs.rack.7.node')).to.equal(true);
    });
  });

  const destructive = ['$JS.API.STREAM.UPDATE.EVENTS', '$JS.API.STREAM.DELETE.EVENTS', '$JS.API.STREAM.PURGE.EVENTS', '$JS.API.STREAM.MSG.DELETE.EVENTS', '$JS.API.STREAM.RESTORE.EVENTS',
    '$JS.API.STREAM.RESTORE.MINE', '$JS.API.STREAM.SNAPSHOT.EVENTS', '$JS.API.CONSUMER.DELETE.OBSERVATIONS.status', '$JS.API.ACCOUNT.PURGE.SHIPLOG', '$JS.API.META.LEADER.STEPDOWN', '$SYS.REQ.SERVER.PING.JSZ'];
  const keys = ['$KV.KEYS.k', '$JS.API.STREAM.MSG.GET.KV_KEYS', '$JS.API.DIRECT.GET.KV_KEYS.$KV.KEYS.k', '$JS.API.CONSUMER.CREATE.KV_KEYS.x', '$JS.API.STREAM.MSG.DELETE.KV_KEYS'];

  for (const role of ['controllers', 'scheduler', 'dispatcher', 'status'] as const) {
    describe(`the role ${role}`, () => {
      table({ connection: as({ role }), refused: true, check: publishes }, [...destructive, ...keys, 'obs.node-a.node', '$JS.API.STREAM.CREATE.MINE']);
      table({ connection: as({ role }), refused: true, check: subscribes }, ['>', '$KV.KEYS.>', '_INBOX.node.node-a.>', '_INBOX.role.api.>', 'node.*.fetch', 'tun.>']);
      table({ connection: as({ role }), refused: false, check: publishes }, ['$JS.API.STREAM.INFO.EVENTS', '$JS.API.CONSUMER.CREATE.EVENTS.x', 'server.jetstream', 'member.x']);
    });
  }

  describe('the role api', () => {
    table({ connection: as({ role: 'api' }), refused: true, check: publishes }, [...destructive, 'obs.node-a.node', '$JS.API.CONSUMER.CREATE.KV_KEYS.x', '$JS.API.STREAM.MSG.DELETE.KV_KEYS', '$JS.API.STREAM.CREATE.MINE', 'assign.node-a']);
    table({ connection: as({ role: 'api' }), refused: false, check: publishes }, ['$JS.API.STREAM.MSG.GET.KV_KEYS', 'tun.node-a.x']);
    table({ connection: as({ role: 'api' }), refused: false, check: subscribes }, ['node.*.fetch', 'tun.>']);
  });

  describe('the role dispatcher', () => {
    table({ connection: as({ role: 'dispatcher' }), refused: false, check: publishes }, ['assign.node-a']);
    table({ connection: as({ role: 'dispatcher' }), refused: false, check: subscribes }, ['node.*.resync']);
  });

  describe('the role status', () => {
    table({ connection: as({ role: 'status' }), refused: false, check: publishes }, ['$JS.API.CONSUMER.MSG.NEXT.OBSERVATIONS.status']);
    table({ connection: as({ role: 'status' }), refused: true, check: publishes }, ['$JS.API.STREAM.MSG.GET.OBSERVATIONS', 'assign.node-a', 'tun.node-a.x']);
  });

  describe('the role setup', () => {
    table({ connection: as({ role: 'setup' }), refused: true, check: publishes }, [...destructive, ...keys, 'ev._.pods.default.web', '$JS.API.STREAM.MSG.GET.EVENTS']);
  });

  it('answers a request of an agent though its inbox is closed to everyone', async () => {
    const api = as({ role: 'api' })();
    const subscription = api.subscribe('node.*.fetch', { callback: (_, message) => { message.respond('yes'); } });
    await api.flush();
    expect((await as(AGENT)().request(nodeSubjects.fetch('node-a'), 'x', { timeout: 5000 })).string()).to.equal('yes');
    subscription.unsubscribe();
  });

  it('lets nobody in whose certificate names no user, whose authority is another, or who has none', async () => {
    const stranger = await nats.credentials({ node: 'node-z' });
    const foreign = await startNats({ nodes: ['node-a'], streams: false });
    const wrong = { ...(await foreign.credentials(AGENT)), ca: stranger.ca };
    const none = { ...stranger, cert: stranger.ca };
    for (const tls of [stranger, wrong, none]) {
      const attempt = await connectNats({ servers: [nats.server], tls, name: 'stranger', inboxPrefix: inboxPrefixOf(AGENT), firstConnectMs: 3000 })
        .then(async (connection) => { await connection.close(); return 'connected'; }, () => 'refused');
      expect(attempt).to.equal('refused');
    }
    await foreign.stop();
  });
});
