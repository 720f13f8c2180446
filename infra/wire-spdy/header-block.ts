import { constants, createDeflate, createInflate } from 'node:zlib';
import type { Deflate, Inflate } from 'node:zlib';
import { headerDictionary } from './dictionary.ts';
import { SpdyError } from './spdy-error.ts';

/** Of one header block once decompressed. */
export const MAX_BLOCK_BYTES = 32 * 1024;
const MAX_HEADERS = 64;

export type Headers = Readonly<Record<string, string>>;

/** Compression of one direction of one connection: blocks must pass in the order they have on the wire. One at a time. */
export interface HeaderCodec {
  /** Rejects with SpdyError. */
  decode(block: Uint8Array): Promise<Headers>;
  encode(headers: Headers): Promise<Uint8Array>;
  /** Gives the memory of the compression back. */
  close(): void;
}

interface Cursor {
  readonly block: Buffer;
  at: number;
}

const takeWord = (cursor: Cursor): number => {
  if (cursor.block.length - cursor.at < 4) throw new SpdyError('a header block ends early');
  cursor.at += 4;
  return cursor.block.readUInt32BE(cursor.at - 4);
};

const takeText = (cursor: Cursor): string => {
  const length = takeWord(cursor);
  if (length > cursor.block.length - cursor.at) throw new SpdyError('a header block ends early');
  cursor.at += length;
  return cursor.block.toString('utf8', cursor.at - length, cursor.at);
};

/** Name and value pairs; several values of one name are joined by NUL on the wire and by `, ` here. */
const parseHeaders = (block: Buffer): Headers => {
  const cursor: Cursor = { block, at: 0 };
  const count = takeWord(cursor);
  if (count > MAX_HEADERS) throw new SpdyError(`${count} headers`);
  const headers = new Map<string, string>();
  for (let index = 0; index < count; index += 1) {
    const name = takeText(cursor).toLowerCase();
    headers.set(name, takeText(cursor).replaceAll('\0', ', '));
  }
  return Object.fromEntries(headers);
};

const renderHeaders = (headers: Headers): Buffer => {
  const entries = Object.entries(headers);
  const count = Buffer.alloc(4);
  count.writeUInt32BE(entries.length);
  const text = (value: string): Buffer => {
    const bytes = Buffer.from(value, 'utf8');
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  return Buffer.concat([count, ...entries.flatMap(([name, value]) => [text(name), text(value)])]);
};

/** Passes one block through; rejects when its output is too long, its input broken, or the compressed stream over. */
const pass = (engine: Inflate | Deflate, block: Uint8Array): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let length = 0;
    const finish = (error: Error | undefined): void => {
      engine.off('data', take).off('error', fail).off('end', over).off('close', over);
      if (error === undefined) resolve(Buffer.concat(pieces));
      else reject(error);
    };
    const take = (piece: Buffer): void => {
      length += piece.length;
      pieces.push(piece);
      if (length <= MAX_BLOCK_BYTES) return;
      finish(new SpdyError('a header block is too long'));
      engine.destroy();
    };
    const fail = (error: Error): void => { finish(new SpdyError('a header block cannot be decompressed', { cause: error })); };
    const over = (): void => { finish(new SpdyError('the compression of the headers has ended')); };
    if (engine.destroyed || engine.readableEnded) return over();
    engine.on('data', take).once('error', fail).once('end', over).once('close', over);
    engine.write(block, () => { engine.flush(constants.Z_SYNC_FLUSH, () => { finish(undefined); }); });
  });

/** Engines are made with the first block: most connections never need both. */
export const createHeaderCodec = (): HeaderCodec => {
  let inflate: Inflate | undefined;
  let deflate: Deflate | undefined;
  // Whatever goes wrong is told by `pass`; a late complaint harms nobody.
  const quiet = <T extends Inflate | Deflate>(engine: T): T => {
    engine.on('error', () => undefined);
    return engine;
  };
  return {
    decode: async (block) => {
      inflate ??= quiet(createInflate({ dictionary: headerDictionary() }));
      return parseHeaders(await pass(inflate, block));
    },
    encode: (headers) => {
      deflate ??= quiet(createDeflate({ dictionary: headerDictionary() }));
      return pass(deflate, renderHeaders(headers));
    },
    close: () => {
      inflate?.destroy();
      deflate?.destroy();
    },
  };
};
