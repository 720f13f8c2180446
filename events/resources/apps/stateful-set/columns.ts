import { numberAt } from '../../../json-path.ts';
import type { Column } from '../../../schema/kind.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';
import { containerColumns } from '../../_types/workload-columns.ts';

export const statefulSetColumns: readonly Column[] = [
  nameColumn,
  { name: 'Ready', type: 'string', description: 'Pods that are ready, of those wanted.', cell: (set) => `${numberAt(set, 'status', 'readyReplicas') ?? 0}/${numberAt(set, 'spec', 'replicas') ?? 0}` },
  ageColumn,
  ...containerColumns(),
];
