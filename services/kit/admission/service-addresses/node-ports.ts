import type { JsonObject } from '../../../../events/json.ts';
import { numberAt, objectsAt, stringAt, valueAt, withValueAt } from '../../../../events/json-path.ts';
import { invalidField } from '../../../../events/meta/field-rules.ts';
import { fingerprint } from '../../../../events/node/fingerprint.ts';
import { needsHealthCheckPort, needsNodePorts } from '../../../../events/resources/core/service/strategy.ts';
import type { FieldError } from '../../../../events/schema/field-error.ts';
import { chooseFree } from './address-range.ts';
import { nodePortsOf } from './service-claims.ts';

const FIRST = 30_000;
const LAST = 32_767;
/** Ports at the beginning that are given only when asked for by number, or when all others are. */
const BAND = 86;

export const PORT_TAKEN = 'provided port is already allocated';
const OUT_OF_RANGE = `provided port is not in the valid range. The range of valid ports is ${FIRST}-${LAST}`;

type IsTaken = (port: number) => boolean;

export const seedOf = (text: string): number => Number.parseInt(fingerprint(text).slice(0, 12), 16);

/** A free port for the text, the same for the same; undefined when all are taken. */
const choosePort = (text: string, isTaken: IsTaken): number | undefined => {
  const seed = seedOf(text);
  return chooseFree(FIRST + BAND, LAST - FIRST + 1 - BAND, { seed, isTaken }) ?? chooseFree(FIRST, BAND, { seed, isTaken });
};

const isGiven = (service: JsonObject): boolean =>
  needsNodePorts(service) && (stringAt(service, 'spec', 'type') === 'NodePort' || valueAt(service, 'spec', 'allocateLoadBalancerNodePorts') !== false);

interface Allocation {
  /** `namespace/name` of the service. */
  readonly key: string;
  readonly isTaken: IsTaken;
}

const withPorts = (service: JsonObject, { key, isTaken }: Allocation): JsonObject => {
  const ports = objectsAt(service, 'spec', 'ports');
  if (!isGiven(service) || ports.every((port) => (numberAt(port, 'nodePort') ?? 0) !== 0)) return service;
  const byPort = new Map(ports.filter((port) => (numberAt(port, 'nodePort') ?? 0) !== 0).map((port) => [numberAt(port, 'port'), numberAt(port, 'nodePort') ?? 0]));
  const given = ports.map((port) => {
    if ((numberAt(port, 'nodePort') ?? 0) !== 0) return port;
    // The same port over another protocol shares the node port.
    const number = numberAt(port, 'port');
    const nodePort = byPort.get(number) ?? choosePort(`${key}/${number ?? 0}`, (value) => isTaken(value) || [...byPort.values()].includes(value));
    if (nodePort === undefined) return port;
    byPort.set(number, nodePort);
    return { ...port, nodePort };
  });
  return withValueAt(service, ['spec', 'ports'], given);
};

const withHealthCheckPort = (service: JsonObject, { key, isTaken }: Allocation): JsonObject => {
  if (!needsHealthCheckPort(service) || (numberAt(service, 'spec', 'healthCheckNodePort') ?? 0) !== 0) return service;
  const own = nodePortsOf(service);
  const port = choosePort(`${key}/health`, (value) => isTaken(value) || own.includes(value));
  return port === undefined ? service : withValueAt(service, ['spec', 'healthCheckNodePort'], port);
};

/** With a node port wherever the service needs one and has none; the same object when nothing is missing. */
export const withNodePorts = (service: JsonObject, allocation: Allocation): JsonObject => withHealthCheckPort(withPorts(service, allocation), allocation);

/** What is wrong with the ports a service newly holds, all of them claimed by nobody else. */
export const nodePortErrors = (service: JsonObject, before: JsonObject | undefined, isTaken: IsTaken): readonly FieldError[] => {
  const held = new Set(nodePortsOf(before));
  const seen = new Map<number, number | undefined>();
  return objectsAt(service, 'spec', 'ports').flatMap((port, index) => {
    const nodePort = numberAt(port, 'nodePort') ?? 0;
    const number = numberAt(port, 'port');
    const field = `spec.ports[${index}].nodePort`;
    if (nodePort === 0 || held.has(nodePort)) return [];
    if (nodePort < FIRST || nodePort > LAST) return [invalidField(field, nodePort, OUT_OF_RANGE)];
    const shared = seen.has(nodePort) && seen.get(nodePort) !== number;
    seen.set(nodePort, number);
    return shared || isTaken(nodePort) ? [invalidField(field, nodePort, PORT_TAKEN)] : [];
  });
};

/** Why the health check's port cannot be had; undefined when it can. */
export const healthCheckPortFault = (service: JsonObject, before: JsonObject | undefined, isTaken: IsTaken): string | undefined => {
  const port = numberAt(service, 'spec', 'healthCheckNodePort') ?? 0;
  if (!needsHealthCheckPort(service) || nodePortsOf(before).includes(port)) return undefined;
  if (port === 0) return 'failed to allocate a HealthCheck NodePort 0: range is full';
  const fault = port < FIRST || port > LAST ? OUT_OF_RANGE : isTaken(port) ? PORT_TAKEN : undefined;
  return fault && `failed to allocate requested HealthCheck NodePort ${port}: ${fault}`;
};

/** Whether a port that should have been given could not be. */
export const lacksNodePort = (service: JsonObject): boolean => isGiven(service) && objectsAt(service, 'spec', 'ports').some((port) => (numberAt(port, 'nodePort') ?? 0) === 0);
