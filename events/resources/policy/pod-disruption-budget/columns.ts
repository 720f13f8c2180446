import type { JsonObject } from '../../../json.ts';
import { numberAt, valueAt } from '../../../json-path.ts';
import type { Column } from '../../../schema/kind.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';

const limit = (field: string) => (budget: JsonObject): string => {
  const value = valueAt(budget, 'spec', field);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : 'N/A';
};

export const podDisruptionBudgetColumns: readonly Column[] = [
  nameColumn,
  { name: 'Min Available', type: 'string', description: 'How many pods must stay available.', cell: limit('minAvailable') },
  { name: 'Max Unavailable', type: 'string', description: 'How many pods may be unavailable.', cell: limit('maxUnavailable') },
  { name: 'Allowed Disruptions', type: 'integer', description: 'How many pods may be evicted now.', cell: (budget) => numberAt(budget, 'status', 'disruptionsAllowed') ?? 0 },
  ageColumn,
];
