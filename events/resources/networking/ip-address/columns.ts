import type { JsonObject } from '../../../json.ts';
import { optionalObjectAt, stringAt } from '../../../json-path.ts';
import { resourceKey } from '../../../object-ref.ts';
import type { Column } from '../../../schema/kind.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';

const parentCell = (address: JsonObject): string => {
  const parent = optionalObjectAt(address, 'spec', 'parentRef');
  if (parent === undefined) return '<none>';
  const resource = resourceKey({ group: stringAt(parent, 'group'), resource: stringAt(parent, 'resource') }).toLowerCase();
  return [resource, stringAt(parent, 'namespace'), stringAt(parent, 'name')].filter((part, index) => index !== 1 || part !== '').join('/');
};

export const ipAddressColumns: readonly Column[] = [
  nameColumn,
  { name: 'ParentRef', type: 'string', description: 'The object the address belongs to.', cell: parentCell },
  ageColumn,
];
