import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreError } from '../../events/errors.ts';
import { createKeyFile, loadKeyEncryptionKey } from './key-encryption-key.ts';
import type { KeyRing } from './key-ring.ts';
import { aesSealer } from './sealer.ts';

const ringInMemory = (): KeyRing & { readonly held: Map<string, Uint8Array>; reads: number } => {
  const held = new Map<string, Uint8Array>();
  const ring = {
    held,
    reads: 0,
    put: async (id: string, wrapped: Uint8Array) => { held.set(id, wrapped); },
    get: async (id: string) => { ring.reads += 1; return held.get(id); },
  };
  return ring;
};

const kek = (id = 'one') => ({ id, bytes: randomBytes(32) });
const plain = new TextEncoder().encode('{"data":{"password":"aHVudGVyMg=="}}');
const failureOf = async (work: Promise<unknown>): Promise<unknown> => work.then(() => undefined, (cause: unknown) => cause);

describe('sealer', () => {
  it('opens what it sealed, in another process too', async () => {
    const keys = ringInMemory();
    const keyEncryptionKey = kek();
    const sealed = await aesSealer({ keys, keyEncryptionKey }).seal(plain, 'ev._.secrets.default.db');
    expect(Buffer.from(await aesSealer({ keys, keyEncryptionKey }).open(sealed, 'ev._.secrets.default.db'))).to.deep.equal(Buffer.from(plain));
  });

  it('shows nothing of the object, nor of its keys', async () => {
    const keys = ringInMemory();
    const sealed = await aesSealer({ keys, keyEncryptionKey: kek() }).seal(plain, 'label');
    const everything = Buffer.concat([sealed, ...keys.held.values()]).toString('latin1');
    expect(everything).to.not.match(/password|aHVudGVyMg/);
    expect(sealed[0]).to.equal('{'.charCodeAt(0));
  });

  it('seals the same twice differently, each under its own key', async () => {
    const keys = ringInMemory();
    const sealer = aesSealer({ keys, keyEncryptionKey: kek() });
    expect(Buffer.from(await sealer.seal(plain, 'x'))).to.not.deep.equal(Buffer.from(await sealer.seal(plain, 'x')));
    expect(keys.held.size).to.equal(2);
  });

  it('refuses another label, altered bytes and what was never sealed', async () => {
    const sealer = aesSealer({ keys: ringInMemory(), keyEncryptionKey: kek() });
    const sealed = await sealer.seal(plain, 'one');
    const altered = Uint8Array.from(sealed);
    altered[altered.length - 1] = (altered.at(-1) ?? 0) ^ 1;
    for (const work of [sealer.open(sealed, 'two'), sealer.open(altered, 'one'), sealer.open(plain, 'one')]) {
      expect(await failureOf(work)).to.be.instanceOf(EventStoreError).with.property('code', 'malformed');
    }
  });

  it('says so when the key is missing', async () => {
    const keys = ringInMemory();
    const keyEncryptionKey = kek();
    const sealer = aesSealer({ keys, keyEncryptionKey });
    const lost = await sealer.seal(plain, 'x');
    keys.held.clear();
    const kept = await sealer.seal(plain, 'x');
    const other = aesSealer({ keys, keyEncryptionKey });
    expect(await failureOf(other.open(lost, 'x'))).to.have.property('message').that.includes('its data key is missing');
    expect(await other.open(kept, 'x')).to.have.length(plain.length);
  });

  it('names the key-encryption key it lacks', async () => {
    const keys = ringInMemory();
    const sealed = await aesSealer({ keys, keyEncryptionKey: kek('old') }).seal(plain, 'x');
    expect(await failureOf(aesSealer({ keys, keyEncryptionKey: kek('new') }).open(sealed, 'x'))).to.be.instanceOf(EventStoreError).with.property('code', 'misconfigured');
  });

  it('fetches a key once while it is in use and no more than its bound', async () => {
    const keys = ringInMemory();
    const keyEncryptionKey = kek();
    const writer = aesSealer({ keys, keyEncryptionKey });
    const sealed = [await writer.seal(plain, 'x'), await writer.seal(plain, 'x')] as const;
    const reader = aesSealer({ keys, keyEncryptionKey, cachedKeys: 1 });
    await Promise.all([reader.open(sealed[0], 'x'), reader.open(sealed[0], 'x')]);
    expect(keys.reads).to.equal(1);
    await reader.open(sealed[1], 'x');
    await reader.open(sealed[0], 'x');
    expect(keys.reads).to.equal(3);
  });
});

describe('key-encryption key', () => {
  let dir: string;
  before(async () => { dir = await mkdtemp(join(tmpdir(), 'shiplog-kek-')); });
  after(() => rm(dir, { recursive: true }));

  it('is read from a file only its owner can read, or from a command', async () => {
    const file = join(dir, 'kek');
    await createKeyFile(file);
    expect((await stat(file)).mode & 0o777).to.equal(0o600);
    const key = await loadKeyEncryptionKey({ file });
    expect(key.bytes).to.have.length(32);
    expect((await loadKeyEncryptionKey({ command: ['cat', file] })).id).to.equal(key.id);
  });

  it('is refused when it is missing or no key', async () => {
    for (const source of [{ file: join(dir, 'none') }, { command: ['echo', 'short'] as [string, string] }, { command: ['false'] as [string] }]) {
      expect(await failureOf(loadKeyEncryptionKey(source))).to.be.instanceOf(EventStoreError).with.property('code', 'misconfigured');
    }
  });
});
