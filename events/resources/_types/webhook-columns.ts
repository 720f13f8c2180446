import { listAt } from '../../json-path.ts';
import type { Column } from '../../schema/kind.ts';
import { ageColumn, nameColumn } from './columns.ts';

export const webhookColumns: readonly Column[] = [
  nameColumn,
  { name: 'Webhooks', type: 'integer', description: 'Number of its webhooks.', cell: (configuration) => listAt(configuration, 'webhooks').length },
  ageColumn,
];
