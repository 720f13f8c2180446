import type { OutputChunk } from '../../services/node-agent/port.ts';

const HEADER = 8;
const STDERR = 2;

/** Undoes the Engine's multiplexing: 8-byte headers (stream, 0, 0, 0, length) before each piece. Pieces pass on as they arrive. */
export async function* demultiplex(stream: AsyncIterable<Uint8Array>): AsyncGenerator<OutputChunk> {
  let rest: Buffer = Buffer.alloc(0);
  let channel: OutputChunk['channel'] = 'stdout';
  let missing = 0;
  for await (const chunk of stream) {
    rest = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    while (rest.length > 0) {
      if (missing === 0) {
        if (rest.length < HEADER) break;
        channel = rest[0] === STDERR ? 'stderr' : 'stdout';
        missing = rest.readUInt32BE(4);
        rest = rest.subarray(HEADER);
        continue;
      }
      const bytes = rest.subarray(0, missing);
      missing -= bytes.length;
      rest = rest.subarray(bytes.length);
      yield { channel, bytes };
    }
  }
}

/** A terminal's output has no framing. */
export async function* raw(stream: AsyncIterable<Uint8Array>): AsyncGenerator<OutputChunk> {
  for await (const bytes of stream) yield { channel: 'stdout', bytes };
}

/** Splits a byte stream into lines without their line feeds; an unfinished last line is dropped. */
export async function* lines(stream: AsyncIterable<Uint8Array | string>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream) {
    rest += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    const parts = rest.split('\n');
    rest = parts.pop() ?? '';
    yield* parts;
  }
}
