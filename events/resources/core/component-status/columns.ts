import type { JsonObject } from '../../../json.ts';
import { objectsAt, stringAt } from '../../../json-path.ts';
import type { Column } from '../../../schema/kind.ts';
import { nameColumn } from '../../_types/columns.ts';

const healthOf = (component: JsonObject): JsonObject => objectsAt(component, 'conditions').find((condition) => stringAt(condition, 'type') === 'Healthy') ?? {};

const statusCell = (component: JsonObject): string => {
  switch (stringAt(healthOf(component), 'status')) {
    case 'True': return 'Healthy';
    case 'False': return 'Unhealthy';
    default: return 'Unknown';
  }
};

export const componentStatusColumns: readonly Column[] = [
  nameColumn,
  { name: 'Status', type: 'string', description: 'Healthy, Unhealthy or Unknown.', cell: statusCell },
  { name: 'Message', type: 'string', description: 'What the component says.', cell: (component) => stringAt(healthOf(component), 'message') },
  { name: 'Error', type: 'string', description: 'Why it is not healthy.', cell: (component) => stringAt(healthOf(component), 'error') },
];
