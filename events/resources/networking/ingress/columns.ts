import type { JsonObject } from '../../../json.ts';
import { listAt, objectsAt, stringAt } from '../../../json-path.ts';
import type { Column } from '../../../schema/kind.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';

const SHOWN = 3;

const hostsCell = (ingress: JsonObject): string => {
  const rules = objectsAt(ingress, 'spec', 'rules');
  const hosts = rules.map((rule) => stringAt(rule, 'host')).filter((host) => host !== '');
  if (hosts.length === 0) return '*';
  const shown = hosts.slice(0, SHOWN).join(',');
  return hosts.length > SHOWN ? `${shown} + ${rules.length - SHOWN} more...` : shown;
};

const addressCell = (ingress: JsonObject): string =>
  [...new Set(objectsAt(ingress, 'status', 'loadBalancer', 'ingress').map((one) => stringAt(one, 'ip') || stringAt(one, 'hostname')).filter((address) => address !== ''))].sort().join(',');

export const ingressColumns: readonly Column[] = [
  nameColumn,
  { name: 'Class', type: 'string', description: 'Class whose controller serves it.', cell: (ingress) => stringAt(ingress, 'spec', 'ingressClassName') || '<none>' },
  { name: 'Hosts', type: 'string', description: 'Hosts of its rules.', cell: hostsCell },
  { name: 'Address', type: 'string', description: 'Addresses it can be reached at.', cell: addressCell },
  { name: 'Ports', type: 'string', description: 'Ports it listens on.', cell: (ingress) => (listAt(ingress, 'spec', 'tls').length > 0 ? '80, 443' : '80') },
  ageColumn,
];
