import { listAt } from '../../../json-path.ts';
import type { Column } from '../../../schema/kind.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';

export const serviceAccountColumns: readonly Column[] = [
  nameColumn,
  { name: 'Secrets', type: 'string', description: 'How many secrets it names.', cell: (object) => listAt(object, 'secrets').length },
  ageColumn,
];
