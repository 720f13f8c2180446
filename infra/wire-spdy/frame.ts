import { SpdyError } from './spdy-error.ts';

const VERSION = 3;
const CONTROL = 0x80;
const HEAD_BYTES = 8;
const STREAM_ID = 0x7fff_ffff;
const SETTING_BYTES = 8;

export const FLAG_FIN = 1;
export const MAX_WINDOW = 0x7fff_ffff;

/** Of control frames; data frames pass on piece by piece and need no limit. */
export const MAX_CONTROL_BYTES = 64 * 1024;

/** Status codes of RST_STREAM. */
export const RST = { protocolError: 1, invalidStream: 2, refusedStream: 3, cancel: 5, flowControlError: 7, streamAlreadyClosed: 9 } as const;

/** Status codes of GOAWAY. */
export const GOAWAY = { ok: 0, protocolError: 1 } as const;

const TYPE = { synStream: 1, synReply: 2, rstStream: 3, settings: 4, ping: 6, goaway: 7, headers: 8, windowUpdate: 9 } as const;

/** What arrives. `data` is a piece of a data frame: `isLast` on the last piece of one with FIN. Header blocks are still compressed. */
export type Incoming =
  | { readonly type: 'data'; readonly id: number; readonly bytes: Uint8Array; readonly isLast: boolean }
  | { readonly type: 'syn-stream'; readonly id: number; readonly isLast: boolean; readonly block: Uint8Array }
  /** Headers of a stream that is open already; decompressed only to keep the state of the compression. */
  | { readonly type: 'more-headers'; readonly id: number; readonly block: Uint8Array }
  | { readonly type: 'reset'; readonly id: number }
  | { readonly type: 'initial-window'; readonly bytes: number }
  | { readonly type: 'ping'; readonly id: number }
  | { readonly type: 'goaway' }
  | { readonly type: 'window'; readonly id: number; readonly delta: number };

const control = (type: number, payload: Uint8Array, flags = 0): Uint8Array => {
  const frame = Buffer.alloc(HEAD_BYTES + payload.length);
  frame.writeUInt16BE((CONTROL << 8) | VERSION, 0);
  frame.writeUInt16BE(type, 2);
  frame.writeUInt32BE(flags * 0x1_00_00_00 + payload.length, 4);
  frame.set(payload, HEAD_BYTES);
  return frame;
};

const words = (...values: readonly number[]): Uint8Array => {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, index * 4);
  return bytes;
};

/** Frames this end sends, and those a client sends that an end of the other kind needs. */
export const frames = {
  data: (id: number, bytes: Uint8Array, isLast = false): Uint8Array => {
    const frame = Buffer.alloc(HEAD_BYTES + bytes.length);
    frame.writeUInt32BE(id, 0);
    frame.writeUInt32BE((isLast ? FLAG_FIN : 0) * 0x1_00_00_00 + bytes.length, 4);
    frame.set(bytes, HEAD_BYTES);
    return frame;
  },
  synStream: (id: number, block: Uint8Array, isLast = false): Uint8Array =>
    control(TYPE.synStream, Buffer.concat([words(id, 0), Buffer.alloc(2), block]), isLast ? FLAG_FIN : 0),
  synReply: (id: number, block: Uint8Array): Uint8Array => control(TYPE.synReply, Buffer.concat([words(id), block])),
  reset: (id: number, status: number): Uint8Array => control(TYPE.rstStream, words(id, status)),
  ping: (id: number): Uint8Array => control(TYPE.ping, words(id)),
  goaway: (lastId: number, status: number): Uint8Array => control(TYPE.goaway, words(lastId, status)),
  window: (id: number, delta: number): Uint8Array => control(TYPE.windowUpdate, words(id, delta)),
} as const;

const INITIAL_WINDOW_SETTING = 7;

const initialWindow = (payload: Buffer): Incoming | undefined => {
  const count = payload.length < 4 ? 0 : payload.readUInt32BE(0);
  if (payload.length !== 4 + count * SETTING_BYTES) throw new SpdyError('a SETTINGS frame has another length than it says');
  let found: Incoming | undefined;
  for (let at = 4; at < payload.length; at += SETTING_BYTES) {
    if ((payload.readUInt32BE(at) & 0xff_ff_ff) === INITIAL_WINDOW_SETTING) found = { type: 'initial-window', bytes: Math.min(payload.readUInt32BE(at + 4), MAX_WINDOW) };
  }
  return found;
};

