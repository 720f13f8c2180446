import { numberAt, stringEntriesAt } from '../../../json-path.ts';
import type { JsonObject } from '../../../json.ts';
import type { Column } from '../../../schema/kind.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';
import { workloadColumns } from '../../_types/workload-columns.ts';

const count = (name: string, field: string, description: string): Column =>
  ({ name, type: 'integer', description, cell: (set) => numberAt(set, 'status', field) ?? 0 });

const nodeSelector = (set: JsonObject): string =>
  stringEntriesAt(set, 'spec', 'template', 'spec', 'nodeSelector').map(([key, value]) => `${key}=${value}`).join(',') || '<none>';

export const daemonSetColumns: readonly Column[] = [
  nameColumn,
  count('Desired', 'desiredNumberScheduled', 'Nodes that should run a pod.'),
  count('Current', 'currentNumberScheduled', 'Nodes that run a pod they should.'),
  count('Ready', 'numberReady', 'Nodes whose pod is ready.'),
  count('Up-to-date', 'updatedNumberScheduled', 'Nodes whose pod is of the newest template.'),
  count('Available', 'numberAvailable', 'Nodes whose pod has been ready for minReadySeconds.'),
  { name: 'Node Selector', type: 'string', description: 'Labels of the nodes that run a pod.', cell: nodeSelector },
  ageColumn,
  ...workloadColumns,
];
