import { numberAt } from '../../../json-path.ts';
import type { Column } from '../../../schema/kind.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';
import { workloadColumns } from '../../_types/workload-columns.ts';

export const deploymentColumns: readonly Column[] = [
  nameColumn,
  { name: 'Ready', type: 'string', description: 'Pods that are ready, of those wanted.', cell: (object) => `${numberAt(object, 'status', 'readyReplicas') ?? 0}/${numberAt(object, 'spec', 'replicas') ?? 0}` },
  { name: 'Up-to-date', type: 'string', description: 'Pods made from the newest template.', cell: (object) => numberAt(object, 'status', 'updatedReplicas') ?? 0 },
  { name: 'Available', type: 'string', description: 'Pods ready for at least minReadySeconds.', cell: (object) => numberAt(object, 'status', 'availableReplicas') ?? 0 },
  ageColumn,
  ...workloadColumns,
];
