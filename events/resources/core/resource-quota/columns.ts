import type { JsonObject } from '../../../json.ts';
import { stringAt, stringEntriesAt } from '../../../json-path.ts';
import type { Column } from '../../../schema/kind.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';

const isLimit = (name: string): boolean => name.startsWith('limits.');

/** `pods: 1/10, requests.cpu: 500m/2`. */
const usage = (quota: JsonObject, limits: boolean): string =>
  stringEntriesAt(quota, 'status', 'hard')
    .filter(([name]) => isLimit(name) === limits)
    .map(([name, hard]) => `${name}: ${stringAt(quota, 'status', 'used', name) || '0'}/${hard}`)
    .join(', ');

export const resourceQuotaColumns: readonly Column[] = [
  nameColumn,
  { name: 'Request', type: 'string', description: 'What is used and the most that may be, but for limits.', cell: (quota) => usage(quota, false) },
  { name: 'Limit', type: 'string', description: 'Limits in use and the most they may be.', cell: (quota) => usage(quota, true) },
  ageColumn,
];
