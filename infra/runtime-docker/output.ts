import type { OutputChunk } from '../../services/node-agent/port.ts';

const HEADER = 8;
const STDERR = 2;

interface Parser {
  rest: Buffer;
  channel: OutputChunk['channel'];
  /** Bytes of the present piece still to come. */
  missing: number;
}

/** Takes one step through what has arrived; undefined when more is needed, `null` when a header was read. */
const parseStep = (parser: Parser): OutputChunk | null | undefined => {
  if (parser.rest.length === 0) return undefined;
  if (parser.missing > 0) {
    const bytes = parser.rest.subarray(0, parser.missing);
    parser.missing -= bytes.length;
    parser.rest = parser.rest.subarray(bytes.length);
    return { channel: parser.channel, bytes };
  }
  if (parser.rest.length < HEADER) return undefined;
  parser.channel = parser.rest[0] === STDERR ? 'stderr' : 'stdout';
  parser.missing = parser.rest.readUInt32BE(4);
  parser.rest = parser.rest.subarray(HEADER);
  return null;
};

/** Undoes the Engine's multiplexing: 8-byte headers (stream, 0, 0, 0, length) before each piece. Pieces pass on as they arrive. */
export async function* demultiplex(stream: AsyncIterable<Uint8Array>): AsyncGenerator<OutputChunk> {
  const parser: Parser = { rest: Buffer.alloc(0), channel: 'stdout', missing: 0 };
  for await (const chunk of stream) {
    parser.rest = parser.rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([parser.rest, chunk]);
    for (let step = parseStep(parser); step !== undefined; step = parseStep(parser)) if (step !== null) yield step;
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
