import type { JsonObject } from '../../../json.ts';
import { listAt, stringAt, valueAt } from '../../../json-path.ts';
import type { Column } from '../../../schema/kind.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';

const stateCell = (claim: JsonObject): string => {
  const deleted = stringAt(claim, 'metadata', 'deletionTimestamp') !== '';
  const states = deleted ? ['deleted'] : [];
  if (valueAt(claim, 'status', 'allocation') === undefined) return [...states, ...(deleted ? [] : ['pending'])].join(',');
  return [...states, 'allocated', ...(listAt(claim, 'status', 'reservedFor').length > 0 ? ['reserved'] : [])].join(',');
};

export const resourceClaimColumns: readonly Column[] = [
  nameColumn,
  { name: 'State', type: 'string', description: 'How far the claim has come.', cell: stateCell },
  ageColumn,
];
