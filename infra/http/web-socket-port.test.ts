import { expect } from 'chai';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { webSocketPort } from './web-socket-port.ts';

const MESSAGE_BYTES = 64 * 1024;
const MESSAGES = 40;

describe('the port of a WebSocket', function suite() {
  this.timeout(20_000);
  let server: WebSocketServer;
  let client: WebSocket;
  let accepted: WebSocket;

  beforeEach(async () => {
    server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(server, 'listening');
    const arrived = once(server, 'connection');
    client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const opened = once(client, 'open');
    [accepted] = await arrived as [WebSocket];
    await opened;
  });
  afterEach(() => {
    client.terminate();
    server.close();
  });

  /** Resolves after so many pings, and throws when the connection has ended before. */
  const pings = async (count: number): Promise<void> => {
    const closed = once(client, 'close').then(() => Promise.reject(new Error('the connection was ended')));
    for (let seen = 0; seen < count; seen += 1) await Promise.race([once(client, 'ping'), closed]);
  };

  it('keeps a session whose input nobody reads for many pings, and loses none of it', async () => {
    const reader = webSocketPort(accepted, { pingEveryMs: 10 }).messages[Symbol.asyncIterator]();
    for (let sent = 0; sent < MESSAGES; sent += 1) client.send(Buffer.alloc(MESSAGE_BYTES, sent));
    await reader.next();
    await pings(10);
    expect(accepted.isPaused, 'the input waits in the network').to.equal(true);
    for (let expected = 1; expected < MESSAGES; expected += 1) {
      const { value } = await reader.next();
      expect([value?.bytes.length, value?.bytes[0]]).to.deep.equal([MESSAGE_BYTES, expected]);
    }
  });

  it('keeps a session whose client answers no ping', async () => {
    const messages = webSocketPort(accepted, { pingEveryMs: 10 }).messages[Symbol.asyncIterator]();
    client.pong = () => undefined;
    await pings(10);
    client.send('still here');
    expect(Buffer.from((await messages.next()).value?.bytes ?? []).toString()).to.equal('still here');
  });

  it('ends the messages with the connection', async () => {
    const { messages } = webSocketPort(accepted);
    client.close();
    for await (const message of messages) expect.fail(`unexpected ${message.bytes.length} bytes`);
  });
});
