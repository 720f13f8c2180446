import { numberAt } from '../../../json-path.ts';
import type { Column } from '../../../schema/kind.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';
import { workloadColumns } from '../../_types/workload-columns.ts';

export const replicaSetColumns: readonly Column[] = [
  nameColumn,
  { name: 'Desired', type: 'integer', description: 'Pods wanted.', cell: (object) => numberAt(object, 'spec', 'replicas') ?? 0 },
  { name: 'Current', type: 'integer', description: 'Pods there are.', cell: (object) => numberAt(object, 'status', 'replicas') ?? 0 },
  { name: 'Ready', type: 'integer', description: 'Pods that are ready.', cell: (object) => numberAt(object, 'status', 'readyReplicas') ?? 0 },
  ageColumn,
  ...workloadColumns,
];
