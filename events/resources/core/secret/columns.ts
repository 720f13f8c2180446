import { objectAt, stringAt } from '../../../json-path.ts';
import type { Column } from '../../../schema/kind.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';

export const secretColumns: readonly Column[] = [
  nameColumn,
  { name: 'Type', type: 'string', description: 'What the secret is for.', cell: (object) => stringAt(object, 'type') },
  { name: 'Data', type: 'string', description: 'How many keys it holds.', cell: (object) => Object.keys(objectAt(object, 'data')).length },
  ageColumn,
];
