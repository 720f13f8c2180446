import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { connect } from 'node:tls';
import type { TLSSocket } from 'node:tls';

/**
 * A process of many watchers. Arguments: host, port, ca, cert, key, path, watchers. Prints `open` once every watch has
 * sent something; then takes a line at a time: `stall N` stops reading on the last N,
 * `resume` reads on all again, `report` prints what arrived
 * since the last report as JSON (see WatchReport) and begins anew.
 */
export interface WatchReport {
  readonly bytes: number;
  /** Sequence and time of arrival (milliseconds since 1970) at some of the watchers that read. */
  readonly seen: readonly (readonly [sequence: number, atMs: number])[];
}

/** Every so manieth watcher notes when each event reached it; the others only count bytes, in a buffer all share. */
const SAMPLED = 50;
const BUFFER_BYTES = 128 * 1024;
const VERSION = /"resourceVersion":"(\d+)"/g;

const [host = '', port = '', ca = '', cert = '', key = '', path = '', watchers = '0'] = process.argv.slice(2);
const tls = { ca: readFileSync(ca), cert: readFileSync(cert), key: readFileSync(key) };
let bytes = 0;
let seen: (readonly [number, number])[] = [];

const shared = Buffer.alloc(BUFFER_BYTES);

const note = (chunk: Buffer): void => {
  const atMs = performance.timeOrigin + performance.now();
  for (const [, version] of chunk.toString('latin1').matchAll(VERSION)) seen.push([Number(version), atMs]);
};

const open = (index: number): Promise<TLSSocket> =>
  new Promise((resolve, reject) => {
    const callback = (length: number): boolean => {
      bytes += length;
      resolve(socket);
      if (index % SAMPLED === 0) note(shared.subarray(0, length));
      return true;
    };
    const options = { host, port: Number(port), ...tls, onread: { buffer: shared, callback } };
    const socket = connect(options);
    socket.once('error', reject);
    socket.once('secureConnect', () => socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}:${port}\r\nAccept: application/json\r\n\r\n`));
  });

const sockets = await Promise.all(Array.from({ length: Number(watchers) }, (_, index) => open(index)));
console.log('open');
for await (const line of createInterface({ input: process.stdin })) {
  const [word, count = '0'] = line.split(' ');
  if (word === 'stall') for (const socket of sockets.slice(-Number(count))) socket.pause();
  if (word === 'resume') for (const socket of sockets) socket.resume();
  if (word !== 'report') continue;
  const report: WatchReport = { bytes, seen };
  console.log(JSON.stringify(report));
  bytes = 0;
  seen = [];
}
process.exit(0);
