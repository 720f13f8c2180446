import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { NatsConnection } from '@nats-io/transport-node';
import { expect } from 'chai';
import type { TestNats } from '../support/nats.ts';
import { startNats } from '../support/nats.ts';

describe('requests on a connection that outlives them', () => {
  let nats: TestNats;
  let connection: NatsConnection;

  before(async () => {
    nats = await startNats();
    connection = await nats.connect({ role: 'control-plane' });
    connection.subscribe('member.echo', { callback: (_error, message) => void message.respond(message.data) });
    await connection.flush();
  });
  after(() => nats.stop());

  const answered = async (): Promise<WeakRef<object>> => new WeakRef(await connection.request('member.echo', 'hello', { timeout: 5_000 }));

  it('keep nothing of an answer once its reader is done with it', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const answers: WeakRef<object>[] = [];
    for (let turn = 0; turn < 20; turn += 1) answers.push(await answered());
    await new Promise((resolve) => { setImmediate(resolve); });
    collect();
    const kept = answers.filter((answer) => answer.deref() !== undefined);
    // The parser and the newest request may still be in somebody's hands.
    expect(kept.length).to.be.below(5);
  });

  it('fail when the connection is lost before the answer', async () => {
    connection.subscribe('member.silent', { callback: () => undefined });
    const unanswered = connection.request('member.silent', 'hello', { timeout: 30_000 }).then(() => 'answered', () => 'failed');
    await connection.flush();
    await nats.kill9();
    expect(await unanswered).to.equal('failed');
  });
});
