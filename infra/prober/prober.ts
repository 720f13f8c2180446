import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import type { ProbeOutcome, Prober } from '../../services/node-agent/port.ts';

type HttpProbe = Parameters<Prober['http']>[0];

/** A failed connection in the words the rest of Kubernetes uses, which people search their logs for. */
const dialMessage = (error: NodeJS.ErrnoException, host: string, port: number): string => {
  const words: Readonly<Record<string, string>> = { ECONNREFUSED: 'connection refused', EHOSTUNREACH: 'no route to host', ENETUNREACH: 'network is unreachable', ECONNRESET: 'connection reset by peer' };
  const known = words[error.code ?? ''];
  if (known === undefined) return error.message;
  return error.syscall === 'connect' ? `dial tcp ${host}:${port}: connect: ${known}` : `${error.syscall ?? 'read'} tcp ${host}:${port}: ${known}`;
};

const passed = (status: number): boolean => status >= 200 && status < 400;

const probeHttp = ({ scheme, host, port, path, headers }: HttpProbe, timeoutMs: number): Promise<ProbeOutcome> =>
  new Promise((resolve) => {
    const fail = (message: string): void => { resolve({ ok: false, message }); };
    const send = scheme === 'https' ? httpsRequest : httpRequest;
    const named = headers.map(([name, value]): [string, string] => [name.toLowerCase(), value]);
    const defaults: [string, string][] = [['user-agent', 'kube-probe/1.36'], ['accept', '*/*'], ['connection', 'close']];
    try {
      const outgoing = send({
        host, port, path: path.startsWith('/') ? path : `/${path}`, method: 'GET', agent: false, rejectUnauthorized: false,
        headers: Object.fromEntries([...defaults, ...named]), signal: AbortSignal.timeout(timeoutMs),
      }, (answer) => {
        const status = answer.statusCode ?? 0;
        answer.destroy();
        resolve({ ok: passed(status), message: passed(status) ? '' : `HTTP probe failed with statuscode: ${status}` });
      });
      outgoing.on('error', (error) => { fail(`Get "${scheme}://${host}:${port}${path}": ${error.name === 'AbortError' || error.name === 'TimeoutError' ? 'context deadline exceeded' : dialMessage(error, host, port)}`); });
      outgoing.end();
    } catch (error) {
      fail(String(error));
    }
  });

const probeTcp = (host: string, port: number, timeoutMs: number): Promise<ProbeOutcome> =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: timeoutMs });
    const finish = (ok: boolean, message: string): void => {
      socket.destroy();
      resolve({ ok, message });
    };
    socket.once('connect', () => { finish(true, ''); });
    socket.once('timeout', () => { finish(false, `dial tcp ${host}:${port}: i/o timeout`); });
    socket.once('error', (error) => { finish(false, dialMessage(error, host, port)); });
  });

/** Probes over this machine's network. */
export const createProber = (): Prober => ({ http: probeHttp, tcp: probeTcp });
