import type { JsonObject } from '../../../json.ts';
import { jsonEqual } from '../../../json-equal.ts';
import { listAt, numberAt, objectsAt, stringAt, valueAt, withValueAt, withoutKeys } from '../../../json-path.ts';
import type { Strategy } from '../../../schema/kind.ts';

const typeOf = (service: JsonObject): string => stringAt(service, 'spec', 'type');

const needsAddress = (service: JsonObject): boolean => typeOf(service) !== 'ExternalName';
export const needsNodePorts = (service: JsonObject): boolean => typeOf(service) === 'NodePort' || typeOf(service) === 'LoadBalancer';
const isBalanced = (service: JsonObject): boolean => typeOf(service) === 'LoadBalancer';
export const needsHealthCheckPort = (service: JsonObject): boolean => isBalanced(service) && stringAt(service, 'spec', 'externalTrafficPolicy') === 'Local';
const isReachedFromOutside = (service: JsonObject): boolean => needsNodePorts(service) || (typeOf(service) === 'ClusterIP' && listAt(service, 'spec', 'externalIPs').length > 0);

/** Fields that mean nothing where `needs` is false. */
interface Dependent {
  readonly needs: (service: JsonObject) => boolean;
  readonly fields: readonly string[];
}

const DEPENDENTS: readonly Dependent[] = [
  { needs: needsAddress, fields: ['clusterIP', 'clusterIPs'] },
  { needs: needsAddress, fields: ['ipFamilies'] },
  { needs: needsAddress, fields: ['ipFamilyPolicy'] },
  { needs: needsHealthCheckPort, fields: ['healthCheckNodePort'] },
  { needs: isBalanced, fields: ['allocateLoadBalancerNodePorts'] },
  { needs: isBalanced, fields: ['loadBalancerClass'] },
  { needs: isReachedFromOutside, fields: ['externalTrafficPolicy'] },
  { needs: needsAddress, fields: ['internalTrafficPolicy'] },
];

const sameNodePorts = (service: JsonObject, before: JsonObject): boolean => {
  const portsOf = (one: JsonObject): number[] => objectsAt(one, 'spec', 'ports').map((port) => numberAt(port, 'nodePort') ?? 0).sort();
  return jsonEqual(portsOf(service), portsOf(before));
};

const dropNodePorts = (service: JsonObject, before: JsonObject): JsonObject => {
  if (!needsNodePorts(before) || needsNodePorts(service) || !sameNodePorts(service, before)) return service;
  const ports = objectsAt(service, 'spec', 'ports');
  return ports.every((port) => port['nodePort'] === undefined) ? service : withValueAt(service, ['spec', 'ports'], ports.map((port) => withoutKeys(port, ['nodePort'])));
};

/** What a change of type leaves without meaning goes, unless the client changed it as well: validation refuses that. */
const dropDependents = (service: JsonObject, before: JsonObject): JsonObject => {
  let kept = dropNodePorts(service, before);
  for (const { needs, fields } of DEPENDENTS) {
    const same = fields.every((field) => jsonEqual(valueAt(service, 'spec', field), valueAt(before, 'spec', field)));
    if (!needs(before) || needs(service) || !same) continue;
    for (const field of fields) if (valueAt(kept, 'spec', field) !== undefined) kept = withValueAt(kept, ['spec', field], undefined);
  }
  return kept;
};

const keepAddresses = (service: JsonObject, before: JsonObject): JsonObject => {
  if (!needsAddress(service) || !needsAddress(before) || stringAt(service, 'spec', 'clusterIP') !== '' || listAt(service, 'spec', 'clusterIPs').length > 0) return service;
  const clusterIP = valueAt(before, 'spec', 'clusterIP');
  return withValueAt(withValueAt(service, ['spec', 'clusterIP'], clusterIP), ['spec', 'clusterIPs'], valueAt(before, 'spec', 'clusterIPs'));
};

/** A port that leaves its node port open keeps the one it has. */
const keepNodePorts = (service: JsonObject, before: JsonObject): JsonObject => {
  if (!needsNodePorts(service) || !needsNodePorts(before)) return service;
  const old = objectsAt(before, 'spec', 'ports');
  const ports = objectsAt(service, 'spec', 'ports');
  const kept = ports.map((port) => {
    if ((numberAt(port, 'nodePort') ?? 0) !== 0) return port;
    const same = old.find((other) => other['port'] === port['port'] && other['protocol'] === port['protocol']);
    return same?.['nodePort'] === undefined ? port : { ...port, nodePort: same['nodePort'] };
  });
  return kept.every((port, index) => port === ports[index]) ? service : withValueAt(service, ['spec', 'ports'], kept);
};

const keepHealthCheckPort = (service: JsonObject, before: JsonObject): JsonObject => {
  const old = numberAt(before, 'spec', 'healthCheckNodePort') ?? 0;
  const open = (numberAt(service, 'spec', 'healthCheckNodePort') ?? 0) === 0;
  return open && old !== 0 && needsHealthCheckPort(service) && needsHealthCheckPort(before) ? withValueAt(service, ['spec', 'healthCheckNodePort'], old) : service;
};

/** Addresses and node ports once given stay when an update leaves them out, and go with the type that needed them. The same object when nothing changes. */
export const keepServiceFields = (service: JsonObject, before: JsonObject): JsonObject =>
  keepHealthCheckPort(keepNodePorts(keepAddresses(dropDependents(service, before), before), before), before);

export const serviceStrategy: Strategy = { prepareCreate: (service) => withoutKeys(service, ['status']), prepareUpdate: keepServiceFields };