const FIXED_BYTES: Readonly<Record<number, number>> = { [TYPE.rstStream]: 8, [TYPE.ping]: 4, [TYPE.goaway]: 8, [TYPE.windowUpdate]: 8 };
const LEAST_BYTES: Readonly<Record<number, number>> = { [TYPE.synStream]: 10, [TYPE.synReply]: 4, [TYPE.headers]: 4, [TYPE.settings]: 4 };

/** Undefined for a frame that means nothing here. */
const incoming = (type: number, flags: number, payload: Buffer): Incoming | undefined => {
  const id = payload.length < 4 ? 0 : payload.readUInt32BE(0) & STREAM_ID;
  switch (type) {
    case TYPE.synStream: return { type: 'syn-stream', id, isLast: (flags & FLAG_FIN) !== 0, block: payload.subarray(10) };
    case TYPE.synReply:
    case TYPE.headers: return { type: 'more-headers', id, block: payload.subarray(4) };
    case TYPE.rstStream: return { type: 'reset', id };
    case TYPE.settings: return initialWindow(payload);
    case TYPE.ping: return { type: 'ping', id: payload.readUInt32BE(0) };
    case TYPE.goaway: return { type: 'goaway' };
    case TYPE.windowUpdate: return { type: 'window', id, delta: payload.readUInt32BE(4) & STREAM_ID };
    default: return undefined;
  }
};

const checkLength = (type: number, length: number): void => {
  const fixed = FIXED_BYTES[type];
  if (length > MAX_CONTROL_BYTES) throw new SpdyError(`a control frame of ${length} bytes`);
  if (fixed === undefined ? length < (LEAST_BYTES[type] ?? 0) : length !== fixed) throw new SpdyError(`a control frame of type ${type} with ${length} bytes`);
};

interface DataInProgress {
  readonly id: number;
  readonly fin: boolean;
  missing: number;
}

/** Cuts a byte stream into frames. Holds back at most one control frame and one frame's head. */
export interface FrameReader {
  /** Frames that this chunk completes, in order, as they are asked for. Throws SpdyError; then the reader is of no more use. */
  read(chunk: Uint8Array): Iterable<Incoming>;
}

interface Reader {
  rest: Buffer;
  data: DataInProgress | undefined;
}

const takeData = (reader: Reader, data: DataInProgress): Incoming | undefined => {
  const bytes = reader.rest.subarray(0, data.missing);
  reader.rest = reader.rest.subarray(bytes.length);
  data.missing -= bytes.length;
  if (data.missing === 0) reader.data = undefined;
  const isLast = data.missing === 0 && data.fin;
  return bytes.length > 0 || isLast ? { type: 'data', id: data.id, bytes, isLast } : undefined;
};

/** Undefined for a frame to pass over, `null` when more bytes are needed. */
const takeFrame = (reader: Reader): Incoming | undefined | null => {
  const { rest } = reader;
  if (rest.length < HEAD_BYTES) return null;
  const length = rest.readUIntBE(5, 3);
  const flags = rest[4] ?? 0;
  if (((rest[0] ?? 0) & CONTROL) === 0) {
    reader.data = { id: rest.readUInt32BE(0), fin: (flags & FLAG_FIN) !== 0, missing: length };
    reader.rest = rest.subarray(HEAD_BYTES);
    return length === 0 ? takeData(reader, reader.data) : undefined;
  }
  const type = rest.readUInt16BE(2);
  if ((rest.readUInt16BE(0) & 0x7fff) !== VERSION) throw new SpdyError('a frame of another version than SPDY/3');
  checkLength(type, length);
  if (rest.length < HEAD_BYTES + length) return null;
  reader.rest = rest.subarray(HEAD_BYTES + length);
  return incoming(type, flags, rest.subarray(HEAD_BYTES, HEAD_BYTES + length));
};

export const createFrameReader = (): FrameReader => {
  const reader: Reader = { rest: Buffer.alloc(0), data: undefined };
  return {
    *read(chunk) {
      reader.rest = reader.rest.length === 0 ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length) : Buffer.concat([reader.rest, chunk]);
      while (reader.rest.length > 0) {
        const next = reader.data === undefined ? takeFrame(reader) : takeData(reader, reader.data);
        if (next === null) return;
        if (next !== undefined) yield next;
      }
    },
  };
};
