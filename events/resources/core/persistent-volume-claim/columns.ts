import type { JsonObject } from '../../../json.ts';
import { stringAt, stringsAt } from '../../../json-path.ts';
import type { Column } from '../../../schema/kind.ts';
import { accessModesText } from '../../_types/access-modes-text.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';

const isBound = (claim: JsonObject): boolean => stringAt(claim, 'spec', 'volumeName') !== '';
const statusCell = (claim: JsonObject): string => (stringAt(claim, 'metadata', 'deletionTimestamp') === '' ? stringAt(claim, 'status', 'phase') : 'Terminating');

const BETA_CLASS = 'volume.beta.kubernetes.io/storage-class';

export const persistentVolumeClaimColumns: readonly Column[] = [
  nameColumn,
  { name: 'Status', type: 'string', description: 'Pending, Bound or Lost.', cell: statusCell },
  { name: 'Volume', type: 'string', description: 'The volume it is bound to.', cell: (claim) => stringAt(claim, 'spec', 'volumeName') },
  { name: 'Capacity', type: 'string', description: 'How much the bound volume holds.', cell: (claim) => (isBound(claim) ? stringAt(claim, 'status', 'capacity', 'storage') || '0' : '') },
  { name: 'Access Modes', type: 'string', description: 'Ways the bound volume can be mounted.', cell: (claim) => (isBound(claim) ? accessModesText(stringsAt(claim, 'status', 'accessModes')) : '') },
  { name: 'StorageClass', type: 'string', description: 'Storage class asked for.', cell: (claim) => stringAt(claim, 'metadata', 'annotations', BETA_CLASS) || stringAt(claim, 'spec', 'storageClassName') },
  { name: 'VolumeAttributesClass', type: 'string', description: 'Attributes class asked for.', cell: (claim) => stringAt(claim, 'spec', 'volumeAttributesClassName') || '<unset>' },
  ageColumn,
  { name: 'VolumeMode', type: 'string', description: 'File system or raw block device.', priority: 1, cell: (claim) => stringAt(claim, 'spec', 'volumeMode') || '<unset>' },
];
