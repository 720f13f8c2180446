import type { JsonObject } from '../../../json.ts';
import { numberAt, objectsAt, stringAt, stringEntriesAt, stringsAt } from '../../../json-path.ts';
import type { Column } from '../../../schema/kind.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';

const portText = (port: JsonObject): string => {
  const nodePort = numberAt(port, 'nodePort') ?? 0;
  const number = numberAt(port, 'port') ?? 0;
  return `${nodePort > 0 ? `${number}:${nodePort}` : number}/${stringAt(port, 'protocol')}`;
};

/** `80:30080/TCP,443/TCP`. */
const portsCell = (service: JsonObject): string => objectsAt(service, 'spec', 'ports').map(portText).join(',') || '<none>';

const balancerAddresses = (service: JsonObject): readonly string[] =>
  [...new Set(objectsAt(service, 'status', 'loadBalancer', 'ingress').map((ingress) => stringAt(ingress, 'ip') || stringAt(ingress, 'hostname')).filter((address) => address !== ''))].sort();

const externalCell = (service: JsonObject): string => {
  const externalIps = stringsAt(service, 'spec', 'externalIPs');
  switch (stringAt(service, 'spec', 'type')) {
    case 'ExternalName': return stringAt(service, 'spec', 'externalName');
    case 'LoadBalancer': return [...balancerAddresses(service), ...externalIps].join(',') || '<pending>';
    case 'ClusterIP': case 'NodePort': return externalIps.join(',') || '<none>';
    default: return '<unknown>';
  }
};

const selectorCell = (service: JsonObject): string => stringEntriesAt(service, 'spec', 'selector').map(([key, value]) => `${key}=${value}`).join(',') || '<none>';

export const serviceColumns: readonly Column[] = [
  nameColumn,
  { name: 'Type', type: 'string', description: 'How the service is exposed.', cell: (service) => stringAt(service, 'spec', 'type') },
  { name: 'Cluster-IP', type: 'string', description: 'Address inside the cluster.', cell: (service) => stringsAt(service, 'spec', 'clusterIPs')[0] ?? (stringAt(service, 'spec', 'clusterIP') || '<none>') },
  { name: 'External-IP', type: 'string', description: 'Addresses outside the cluster.', cell: externalCell },
  { name: 'Port(s)', type: 'string', description: 'Ports, node ports, protocols.', cell: portsCell },
  ageColumn,
  { name: 'Selector', type: 'string', description: 'Labels of the pods behind it.', priority: 1, cell: selectorCell },
];
