import { TUNNEL_CHANNELS } from '../../kit/tunnel/port.ts';
import { bytesOf } from '../answers/answer.ts';
import type { WebSocketPort } from '../port.ts';
import { channelCodec } from './channel-codec.ts';
import type { CommandChannels, CommandInput } from './command-channels.ts';
import { plainStatus, terminalSize } from './command-channels.ts';

/** Subprotocols for commands, best first. */
export const WEB_SOCKET_PROTOCOLS: readonly string[] = ['v5.channel.k8s.io', 'v4.channel.k8s.io', 'v4.base64.channel.k8s.io', 'channel.k8s.io', 'base64.channel.k8s.io'];

const STATUS_CHANNEL = 3;
/** v5: `[255, channel]` half-closes a channel. */
const CLOSE_CHANNEL = 255;
const NORMAL_CLOSURE = 1000;

const inputOf = (channel: number, bytes: Uint8Array, halfCloses: boolean): CommandInput | undefined => {
  if (channel === TUNNEL_CHANNELS.stdin) return bytes.length > 0 ? { channel, bytes } : undefined;
  if (channel === TUNNEL_CHANNELS.resize) {
    const size = terminalSize(new TextDecoder().decode(bytes));
    return size && { channel, bytes: size };
  }
  return channel === CLOSE_CHANNEL && halfCloses && bytes[0] === TUNNEL_CHANNELS.stdin ? { channel: TUNNEL_CHANNELS.stdin, bytes: undefined } : undefined;
};

/** A command's channels over a WebSocket: one JSON Status at the end, in words only for the first version, then close code 1000. */
export const webSocketChannels = (socket: WebSocketPort, protocol: string | undefined): CommandChannels => {
  const codec = channelCodec(protocol);
  const halfCloses = protocol === 'v5.channel.k8s.io';
  const tellsStatus = halfCloses || protocol?.startsWith('v4.') === true;
  return {
    receive: async (handle) => {
      for await (const message of socket.messages) {
        const decoded = codec.decode(message);
        const input = decoded && inputOf(decoded.channel, decoded.bytes, halfCloses);
        if (input !== undefined) await handle(input);
      }
    },
    send: (channel, bytes) => codec.send(socket, channel, bytes),
    finish: async (status) => {
      const text = tellsStatus ? JSON.stringify(status) : plainStatus(status);
      if (text !== undefined) await codec.send(socket, STATUS_CHANNEL, bytesOf(text));
      socket.close(NORMAL_CLOSURE, '');
    },
  };
};
