import { connect } from 'node:net';
import type { Dialer } from '../../services/kit/port.ts';
import { DialError } from '../../services/kit/port.ts';
import { byteStreamOf } from './socket-bytes.ts';

const TIMEOUT_MS = 10_000;
const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connect: connection refused', EHOSTUNREACH: 'connect: no route to host', ENETUNREACH: 'connect: network is unreachable', ETIMEDOUT: 'connect: connection timed out',
};

/** Connections over this machine's network. */
export const createDialer = (): Dialer => ({
  dial: (host, port) =>
    new Promise((resolve, reject) => {
      const fail = (why: string, cause?: NodeJS.ErrnoException): void => {
        reject(new DialError(`dial tcp ${host}:${port}: ${why}`, { isRefused: cause?.code === 'ECONNREFUSED', cause }));
      };
      const socket = connect({ host, port, noDelay: true, allowHalfOpen: true });
      const late = setTimeout(() => {
        fail('i/o timeout');
        socket.destroy();
      }, TIMEOUT_MS);
      const failed = (error: NodeJS.ErrnoException): void => {
        clearTimeout(late);
        fail(WORDS[error.code ?? ''] ?? error.message, error);
      };
      socket.once('error', failed);
      socket.once('connect', () => {
        clearTimeout(late);
        socket.off('error', failed);
        resolve(byteStreamOf(socket));
      });
    }),
});
