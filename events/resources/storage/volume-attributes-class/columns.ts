import type { JsonObject } from '../../../json.ts';
import { stringAt, valueAt } from '../../../json-path.ts';
import type { Column } from '../../../schema/kind.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';

const isDefault = (attributesClass: JsonObject): boolean => valueAt(attributesClass, 'metadata', 'annotations', 'volumeattributesclass.alpha.kubernetes.io/is-default-class') === 'true';

export const volumeAttributesClassColumns: readonly Column[] = [
  { ...nameColumn, cell: (attributesClass) => `${stringAt(attributesClass, 'metadata', 'name')}${isDefault(attributesClass) ? ' (default)' : ''}` },
  { name: 'DriverName', type: 'string', description: 'Driver that knows the attributes.', cell: (attributesClass) => stringAt(attributesClass, 'driverName') },
  ageColumn,
];
