import type { JsonObject } from '../../../json.ts';
import { booleanAt, objectsAt, stringAt, stringEntriesAt } from '../../../json-path.ts';
import type { Column } from '../../../schema/kind.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';
import { conditionOf } from '../../_types/conditions.ts';

const ROLE_PREFIX = 'node-role.kubernetes.io/';

const statusCell = (node: JsonObject): string => {
  const ready = conditionOf(node, 'Ready');
  const words = [ready === undefined ? 'Unknown' : stringAt(ready, 'status') === 'True' ? 'Ready' : 'NotReady'];
  if (booleanAt(node, 'spec', 'unschedulable')) words.push('SchedulingDisabled');
  return words.join(',');
};

const roleOf = ([key, value]: readonly [string, string]): string => {
  if (key.startsWith(ROLE_PREFIX)) return key.slice(ROLE_PREFIX.length);
  return key === 'kubernetes.io/role' ? value : '';
};

const rolesCell = (node: JsonObject): string => {
  const roles = new Set(stringEntriesAt(node, 'metadata', 'labels').map(roleOf).filter((role) => role !== ''));
  return roles.size === 0 ? '<none>' : [...roles].sort().join(',');
};

const addressCell = (type: string): Column['cell'] => (node) =>
  stringAt(objectsAt(node, 'status', 'addresses').find((address) => address['type'] === type), 'address') || '<none>';

const info = (field: string): ((node: JsonObject) => string) => (node) => stringAt(node, 'status', 'nodeInfo', field);

const wide = (name: string, description: string, cell: Column['cell']): Column => ({ name, type: 'string', description, priority: 1, cell });

export const nodeColumns: readonly Column[] = [
  nameColumn,
  { name: 'Status', type: 'string', description: 'Whether the node is ready and takes pods.', cell: statusCell },
  { name: 'Roles', type: 'string', description: 'Roles of the node, from its labels.', cell: rolesCell },
  ageColumn,
  { name: 'Version', type: 'string', description: 'Version of the node agent.', cell: info('kubeletVersion') },
  wide('Internal-IP', 'Address inside the cluster.', addressCell('InternalIP')),
  wide('External-IP', 'Address outside the cluster.', addressCell('ExternalIP')),
  wide('OS-Image', 'Operating system of the node.', (node) => info('osImage')(node) || '<unknown>'),
  wide('Kernel-Version', 'Kernel of the node.', (node) => info('kernelVersion')(node) || '<unknown>'),
  wide('Container-Runtime', 'Runtime of the node.', (node) => info('containerRuntimeVersion')(node) || '<unknown>'),
];
