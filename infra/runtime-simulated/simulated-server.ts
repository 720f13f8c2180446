import type { ByteStream } from '../../services/kit/port.ts';
import { createQueue } from './queue.ts';

const END_OF_HEAD = '\r\n\r\n';

/** A virtual server of HTTP/1.1: tells what it was asked, then ends. */
export const simulatedServer = (name: string): ByteStream => {
  const output = createQueue<Uint8Array>();
  const decoder = new TextDecoder();
  let head = '';
  const answer = (): void => {
    const body = `${name} was asked ${head.split('\r\n')[0] ?? ''}\n`;
    output.push(new TextEncoder().encode(`HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`));
    output.end();
  };
  return {
    chunks: output,
    write: (bytes) => {
      if (head.includes(END_OF_HEAD)) return Promise.resolve();
      head += decoder.decode(bytes, { stream: true });
      if (head.includes(END_OF_HEAD)) answer();
      return Promise.resolve();
    },
    end: output.end,
    close: output.end,
  };
};
