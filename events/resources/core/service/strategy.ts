import type { JsonObject } from '../../../json.ts';
import { listAt, objectsAt, stringAt, valueAt, withValueAt, withoutKeys } from '../../../json-path.ts';
import type { Strategy } from '../../../schema/kind.ts';

const isExternalName = (service: JsonObject): boolean => stringAt(service, 'spec', 'type') === 'ExternalName';

const keepAddresses = (service: JsonObject, before: JsonObject): JsonObject => {
  if (stringAt(service, 'spec', 'clusterIP') !== '' || listAt(service, 'spec', 'clusterIPs').length > 0) return service;
  const clusterIP = valueAt(before, 'spec', 'clusterIP');
  return withValueAt(withValueAt(service, ['spec', 'clusterIP'], clusterIP), ['spec', 'clusterIPs'], valueAt(before, 'spec', 'clusterIPs'));
};

/** A port that leaves its node port open keeps the one it has. */
const keepNodePorts = (service: JsonObject, before: JsonObject): JsonObject => {
  const type = stringAt(service, 'spec', 'type');
  if (type !== 'NodePort' && type !== 'LoadBalancer') return service;
  const old = objectsAt(before, 'spec', 'ports');
  const ports = objectsAt(service, 'spec', 'ports').map((port) => {
    const same = old.find((other) => other['port'] === port['port'] && other['protocol'] === port['protocol']);
    const nodePort = port['nodePort'] ?? same?.['nodePort'];
    return nodePort === undefined ? port : { ...port, nodePort };
  });
  return ports.length === 0 ? service : withValueAt(service, ['spec', 'ports'], ports);
};

/** Addresses and node ports once given stay when an update leaves them out. */
const prepareUpdate = (service: JsonObject, before: JsonObject): JsonObject =>
  isExternalName(service) || isExternalName(before) ? service : keepNodePorts(keepAddresses(service, before), before);

export const serviceStrategy: Strategy = { createOnUpdate: true, returnsDeleted: true, prepareCreate: (service) => withoutKeys(service, ['status']), prepareUpdate };
