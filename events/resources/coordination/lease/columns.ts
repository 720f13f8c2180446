import { stringAt } from '../../../json-path.ts';
import type { Column } from '../../../schema/kind.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';

export const leaseColumns: readonly Column[] = [
  nameColumn,
  { name: 'Holder', type: 'string', description: 'Who holds the lease.', cell: (lease) => stringAt(lease, 'spec', 'holderIdentity') },
  ageColumn,
];
