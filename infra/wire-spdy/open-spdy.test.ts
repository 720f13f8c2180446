import { deflateSync } from 'node:zlib';
import { expect } from 'chai';
import fc from 'fast-check';
import type { SpdyStream } from '../../services/api-server/port.ts';
import type { SpdyClient as Client } from '../../test/support/spdy-client.ts';
import { connectSpdy as connect } from '../../test/support/spdy-client.ts';
import { headerDictionary } from './dictionary.ts';
import { MAX_CONTROL_BYTES, createFrameReader, frames } from './frame.ts';
import type { Incoming } from './frame.ts';
import { MAX_BLOCK_BYTES, createHeaderCodec } from './header-block.ts';
import type { Headers } from './header-block.ts';

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

const firstStream = async ({ connection }: Client): Promise<SpdyStream> => {
  const { value } = await connection.streams[Symbol.asyncIterator]().next();
  if (value === undefined) throw new Error('no stream came');
  return value as SpdyStream;
};

const contentOf = async (stream: SpdyStream): Promise<string> => {
  let found = '';
  for await (const bytes of stream.chunks) found += text(bytes);
  return found;
};

const isGoodbye = (frame: Incoming | undefined): boolean => frame?.type === 'goaway';

describe('SPDY/3.1', () => {
  it('has the dictionary of the third draft', () => {
    const compressed = deflateSync('', { dictionary: headerDictionary() });
    expect(headerDictionary()).to.have.length(1423);
    expect(compressed.readUInt32BE(2)).to.equal(0xe3c6a7c2);
  });

  it('accepts a stream with its headers and carries bytes both ways', async () => {
    const client = connect();
    await client.syn(1, { streamtype: 'data', port: '80' });
    const stream = await firstStream(client);
    expect(stream.headers).to.deep.equal({ streamtype: 'data', port: '80' });
    client.send(frames.data(1, Buffer.from('to the '), false));
    client.send(frames.data(1, Buffer.from('server'), true));
    expect(await contentOf(stream)).to.equal('to the server');
    await stream.write(Buffer.from('to the client'));
    stream.end();
    expect((await client.next())?.type).to.equal('more-headers');
    const data = await client.next();
    expect(data?.type === 'data' && text(data.bytes)).to.equal('to the client');
    expect(await client.next()).to.include({ type: 'data', id: 1, isLast: true });
    client.hangUp();
    expect(await client.rest()).to.deep.equal([]);
  });

  it('reads frames however the bytes are cut', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 }), async (cuts) => {
      const client = connect();
      const bytes = Buffer.concat([frames.synStream(1, await client.codec.encode({ streamtype: 'stdin' })), frames.data(1, Buffer.from('x'.repeat(200))), frames.data(1, Buffer.from('end'), true)]);
      for (let at = 0, index = 0; at < bytes.length; index += 1) {
        const cut = cuts[index % cuts.length] ?? 1;
        client.send(bytes.subarray(at, at + cut));
        at += cut;
      }
      expect(await contentOf(await firstStream(client))).to.equal(`${'x'.repeat(200)}end`);
      client.hangUp();
    }), { numRuns: 50 });
  });

  it('answers a ping of the client with the same, and no other', async () => {
    const client = connect();
    client.send(frames.ping(7));
    client.send(frames.ping(8));
    client.send(frames.ping(9));
    client.hangUp();
    expect(await client.rest()).to.deep.equal([{ type: 'ping', id: 7 }, { type: 'ping', id: 9 }]);
  });

  it('tells of taken bytes, so that a client that keeps to its window goes on', async () => {
    const client = connect();
    await client.syn(1, {});
    const stream = await firstStream(client);
    for (let sent = 0; sent < 4; sent += 1) client.send(frames.data(1, Buffer.alloc(16 * 1024)));
    client.send(frames.data(1, Buffer.alloc(0), true));
    expect(await contentOf(stream)).to.have.length(64 * 1024);
    client.hangUp();
    const grants = (await client.rest()).filter((frame) => frame.type === 'window');
    expect(grants).to.not.be.empty;
  });

  it('sends without a window to a client that never speaks of one', async () => {
    const client = connect();
    await client.syn(1, {});
    const stream = await firstStream(client);
    await stream.write(Buffer.alloc(1024 * 1024));
    stream.end();
    client.hangUp();
    const bytes = (await client.rest()).reduce((sum, frame) => sum + (frame.type === 'data' ? frame.bytes.length : 0), 0);
    expect(bytes).to.equal(1024 * 1024);
  });

  it('keeps to the window of a client that has one', async () => {
    const client = connect();
    client.send(Buffer.from('800300040000000c000000010000000700000064', 'hex'));
    await client.syn(1, {});
    const stream = await firstStream(client);
    const writing = stream.write(Buffer.alloc(250));
    await client.next();
    expect((await client.next() as { readonly bytes: Uint8Array }).bytes).to.have.length(100);
    client.send(frames.window(1, 120));
    expect((await client.next() as { readonly bytes: Uint8Array }).bytes).to.have.length(120);
    client.send(frames.window(1, 1000));
    expect((await client.next() as { readonly bytes: Uint8Array }).bytes).to.have.length(30);
    await writing;
    client.hangUp();
  });

  it('aborts a stream that the client resets, and ends its bytes', async () => {
    const client = connect();
    await client.syn(1, {});
    const stream = await firstStream(client);
    client.send(frames.data(1, Buffer.from('before')));
    client.send(frames.reset(1, 5));
    expect(await contentOf(stream)).to.equal('before');
    expect(stream.signal.aborted).to.equal(true);
    await stream.write(Buffer.from('into the void'));
    client.hangUp();
    expect((await client.rest()).filter(({ type }) => type === 'data')).to.deep.equal([]);
  });

  it('stops reading a client whose bytes nobody takes, and goes on when they are taken', async () => {
    const client = connect();
    await client.syn(1, {});
    const stream = await firstStream(client);
    for (let sent = 0; sent < 80; sent += 1) client.send(frames.data(1, Buffer.alloc(32 * 1024)));
    client.send(frames.ping(1));
    client.send(frames.data(1, Buffer.alloc(0), true));
    await new Promise((resolve) => setImmediate(resolve));
    const pinged = (): boolean => client.written.some((frame) => Buffer.from(frame).readUInt32BE(0) === 0x80030006);
    expect(pinged()).to.equal(false);
    expect(await contentOf(stream)).to.have.length(80 * 32 * 1024);
    expect(pinged()).to.equal(true);
    client.hangUp();
  });

  it('says goodbye after everything else', async () => {
    const client = connect();
    await client.syn(1, {});
    const stream = await firstStream(client);
    await stream.write(Buffer.from('last words'));
    stream.end();
    client.connection.close();
    const types = (await client.rest()).map(({ type }) => type);
    expect(types).to.deep.equal(['more-headers', 'data', 'data', 'goaway']);
  });

  it('reads on after its goodbye, so that a client in full flow gets its last words', async () => {
    const client = connect();
    await client.syn(1, {});
    const stream = await firstStream(client);
    client.send(frames.data(1, Buffer.alloc(1024)));
    stream.end();
    client.connection.close();
    for (let sent = 0; sent < 100; sent += 1) client.send(frames.data(1, Buffer.alloc(1024)));
    expect((await client.rest()).map(({ type }) => type)).to.deep.equal(['more-headers', 'data', 'goaway']);
    expect(client.isClosed()).to.equal(false);
    client.hangUp();
    await new Promise((resolve) => setImmediate(resolve));
    expect(client.isClosed()).to.equal(true);
  });

  const block = async (headers: Headers): Promise<Uint8Array> => createHeaderCodec().encode(headers);
  const broken: readonly (readonly [name: string, bytes: () => Promise<Uint8Array>])[] = [
    ['an even stream', async () => frames.synStream(2, await block({}))],
    ['a header block that is no compressed one', () => Promise.resolve(frames.synStream(1, Buffer.from('garbage')))],
    ['an empty header block', () => Promise.resolve(frames.synStream(1, Buffer.alloc(0)))],
    ['a header block that unpacks to far more than it is', async () => {
      const bomb = deflateSync(Buffer.alloc(MAX_BLOCK_BYTES * 100), { dictionary: headerDictionary() });
      return Promise.resolve(frames.synStream(1, bomb));
    }],
    ['a header block that says it has more headers than may be', () => Promise.resolve(frames.synStream(1, deflateSync(Buffer.from('ffffffff', 'hex'), { dictionary: headerDictionary() })))],
    ['a control frame that is too long', () => {
      const head = Buffer.from('8003000100000000', 'hex');
      head.writeUIntBE(MAX_CONTROL_BYTES + 1, 5, 3);
      return Promise.resolve(head);
    }],
    ['another version', () => Promise.resolve(Buffer.from('8002000600000004000000010000', 'hex'))],
    ['a ping of the wrong length', () => Promise.resolve(Buffer.from('800300060000000500000001000000', 'hex'))],
    ['settings that are shorter than they say', () => Promise.resolve(Buffer.from('800300040000000400ffffff', 'hex'))],
    ['data of no stream', () => Promise.resolve(frames.data(0, Buffer.from('x')))],
    ['a window beyond all bounds', () => Promise.resolve(Buffer.concat([frames.window(0, 0x7fffffff), frames.window(0, 0x7fffffff)]))],
  ];
  for (const [name, bytes] of broken) {
    it(`ends the connection over ${name}`, async () => {
      const client = connect();
      client.send(await bytes());
      expect((await client.rest()).some(isGoodbye)).to.equal(true);
      const after = await client.connection.streams[Symbol.asyncIterator]().next();
      expect(after.done).to.equal(true);
    });
  }

  it('ends the connection over a stream number that was there already', async () => {
    const client = connect();
    await client.syn(3, {});
    await client.syn(3, {});
    expect((await client.rest()).map(({ type }) => type)).to.deep.equal(['more-headers', 'goaway']);
  });

  it('resets what it cannot have and goes on', async () => {
    const client = connect();
    client.send(frames.data(9, Buffer.from('of a stream nobody opened')));
    await client.syn(11, {}, true);
    client.send(frames.data(11, Buffer.from('after the end')));
    client.send(frames.window(13, 1));
    client.send(frames.ping(1));
    client.hangUp();
    expect(await client.rest()).to.deep.equal([
      { type: 'reset', id: 9 }, { type: 'more-headers', id: 11, block: Buffer.from((client.written[1] ?? Buffer.alloc(0)).subarray(12)) }, { type: 'reset', id: 11 }, { type: 'ping', id: 1 },
    ]);
  });

  it('refuses more streams than may be open', async () => {
    const client = connect();
    for (let id = 1; id <= 2051; id += 2) await client.syn(id, {});
    client.hangUp();
    const refused = (await client.rest()).filter(({ type }) => type === 'reset');
    expect(refused.map((frame) => ('id' in frame ? frame.id : 0))).to.deep.equal([2049, 2051]);
  });

  it('takes __proto__ as a header like any other', async () => {
    const client = connect();
    await client.syn(1, Object.fromEntries([['__proto__', 'x'], ['constructor', 'y']]));
    const { headers } = await firstStream(client);
    expect(Object.entries(headers)).to.deep.equal([['__proto__', 'x'], ['constructor', 'y']]);
    client.hangUp();
  });

  describe('with garbage', () => {
    const frameOf = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 255 }), fc.uint8Array({ maxLength: 60 })).map(([type, flags, payload]) => {
        const head = Buffer.alloc(8);
        head.writeUInt16BE(0x8003, 0);
        head.writeUInt16BE(type, 2);
        head.writeUInt8(flags, 4);
        head.writeUIntBE(payload.length, 5, 3);
        return Buffer.concat([head, payload]);
      }),
      fc.tuple(fc.integer({ min: 0, max: 9 }), fc.uint8Array({ maxLength: 100 }), fc.boolean()).map(([id, bytes, isLast]) => Buffer.from(frames.data(id, bytes, isLast))),
      fc.tuple(fc.integer({ min: 0, max: 9 }), fc.nat()).map(([id, delta]) => Buffer.from(frames.window(id, delta))),
      fc.integer({ min: 0, max: 9 }).map((id) => Buffer.from(frames.reset(id, 1))),
    );

    it('never throws out, never hangs, never answers without end', async () => {
      const unhandled: unknown[] = [];
      const note = (error: unknown): void => void unhandled.push(error);
      process.on('unhandledRejection', note);
      try {
        await fc.assert(fc.asyncProperty(fc.array(frameOf, { maxLength: 30 }), fc.boolean(), async (sent, opensFirst) => {
          const client = connect();
          if (opensFirst) await client.syn(1, { streamtype: 'data' });
          for (const bytes of sent) client.send(bytes);
          client.hangUp();
          const taking = (async () => { for await (const stream of client.connection.streams) await contentOf(stream); })();
          const written = (await client.rest()).length;
          await taking;
          expect(written).to.be.at.most(sent.reduce((sum, { length }) => sum + length / 8, 0) + 4);
        }), { numRuns: 400 });
      } finally {
        process.off('unhandledRejection', note);
      }
      expect(unhandled).to.deep.equal([]);
    });

    it('parses what it writes', () => {
      fc.assert(fc.property(fc.integer({ min: 1, max: 0x7fffffff }), fc.uint8Array({ maxLength: 300 }), fc.boolean(), (id, bytes, isLast) => {
        const [data] = [...createFrameReader().read(frames.data(id, bytes, isLast))];
        if (bytes.length > 0 || isLast) expect(data).to.deep.equal({ type: 'data', id, bytes: Buffer.from(bytes), isLast });
        else expect(data).to.equal(undefined);
      }));
    });

    it('gives headers back as they were', async () => {
      const values = fc.dictionary(fc.string({ minLength: 1 }).map((name) => name.toLowerCase()).filter((name) => name !== '__proto__'), fc.string().filter((value) => !value.includes('\0')), { maxKeys: 20 });
      await fc.assert(fc.asyncProperty(fc.array(values, { maxLength: 5 }), async (sets) => {
        const [writer, reader] = [createHeaderCodec(), createHeaderCodec()];
        for (const set of sets) expect({ ...await reader.decode(await writer.encode(set)) }).to.deep.equal({ ...set });
        writer.close();
        reader.close();
      }), { numRuns: 100 });
    });
  });
});
