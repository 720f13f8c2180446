import type { JsonObject } from '../../../json.ts';
import { optionalObjectAt, stringAt, stringsAt } from '../../../json-path.ts';
import type { Column } from '../../../schema/kind.ts';
import { accessModesText } from '../../_types/access-modes-text.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';

const claimCell = (volume: JsonObject): string =>
  optionalObjectAt(volume, 'spec', 'claimRef') === undefined ? '' : `${stringAt(volume, 'spec', 'claimRef', 'namespace')}/${stringAt(volume, 'spec', 'claimRef', 'name')}`;

const statusCell = (volume: JsonObject): string => (stringAt(volume, 'metadata', 'deletionTimestamp') === '' ? stringAt(volume, 'status', 'phase') : 'Terminating');

const BETA_CLASS = 'volume.beta.kubernetes.io/storage-class';

export const persistentVolumeColumns: readonly Column[] = [
  nameColumn,
  { name: 'Capacity', type: 'string', description: 'How much it holds.', cell: (volume) => stringAt(volume, 'spec', 'capacity', 'storage') || '0' },
  { name: 'Access Modes', type: 'string', description: 'Ways it can be mounted.', cell: (volume) => accessModesText(stringsAt(volume, 'spec', 'accessModes')) },
  { name: 'Reclaim Policy', type: 'string', description: 'What becomes of it when its claim is gone.', cell: (volume) => stringAt(volume, 'spec', 'persistentVolumeReclaimPolicy') },
  { name: 'Status', type: 'string', description: 'Whether it is available, bound, released or failed.', cell: statusCell },
  { name: 'Claim', type: 'string', description: 'The claim it is bound to.', cell: claimCell },
  { name: 'StorageClass', type: 'string', description: 'Its storage class.', cell: (volume) => stringAt(volume, 'metadata', 'annotations', BETA_CLASS) || stringAt(volume, 'spec', 'storageClassName') },
  { name: 'VolumeAttributesClass', type: 'string', description: 'Class of its attributes that may change.', cell: (volume) => stringAt(volume, 'spec', 'volumeAttributesClassName') || '<unset>' },
  { name: 'Reason', type: 'string', description: 'Why it is in its phase.', cell: (volume) => stringAt(volume, 'status', 'reason') },
  ageColumn,
  { name: 'VolumeMode', type: 'string', description: 'File system or raw block device.', priority: 1, cell: (volume) => stringAt(volume, 'spec', 'volumeMode') || '<unset>' },
];
