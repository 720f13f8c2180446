import { objectsAt, stringAt, stringEntriesAt } from '../../../json-path.ts';
import type { Column } from '../../../schema/kind.ts';
import type { JsonObject } from '../../../json.ts';
import { nameColumn } from '../../_types/columns.ts';

const ofContainers = (template: JsonObject, field: string): string => objectsAt(template, 'template', 'spec', 'containers').map((container) => stringAt(container, field)).join(',');
const labelsCell = (template: JsonObject): string => stringEntriesAt(template, 'template', 'metadata', 'labels').map(([key, value]) => `${key}=${value}`).join(',') || '<none>';

export const podTemplateColumns: readonly Column[] = [
  nameColumn,
  { name: 'Containers', type: 'string', description: 'Names of the containers in the template.', cell: (template) => ofContainers(template, 'name') },
  { name: 'Images', type: 'string', description: 'Images of the containers in the template.', cell: (template) => ofContainers(template, 'image') },
  { name: 'Pod Labels', type: 'string', description: 'Labels of the pods made from it.', cell: labelsCell },
];
