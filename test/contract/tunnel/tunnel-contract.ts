import { expect } from 'chai';
import { RefusalError, badRequest } from '../../../events/errors.ts';
import { hostClock } from '../../../infra/host/clock.ts';
import { hostEntropy } from '../../../infra/host/entropy.ts';
import { createTunnelClient } from '../../../services/kit/tunnel/client.ts';
import { WINDOW_BYTES } from '../../../services/kit/tunnel/link.ts';
import type { NodeTunnel, NodeTunnelStream, TunnelEnd, TunnelRequest } from '../../../services/kit/tunnel/port.ts';
import type { TunnelHandler, TunnelSession } from '../../../services/kit/tunnel/server.ts';
import { serveTunnels } from '../../../services/kit/tunnel/server.ts';
import type { Messaging } from '../../../services/kit/messaging/port.ts';
import { quietLogger } from '../../support/quiet-logger.ts';

export interface TunnelEnds {
  readonly api: Messaging;
  readonly agent: Messaging;
  readonly node: string;
  /** Resolves when the agent's subscriptions are in place. */
  readonly settled: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const REQUEST: TunnelRequest = { kind: 'exec', namespace: 'd', pod: 'p', podUid: 'u', container: 'c', command: ['x'], stdin: true, stdout: true, stderr: true, tty: false };
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

const collect = async (stream: NodeTunnelStream): Promise<string> => {
  let all = '';
  for await (const { channel, bytes } of stream.frames) all += `${channel}:${new TextDecoder().decode(bytes)} `;
  return all;
};

/** What both ends of a tunnel promise, over any Messaging. */
export const describeTunnel = (name: string, open: () => Promise<TunnelEnds>): void => {
  describe(`tunnel: ${name}`, function suite() {
    this.timeout(20_000);
    let ends: TunnelEnds;
    let stopServing = (): void => undefined;

    before(async () => { ends = await open(); });
    after(() => ends.close());
    afterEach(() => { stopServing(); });

    const serve = async (handle: TunnelHandler): Promise<NodeTunnel> => {
      stopServing = serveTunnels({ messaging: ends.agent, clock: hostClock(), logger: quietLogger, node: ends.node, handle });
      await ends.settled();
      return createTunnelClient({ messaging: ends.api, clock: hostClock(), entropy: hostEntropy() });
    };
    const run = (work: (session: TunnelSession) => Promise<TunnelEnd>): Promise<NodeTunnel> => serve(() => Promise.resolve(work));

    it('carries frames of several channels in order, then the end', async () => {
      const tunnel = await run(async (session) => {
        await session.send({ channel: 1, bytes: bytesOf('a') });
        await session.send({ channel: 2, bytes: bytesOf('b') });
        await session.send({ channel: 1, bytes: bytesOf('c') });
        return { kind: 'exit', exitCode: 7 };
      });
      const stream = await tunnel.open(ends.node, REQUEST);
      expect(await collect(stream)).to.equal('1:a 2:b 1:c ');
      expect(await stream.end).to.deep.equal({ kind: 'exit', exitCode: 7 });
    });

    it('carries input with its half-close', async () => {
      const tunnel = await run(async (session) => {
        for await (const { channel, bytes } of session.input) {
          if (bytes === undefined) break;
          await session.send({ channel: channel + 1, bytes });
        }
        return { kind: 'exit', exitCode: 0 };
      });
      const stream = await tunnel.open(ends.node, REQUEST);
      await stream.send({ channel: 0, bytes: bytesOf('one') });
      stream.closeInput(0);
      expect(await collect(stream)).to.equal('1:one ');
    });

    it('rejects with the agent\'s own refusal', async () => {
      const tunnel = await serve(() => Promise.reject(new RefusalError(badRequest('no such thing'))));
      const error = await tunnel.open(ends.node, REQUEST).then(() => undefined, (reason: unknown) => reason);
      expect(error).to.be.instanceOf(RefusalError).with.nested.property('refusal.reason', 'BadRequest');
    });

    it('tells a failure after acceptance in the end', async () => {
      const tunnel = await run(() => Promise.reject(new Error('it broke')));
      expect(await (await tunnel.open(ends.node, REQUEST)).end).to.deep.equal({ kind: 'failed', message: 'it broke' });
    });

    it('stops a sender whose reader does not pull, within one window', async () => {
      let sent = 0;
      const stuck = Promise.withResolvers<undefined>();
      const tunnel = await run(async (session) => {
        for (let index = 0; index < 64; index += 1) {
          const before = sent;
          const sending = session.send({ channel: 1, bytes: new Uint8Array(32 * 1024) });
          sent = before + 32 * 1024;
          if (sent >= WINDOW_BYTES) stuck.resolve(undefined);
          await sending;
        }
        return { kind: 'exit', exitCode: 0 };
      });
      const stream = await tunnel.open(ends.node, REQUEST);
      await stuck.promise;
      await new Promise((resolve) => { setTimeout(resolve, 100); });
      expect(sent).to.equal(WINDOW_BYTES);
      let received = 0;
      for await (const { bytes } of stream.frames) received += bytes.length;
      expect(received).to.equal(64 * 32 * 1024);
    });

    it('aborts the node\'s side when the client gives up', async () => {
      const aborted = Promise.withResolvers<undefined>();
      const tunnel = await run((session) => new Promise((resolve) => {
        session.signal.addEventListener('abort', () => {
          aborted.resolve(undefined);
          resolve({ kind: 'exit', exitCode: 0 });
        });
      }));
      const stream = await tunnel.open(ends.node, REQUEST);
      stream.close();
      stream.close();
      await aborted.promise;
      expect((await stream.end).kind).to.equal('failed');
    });
  });
};
