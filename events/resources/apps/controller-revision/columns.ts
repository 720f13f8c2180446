import type { JsonObject } from '../../../json.ts';
import { numberAt, objectsAt, stringAt } from '../../../json-path.ts';
import type { Column } from '../../../schema/kind.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';

const controllerCell = (revision: JsonObject): string => {
  const owner = objectsAt(revision, 'metadata', 'ownerReferences').find((reference) => reference['controller'] === true);
  if (owner === undefined) return '<none>';
  const [group = ''] = stringAt(owner, 'apiVersion').split('/').slice(0, -1);
  return `${stringAt(owner, 'kind').toLowerCase()}${group === '' ? '' : `.${group}`}/${stringAt(owner, 'name')}`;
};

export const controllerRevisionColumns: readonly Column[] = [
  nameColumn,
  { name: 'Controller', type: 'string', description: 'What the state is of.', cell: controllerCell },
  { name: 'Revision', type: 'string', description: 'Which state it is.', cell: (revision) => numberAt(revision, 'revision') ?? 0 },
  ageColumn,
];
