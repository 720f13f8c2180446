import { stringAt } from '../../../json-path.ts';
import type { Column } from '../../../schema/kind.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';

export const resourceSliceColumns: readonly Column[] = [
  nameColumn,
  { name: 'Node', type: 'string', description: 'The node the devices are on.', cell: (slice) => stringAt(slice, 'spec', 'nodeName') },
  { name: 'Driver', type: 'string', description: 'Name of the driver.', cell: (slice) => stringAt(slice, 'spec', 'driver') },
  { name: 'Pool', type: 'string', description: 'Pool the slice is a part of.', cell: (slice) => stringAt(slice, 'spec', 'pool', 'name') },
  ageColumn,
];
