import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

const BAD_REQUEST = 400;
const BY_CODE: Readonly<Record<string, readonly [code: number, message: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'Request header fields too large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not arrive in time'],
};

const responseOf = (code: number, message: string): string => {
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, ...(code === BAD_REQUEST && { reason: 'BadRequest' }), code };
  const body = JSON.stringify(status);
  return `HTTP/1.1 ${code} ${STATUS_CODES[code] ?? ''}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`;
};

/** Answers what never became a request with a Status, and ends the connection. */
export const answerClientError = (error: NodeJS.ErrnoException, socket: Duplex): void => {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [code, message] = BY_CODE[error.code ?? ''] ?? [BAD_REQUEST, 'The request is malformed'];
  socket.end(responseOf(code, message), () => { socket.destroy(); });
};
