import { stringsAt } from '../../../json-path.ts';
import type { Column } from '../../../schema/kind.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';

export const serviceCidrColumns: readonly Column[] = [
  nameColumn,
  { name: 'CIDRs', type: 'string', description: 'Ranges that services get their addresses from.', cell: (range) => stringsAt(range, 'spec', 'cidrs').join(',') },
  ageColumn,
];
