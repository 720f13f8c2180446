import { corruptBase64, decodeBase64, encodeBase64 } from '../../../events/schema/base64.ts';
import { bytesOf } from '../answers/answer.ts';
import type { WebSocketMessage, WebSocketPort } from '../port.ts';
import { concat } from '../read/splice.ts';

/** Several channels over one WebSocket, as its subprotocol has them. */
export interface ChannelCodec {
  /** Undefined for a message that carries nothing of a channel. */
  decode(message: WebSocketMessage): { readonly channel: number; readonly bytes: Uint8Array } | undefined;
  send(socket: WebSocketPort, channel: number, bytes: Uint8Array): Promise<void>;
}

/** The first byte is the channel. */
const binary: ChannelCodec = {
  decode: ({ binary: isBinary, bytes }) => {
    const [channel] = bytes;
    return isBinary && channel !== undefined ? { channel, bytes: bytes.subarray(1) } : undefined;
  },
  send: (socket, channel, bytes) => socket.send(concat([Uint8Array.of(channel), bytes])),
};

const ZERO = 48;

const decodeText = (bytes: Uint8Array): Uint8Array | undefined => {
  const content = new TextDecoder().decode(bytes);
  return corruptBase64(content) < 0 ? decodeBase64(content) : undefined;
};

/** Text messages: the channel as a digit, then base64. */
const text: ChannelCodec = {
  decode: ({ bytes }) => {
    const [digit] = bytes;
    const content = decodeText(bytes.subarray(1));
    return digit === undefined || digit < ZERO || digit > ZERO + 9 || content === undefined ? undefined : { channel: digit - ZERO, bytes: content };
  },
  send: (socket, channel, bytes) => socket.send(bytesOf(`${channel}${encodeBase64(bytes)}`), { text: true }),
};

/** `protocol` undefined: the client named none, which means the oldest. */
export const channelCodec = (protocol: string | undefined): ChannelCodec => (protocol?.includes('base64') === true ? text : binary);
