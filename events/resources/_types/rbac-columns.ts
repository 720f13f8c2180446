import type { JsonObject } from '../../json.ts';
import { objectsAt, stringAt } from '../../json-path.ts';
import type { Column } from '../../schema/kind.ts';
import { ageColumn, nameColumn } from './columns.ts';

const subjects = (binding: JsonObject, kind: string): readonly JsonObject[] => objectsAt(binding, 'subjects').filter((subject) => subject['kind'] === kind);
const names = (kind: string) => (binding: JsonObject): string => subjects(binding, kind).map((subject) => stringAt(subject, 'name')).join(', ');
const accounts = (binding: JsonObject): string =>
  subjects(binding, 'ServiceAccount').map((subject) => `${stringAt(subject, 'namespace')}/${stringAt(subject, 'name')}`).join(', ');

/** Columns of RoleBindings and ClusterRoleBindings. */
export const bindingColumns: readonly Column[] = [
  nameColumn,
  { name: 'Role', type: 'string', description: 'The role that is given.', cell: (binding) => `${stringAt(binding, 'roleRef', 'kind')}/${stringAt(binding, 'roleRef', 'name')}` },
  ageColumn,
  { name: 'Users', type: 'string', description: 'Users who are given it.', priority: 1, cell: names('User') },
  { name: 'Groups', type: 'string', description: 'Groups that are given it.', priority: 1, cell: names('Group') },
  { name: 'ServiceAccounts', type: 'string', description: 'Service accounts that are given it.', priority: 1, cell: accounts },
];
