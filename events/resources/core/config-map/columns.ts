import { objectAt } from '../../../json-path.ts';
import type { Column } from '../../../schema/kind.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';

export const configMapColumns: readonly Column[] = [
  nameColumn,
  { name: 'Data', type: 'string', description: 'How many keys it holds.', cell: (object) => Object.keys(objectAt(object, 'data')).length + Object.keys(objectAt(object, 'binaryData')).length },
  ageColumn,
];
