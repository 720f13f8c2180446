import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A process of its own that sends one file's bytes to whoever asks. Arguments: ca, cert, key, file. Prints its port. */
const [ca = '', cert = '', key = '', file = ''] = process.argv.slice(2);
const body = readFileSync(file);
const tls = { ca: readFileSync(ca), cert: readFileSync(cert), key: readFileSync(key), requestCert: true };
const server = createServer(tls, (_request, answer) => {
  answer.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
  answer.end(body);
});
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
