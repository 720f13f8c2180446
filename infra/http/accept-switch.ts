import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import type { ApiSwitch } from '../../services/api-server/port.ts';
import { byteStreamOf } from './socket-bytes.ts';

/** Answers that the connection goes on with another protocol, and runs that. */
export const acceptSwitch = async ({ socket, head }: { readonly socket: Duplex; readonly head: Buffer }, { headers, run }: ApiSwitch): Promise<void> => {
  // A client that has ended its side may still be answered.
  socket.allowHalfOpen = true;
  const lines = ['HTTP/1.1 101 Switching Protocols', 'Connection: Upgrade', ...headers.map(([name, value]) => `${name}: ${value}`)];
  if (!socket.write(`${lines.join('\r\n')}\r\n\r\n`)) await Promise.race([once(socket, 'drain'), once(socket, 'close')]);
  if (head.length > 0) socket.unshift(head);
  try {
    await run(byteStreamOf(socket));
  } catch {
    socket.destroy();
  }
};
