import type { Container } from '../../events/resources/_types/container.ts';
import type { HTTPGetAction } from '../../events/resources/_types/probe.ts';
import type { Prober } from './port.ts';

/** A port by number or by the name the container gives it; 0 when there is none of that name. */
export const portNumber = (port: number | string, container: Container): number => {
  if (typeof port === 'number') return port;
  return container.ports?.find(({ name }) => name === port)?.containerPort ?? (/^\d+$/.test(port) ? Number(port) : 0);
};

/** What an HTTP probe or hook asks, at the pod's address unless it names a host. */
export const httpProbeRequest = (action: HTTPGetAction, container: Container, podIp: string): Parameters<Prober['http']>[0] => ({
  scheme: (action.scheme ?? 'HTTP').toLowerCase(),
  host: action.host === undefined || action.host === '' ? podIp : action.host,
  port: portNumber(action.port, container),
  path: action.path ?? '/',
  headers: (action.httpHeaders ?? []).map(({ name, value }) => [name, value]),
});
