import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import type { Writable } from 'node:stream';
import type { ApiAnswer } from '../../services/api-server/port.ts';
import type { SendPulled } from './send-pulled.ts';

const GZIP_OVER_BYTES = 128 * 1024;
const CHUNK_BYTES = 256 * 1024;
/** A client that takes nothing for this long is cut off. */
const STALL_MS = 60_000;

const acceptsGzip = (request: IncomingMessage): boolean => /(^|,)\s*gzip\s*(;\s*q=(?!0(\.0*)?\s*(,|$))[\d.]+\s*)?(,|$)/i.test(String(request.headers['accept-encoding'] ?? ''));

/** Headers with several values; of others the last one counts. */
const REPEATED: ReadonlySet<string> = new Set(['link', 'set-cookie', 'vary', 'warning', 'www-authenticate']);

const headersOf = ({ headers }: ApiAnswer): OutgoingHttpHeaders => {
  const merged = new Map<string, string[]>();
  for (const [name, value] of headers) merged.set(name, [...(merged.get(name) ?? []), value]);
  return Object.fromEntries(merged.entries().map(([name, values]) => [name, REPEATED.has(name.toLowerCase()) ? values : values.at(-1)]));
};

/** Small pieces joined, large runs of them cut, so that each write is worth a system call and none blocks the loop. */
function* coalesce(pieces: readonly Uint8Array[]): Iterable<Uint8Array> {
  let gathered: Uint8Array[] = [];
  let bytes = 0;
  for (const piece of pieces) {
    gathered.push(piece);
    bytes += piece.length;
    if (bytes < CHUNK_BYTES) continue;
    yield Buffer.concat(gathered);
    gathered = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(gathered);
}

/** Waits until the client has taken what was written; false when it has gone or stalls. */
const drained = (into: Writable): Promise<boolean> =>
  new Promise((resolve) => {
    const end = (ready: boolean): void => {
      clearTimeout(stalled);
      into.off('drain', onDrain).off('close', onClose);
      resolve(ready);
    };
    const onDrain = (): void => end(true);
    const onClose = (): void => end(false);
    const stalled = setTimeout(onClose, STALL_MS);
    into.on('drain', onDrain).on('close', onClose);
    if (into.destroyed) end(false);
  });

const writeAll = async (into: Writable, chunks: Iterable<Uint8Array>): Promise<void> => {
  for (const chunk of chunks) {
    if (into.destroyed) return;
    if (into.write(chunk)) await setImmediate();
    else if (!(await drained(into))) {
      into.destroy();
      return;
    }
  }
  into.end();
};

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly sendPulled: SendPulled;
}

const sendPieces = async ({ request, response }: Exchange, answer: ApiAnswer, pieces: readonly Uint8Array[]): Promise<void> => {
  const total = pieces.reduce((sum, { length }) => sum + length, 0);
  const headers = headersOf(answer);
  const bodiless = request.method === 'HEAD' || answer.status === 304;
  if (total > GZIP_OVER_BYTES && !bodiless && acceptsGzip(request)) {
    response.writeHead(answer.status, { ...headers, 'Content-Encoding': 'gzip', Vary: 'Accept, Accept-Encoding' });
    const gzip = createGzip({ level: 1 });
    gzip.pipe(response);
    response.once('close', () => gzip.destroy());
    return writeAll(gzip, coalesce(pieces));
  }
  response.writeHead(answer.status, bodiless ? headers : { ...headers, 'Content-Length': total });
  if (bodiless) response.end();
  else if (total <= CHUNK_BYTES) response.end(pieces.length === 1 ? pieces[0] : Buffer.concat(pieces));
  else await writeAll(response, coalesce(pieces));
};

type StreamBody = Extract<ApiAnswer['body'], { kind: 'stream' }>;

/** Where a stream's chunks are written: the response itself, or a compressor in front of it. */
const openStream = ({ request, response }: Exchange, answer: ApiAnswer, { compressible, lengthBytes }: StreamBody): Writable => {
  const headers = headersOf(answer);
  if (compressible !== true || !acceptsGzip(request)) {
    response.writeHead(answer.status, lengthBytes === undefined ? headers : { ...headers, 'Content-Length': lengthBytes });
    response.flushHeaders();
    return response;
  }
  response.writeHead(answer.status, { ...headers, 'Content-Encoding': 'gzip', Vary: 'Accept, Accept-Encoding' });
  const gzip = createGzip({ level: 1 });
  gzip.pipe(response);
  response.once('close', () => gzip.destroy());
  return gzip;
};

const sendChunks = async ({ request, response }: Exchange, into: Writable, chunks: StreamBody['chunks']): Promise<void> => {
  const iterator = chunks[Symbol.asyncIterator]();
  const finish = (): void => void iterator.return?.().catch(() => undefined);
  response.once('close', finish);
  try {
    if (request.method === 'HEAD') return void into.end();
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
      if (response.destroyed) return;
      if (into.write(next.value) || (await drained(into))) continue;
      response.destroy();
      return;
    }
    into.end();
  } catch (error) {
    // The status line is out already: only a broken connection can say that the stream is not complete.
    response.destroy(error instanceof Error ? error : undefined);
  } finally {
    response.off('close', finish);
    finish();
  }
};

const sendStream = (exchange: Exchange, answer: ApiAnswer, body: StreamBody): Promise<void> => {
  const { request, response } = exchange;
  const into = openStream(exchange, answer, body);
  // A compressor and a HEAD have their own pace.
  if (body.pulled === undefined || into !== response || request.method === 'HEAD') return sendChunks(exchange, into, body.chunks);
  return exchange.sendPulled(response, body.pulled);
};

/** Writes one answer; gzip above 128 KiB when the client takes it, headers of streams at once, back-pressure throughout. */
export const writeAnswer = async (exchange: Exchange, answer: ApiAnswer): Promise<void> =>
  (answer.body.kind === 'pieces' ? sendPieces(exchange, answer, answer.body.pieces) : sendStream(exchange, answer, answer.body));
