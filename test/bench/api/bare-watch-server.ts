import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import type { TLSSocket } from 'node:tls';

/**
 * A process that does nothing but send frames of one size to whoever connects, at an even pace, several at once to who
 * is behind. Arguments: ca, cert, key, frame bytes, frames a second. Prints its port. A frame's resourceVersion is the
 * time it was due, milliseconds since 1970.
 */
const [ca = '', cert = '', key = '', size = '0', pace = '1'] = process.argv.slice(2);
const tls = { ca: readFileSync(ca), cert: readFileSync(cert), key: readFileSync(key), requestCert: true };
/** Frames kept; who is further behind loses the rest. */
const KEPT = 64;
const STRETCH_MS = 3;

interface Client {
  readonly socket: TLSSocket;
  /** Frames it was sent or has lost. */
  sent: number;
}

const clients: Client[] = [];
const frames: Buffer[] = [];
const runs = new Map<string, Buffer>();
let made = 0;
let next = 0;

/** The frames from one on, made once for all who stand there. */
const runFrom = (from: number): Buffer => {
  const name = `${from} ${made}`;
  const known = runs.get(name);
  if (known !== undefined) return known;
  const run = Buffer.concat(frames.slice(frames.length - (made - from)));
  runs.set(name, run);
  if (runs.size > KEPT) runs.delete(String(runs.keys().next().value));
  return run;
};

const serve = (client: Client): void => {
  if (client.sent === made || client.socket.writableNeedDrain || client.socket.destroyed) return;
  const from = Math.max(client.sent, made - frames.length);
  client.sent = made;
  client.socket.write(runFrom(from));
};

const makeDue = (startedMs: number): void => {
  for (; made < ((Date.now() - startedMs) * Number(pace)) / 1_000; made += 1) {
    const head = `{"metadata":{"resourceVersion":"${startedMs + Math.floor((made * 1_000) / Number(pace))}"},"fill":"`;
    frames.push(Buffer.from(`${head.padEnd(Number(size) - 3, 'x')}"}\n`));
    if (frames.length > KEPT) frames.shift();
  }
};

const server = createServer(tls, (socket) => {
  const client = { socket, sent: made };
  socket.on('error', () => socket.destroy());
  socket.once('data', () => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    client.sent = made;
    clients.push(client);
  });
});
server.listen(0, '127.0.0.1', () => {
  console.log((server.address() as AddressInfo).port);
  const startedMs = Date.now();
  const turn = (): void => {
    makeDue(startedMs);
    const until = performance.now() + STRETCH_MS;
    for (let count = 0; count < clients.length && performance.now() < until; count += 1) {
      const client = clients[next % clients.length];
      next += 1;
      if (client !== undefined) serve(client);
    }
    // Nobody is behind: the next frame is a while away.
    if (clients.every(({ sent, socket }) => sent === made || socket.writableNeedDrain)) setTimeout(turn, 1);
    else setImmediate(turn);
  };
  turn();
});
