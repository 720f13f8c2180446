import { stringAt } from '../../../json-path.ts';
import type { Column } from '../../../schema/kind.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';

export const runtimeClassColumns: readonly Column[] = [
  nameColumn,
  { name: 'Handler', type: 'string', description: 'Name of the runtime on the nodes.', cell: (runtimeClass) => stringAt(runtimeClass, 'handler') },
  ageColumn,
];
