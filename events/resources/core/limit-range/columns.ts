import { stringAt } from '../../../json-path.ts';
import type { Column } from '../../../schema/kind.ts';
import { nameColumn } from '../../_types/columns.ts';

export const limitRangeColumns: readonly Column[] = [
  nameColumn,
  { name: 'Created At', type: 'date', description: 'When it was created.', cell: (range) => stringAt(range, 'metadata', 'creationTimestamp') || '<unknown>' },
];
