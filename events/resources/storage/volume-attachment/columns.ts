import { booleanAt, stringAt } from '../../../json-path.ts';
import type { Column } from '../../../schema/kind.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';

export const volumeAttachmentColumns: readonly Column[] = [
  nameColumn,
  { name: 'Attacher', type: 'string', format: 'name', description: 'CSI driver that attaches.', cell: (attachment) => stringAt(attachment, 'spec', 'attacher') },
  { name: 'PV', type: 'string', description: 'The volume.', cell: (attachment) => stringAt(attachment, 'spec', 'source', 'persistentVolumeName') },
  { name: 'Node', type: 'string', description: 'The node.', cell: (attachment) => stringAt(attachment, 'spec', 'nodeName') },
  { name: 'Attached', type: 'boolean', description: 'Whether it is attached.', cell: (attachment) => booleanAt(attachment, 'status', 'attached') },
  ageColumn,
];
