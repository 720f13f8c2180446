import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import type { ApiUpgrade } from '../../services/api-server/port.ts';
import { webSocketPort } from './web-socket-port.ts';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;
const INTERNAL_ERROR = 1011;

/** Why the handshake is not a valid one (RFC 6455); undefined when it is. */
export const handshakeProblem = ({ headers }: IncomingMessage): string | undefined => {
  if (!/^[+/0-9A-Za-z]{22}==$/.test(headers['sec-websocket-key'] ?? '')) return 'missing or invalid Sec-WebSocket-Key';
  return headers['sec-websocket-version'] === '13' ? undefined : 'only Sec-WebSocket-Version 13 is supported';
};

const acceptKey = (key: string): string => createHash('sha1').update(`${key}${GUID}`).digest('base64');

/** The parts of ws' WebSocket that its own server uses and its types leave out. */
type AdoptingWebSocket = WebSocket & {
  setSocket(socket: Duplex, head: Buffer, options: { readonly allowSynchronousEvents: boolean; readonly maxPayload: number; readonly skipUTF8Validation: boolean }): void;
};

/**
 * Answers the handshake by hand, because ws refuses Kubernetes' subprotocol names that hold a `/`, then gives the
 * socket to ws for framing and runs the session.
 */
export const acceptWebSocket = async (message: IncomingMessage, connection: { readonly socket: Duplex; readonly head: Buffer }, upgrade: ApiUpgrade): Promise<void> => {
  const lines = [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${acceptKey(message.headers['sec-websocket-key'] ?? '')}`,
    ...(upgrade.protocol === undefined ? [] : [`Sec-WebSocket-Protocol: ${upgrade.protocol}`]),
  ];
  connection.socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  const Adopting = WebSocket as unknown as new (address: null, protocols: undefined, options: object) => AdoptingWebSocket;
  const socket = new Adopting(null, undefined, { autoPong: true, closeTimeout: 30_000 });
  socket.on('error', () => socket.terminate());
  const port = webSocketPort(socket);
  socket.setSocket(connection.socket, connection.head, { allowSynchronousEvents: true, maxPayload: MAX_MESSAGE_BYTES, skipUTF8Validation: true });
  try {
    await upgrade.run(port);
  } catch {
    socket.close(INTERNAL_ERROR, '');
  }
};
