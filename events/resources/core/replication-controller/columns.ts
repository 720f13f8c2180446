import { numberAt, stringEntriesAt } from '../../../json-path.ts';
import type { JsonObject } from '../../../json.ts';
import type { Column } from '../../../schema/kind.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';
import { containerColumns } from '../../_types/workload-columns.ts';

const selectorCell = (controller: JsonObject): string => stringEntriesAt(controller, 'spec', 'selector').map(([key, value]) => `${key}=${value}`).join(',') || '<none>';

export const replicationControllerColumns: readonly Column[] = [
  nameColumn,
  { name: 'Desired', type: 'integer', description: 'Pods wanted.', cell: (object) => numberAt(object, 'spec', 'replicas') ?? 0 },
  { name: 'Current', type: 'integer', description: 'Pods there are.', cell: (object) => numberAt(object, 'status', 'replicas') ?? 0 },
  { name: 'Ready', type: 'integer', description: 'Pods that are ready.', cell: (object) => numberAt(object, 'status', 'readyReplicas') ?? 0 },
  ageColumn,
  ...containerColumns(),
  { name: 'Selector', type: 'string', description: 'Labels of the pods it cares for.', priority: 1, cell: selectorCell },
];
