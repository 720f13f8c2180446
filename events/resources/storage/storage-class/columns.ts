import { booleanAt, stringAt } from '../../../json-path.ts';
import type { Column } from '../../../schema/kind.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';
import { isDefaultStorageClass } from './is-default.ts';

export const storageClassColumns: readonly Column[] = [
  { ...nameColumn, cell: (storageClass) => `${stringAt(storageClass, 'metadata', 'name')}${isDefaultStorageClass(storageClass) ? ' (default)' : ''}` },
  { name: 'Provisioner', type: 'string', description: 'Who makes the volumes.', cell: (storageClass) => stringAt(storageClass, 'provisioner') },
  { name: 'ReclaimPolicy', type: 'string', description: 'What becomes of a volume when its claim is gone.', cell: (storageClass) => stringAt(storageClass, 'reclaimPolicy') || 'Delete' },
  { name: 'VolumeBindingMode', type: 'string', description: 'When volumes are made.', cell: (storageClass) => stringAt(storageClass, 'volumeBindingMode') || 'Immediate' },
  { name: 'AllowVolumeExpansion', type: 'string', description: 'Whether claims may grow.', cell: (storageClass) => booleanAt(storageClass, 'allowVolumeExpansion') },
  ageColumn,
];
