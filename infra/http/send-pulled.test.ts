import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import type { OpenPulled } from '../../services/api-server/port.ts';
import { createAuthority, issueServerCertificate } from '../crypto/certificates.ts';
import { createJsonLogger } from '../logging/json-logger.ts';
import type { HttpsListener } from './https-server.ts';
import { startHttps } from './https-server.ts';

const textOf = async (message: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};

async function* unused(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('not this way');
}

/** One channel all who open it hear the whole of. */
const channel = () => {
  const said: Uint8Array[] = [];
  const listeners = new Set<() => void>();
  let [isOver, closed, taken] = [false, 0, 0];
  const wake = (): void => { for (const listener of listeners) listener(); };
  const open: OpenPulled = (ready) => {
    let at = 0;
    listeners.add(ready);
    return {
      next: () => {
        const bytes = said[at];
        if (bytes === undefined) return isOver ? 'over' : undefined;
        at += 1;
        taken += 1;
        if (bytes.length === 0) throw new Error('lost');
        return bytes;
      },
      close: () => { closed += Number(listeners.delete(ready)); },
    };
  };
  const say = (bytes: Uint8Array): void => {
    said.push(bytes);
    wake();
  };
  const end = (): void => {
    isOver = true;
    wake();
  };
  return { open, say, end, closed: () => closed, taken: () => taken };
};

const until = async (isDone: () => boolean): Promise<void> => { while (!isDone()) await pause(5); };

describe('pulled bytes', function suite() {
  this.timeout(20_000);
  let https: HttpsListener;
  let ca: string;
  let source = channel();

  before(async () => {
    const authority = await createAuthority('test');
    const { cert, key } = await issueServerCertificate(authority, { commonName: 'server', hosts: ['127.0.0.1'] });
    ca = authority.cert;
    https = await startHttps({
      handler: () => Promise.resolve({ kind: 'answer', status: 200, headers: [], body: { kind: 'stream', chunks: unused(), pulled: source.open } }),
      tls: { ca, cert, key }, hosts: ['127.0.0.1'], port: 0, logger: createJsonLogger('test', 'error', () => undefined),
    });
  });
  after(() => https.close(0));
  beforeEach(() => { source = channel(); });

  const ask = async (): Promise<IncomingMessage> => {
    const outgoing = request({ host: '127.0.0.1', port: https.port, ca, agent: false });
    outgoing.on('error', () => undefined).end();
    const [message] = (await once(outgoing, 'response')) as [IncomingMessage];
    return message;
  };

  it('reach every client whole and in order, and end', async () => {
    const clients = await Promise.all([ask(), ask(), ask()]);
    const texts = clients.map(textOf);
    for (let index = 0; index < 50; index += 1) source.say(Buffer.from(`${index},`));
    await until(() => source.taken() === 150);
    source.say(Buffer.alloc(100_000, 'x'));
    source.end();
    const whole = `${Array.from({ length: 50 }, (_, index) => `${index},`).join('')}${'x'.repeat(100_000)}`;
    expect(await Promise.all(texts)).to.deep.equal([whole, whole, whole]);
    expect(source.closed()).to.equal(3);
  });

  it('are not taken by a client that does not read, while others go on', async () => {
    const [still, reading] = [await ask(), await ask()];
    still.pause();
    reading.resume();
    for (let index = 0; index < 1_000; index += 1) source.say(Buffer.alloc(64 * 1024));
    source.end();
    await once(reading, 'end');
    expect(source.taken()).to.be.within(1_000, 1_900);
    expect((await textOf(still)).length).to.equal(1_000 * 64 * 1024);
  });

  it('are closed when the client goes', async () => {
    const message = await ask();
    message.destroy();
    await until(() => source.closed() === 1);
  });

  it('break the connection when they cannot go on', async () => {
    const text = ask().then(textOf);
    const failure = text.then(() => undefined, (error: unknown) => error);
    source.say(Buffer.from('part'));
    source.say(Buffer.alloc(0));
    expect(await failure).to.be.instanceOf(Error);
  });
});
