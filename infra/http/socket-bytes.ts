import type { Writable } from 'node:stream';
import { Duplex } from 'node:stream';
import type { ByteStream } from '../../services/kit/port.ts';

async function* chunksOf(socket: Duplex): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of socket.iterator({ destroyOnReturn: false })) yield chunk as Buffer;
  } catch {
    // A connection that breaks is over like any other.
  }
}

/** Resolves when there is room for more, or it is closed. */
export const writeTo = (into: Writable, bytes: Uint8Array): Promise<void> =>
  new Promise((resolve) => {
    if (into.destroyed || into.writableEnded || into.write(bytes)) return resolve();
    const end = (): void => {
      into.off('drain', end).off('close', end);
      resolve();
    };
    into.on('drain', end).on('close', end);
  });

/** A socket as a stream of bytes. */
export const byteStreamOf = (socket: Duplex): ByteStream => {
  socket.on('error', () => socket.destroy());
  return {
    chunks: chunksOf(socket),
    write: (bytes) => writeTo(socket, bytes),
    end: () => { socket.end(); },
    close: () => { socket.destroy(); },
  };
};

/** A stream of bytes as a socket, for what of Node takes only those. */
export const duplexOf = (stream: ByteStream): Duplex => {
  const chunks = stream.chunks[Symbol.asyncIterator]();
  const duplex: Duplex = new Duplex({
    read: () => {
      chunks.next().then(({ done, value }) => { duplex.push(done === true ? null : value); }, (error: unknown) => { duplex.destroy(error instanceof Error ? error : undefined); });
    },
    write: (chunk: Buffer, _encoding, done) => { stream.write(chunk).then(() => { done(); }, done); },
    final: (done) => {
      stream.end();
      done();
    },
    destroy: (error, done) => {
      stream.close();
      done(error);
    },
  });
  return duplex;
};
