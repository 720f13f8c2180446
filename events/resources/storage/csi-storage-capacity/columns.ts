import { stringAt } from '../../../json-path.ts';
import type { Column } from '../../../schema/kind.ts';
import { nameColumn } from '../../_types/columns.ts';

export const csiStorageCapacityColumns: readonly Column[] = [
  nameColumn,
  { name: 'StorageClassName', type: 'string', description: 'Storage class the numbers are about.', cell: (capacity) => stringAt(capacity, 'storageClassName') },
  { name: 'Capacity', type: 'string', description: 'How much is left.', cell: (capacity) => stringAt(capacity, 'capacity') || '<unset>' },
];
