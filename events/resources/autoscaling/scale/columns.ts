import { numberAt } from '../../../json-path.ts';
import type { Column } from '../../../schema/kind.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';

export const scaleColumns: readonly Column[] = [
  nameColumn,
  { name: 'Desired', type: 'integer', description: 'How many replicas are wanted.', cell: (scale) => numberAt(scale, 'spec', 'replicas') ?? 0 },
  { name: 'Available', type: 'integer', description: 'How many replicas there are.', cell: (scale) => numberAt(scale, 'status', 'replicas') ?? 0 },
  ageColumn,
];
