import { stringAt } from '../../../json-path.ts';
import type { Column } from '../../../schema/kind.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';

export const namespaceColumns: readonly Column[] = [
  nameColumn,
  { name: 'Status', type: 'string', description: 'Active, or Terminating while its content goes.', cell: (object) => stringAt(object, 'status', 'phase') },
  ageColumn,
];
