import { listAt } from '../../../json-path.ts';
import type { Column } from '../../../schema/kind.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';

export const csiNodeColumns: readonly Column[] = [
  nameColumn,
  { name: 'Drivers', type: 'integer', description: 'How many drivers the node has.', cell: (node) => listAt(node, 'spec', 'drivers').length },
  ageColumn,
];
