/**
 * What travels between the two ends of a tunnel, one NATS message each: type, channel, number (u32, counts each
 * direction's frames from 0), payload.
 */
export type Frame =
  | { readonly type: 'data'; readonly channel: number; readonly bytes: Uint8Array }
  /** No more data on this channel in this direction. */
  | { readonly type: 'half-close'; readonly channel: number }
  /** The receiver took this many bytes: as many more may be sent. */
  | { readonly type: 'credit'; readonly count: number }
  /** JSON: the request is accepted, refused, or the tunnel ended. Only the node sends these. */
  | { readonly type: 'accepted' }
  | { readonly type: 'refused'; readonly json: string }
  | { readonly type: 'finished'; readonly json: string }
  /** The client gives up. */
  | { readonly type: 'abandoned' }
  | { readonly type: 'alive' };

export interface NumberedFrame {
  readonly number: number;
  readonly frame: Frame;
}

export const MAX_DATA_BYTES = 64 * 1024;

const TYPES = ['data', 'half-close', 'credit', 'accepted', 'refused', 'finished', 'abandoned', 'alive'] as const satisfies readonly Frame['type'][];
const HEADER_BYTES = 6;
const NO_BYTES = new Uint8Array();

const payloadOf = (frame: Frame): Uint8Array => {
  if (frame.type === 'data') return frame.bytes;
  if (frame.type === 'refused' || frame.type === 'finished') return new TextEncoder().encode(frame.json);
  if (frame.type !== 'credit') return NO_BYTES;
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, frame.count);
  return bytes;
};

export const encodeFrame = ({ number, frame }: NumberedFrame): Uint8Array => {
  const payload = payloadOf(frame);
  const message = new Uint8Array(HEADER_BYTES + payload.length);
  message[0] = TYPES.indexOf(frame.type);
  message[1] = 'channel' in frame ? frame.channel : 0;
  new DataView(message.buffer).setUint32(2, number);
  message.set(payload, HEADER_BYTES);
  return message;
};

const frameOf = (type: (typeof TYPES)[number], channel: number, payload: Uint8Array): Frame => {
  switch (type) {
    case 'data': return { type, channel, bytes: payload };
    case 'half-close': return { type, channel };
    case 'credit': return { type, count: new DataView(payload.buffer, payload.byteOffset).getUint32(0) };
    case 'refused':
    case 'finished': return { type, json: new TextDecoder().decode(payload) };
    case 'accepted':
    case 'abandoned':
    case 'alive': return { type };
  }
};

const isWhole = (type: Frame['type'], length: number): boolean => {
  if (type === 'credit') return length === 4;
  return length >= 0 && (type !== 'data' || length <= MAX_DATA_BYTES);
};

/** Undefined for anything that is not a frame. */
export const decodeFrame = (message: Uint8Array): NumberedFrame | undefined => {
  const [kind, channel] = message;
  const type = kind === undefined ? undefined : TYPES[kind];
  if (type === undefined || channel === undefined || !isWhole(type, message.length - HEADER_BYTES)) return undefined;
  const number = new DataView(message.buffer, message.byteOffset).getUint32(2);
  return { number, frame: frameOf(type, channel, message.subarray(HEADER_BYTES)) };
};
