import type { JsonObject } from '../../../json.ts';
import { numberAt, objectsAt, stringAt, stringsAt } from '../../../json-path.ts';
import type { Column } from '../../../schema/kind.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';

const SHOWN = 3;

const shortList = (items: readonly string[]): string => {
  const shown = items.slice(0, SHOWN).join(',');
  if (items.length > SHOWN) return `${shown} + ${items.length - SHOWN} more...`;
  return shown || '<unset>';
};

const portText = (port: JsonObject): string => String(numberAt(port, 'port') ?? (stringAt(port, 'name') || '*'));

export const endpointSliceColumns: readonly Column[] = [
  nameColumn,
  { name: 'AddressType', type: 'string', description: 'Kind of its addresses.', cell: (slice) => stringAt(slice, 'addressType') },
  { name: 'Ports', type: 'string', description: 'Ports of its endpoints.', cell: (slice) => shortList(objectsAt(slice, 'ports').map(portText)) },
  { name: 'Endpoints', type: 'string', description: 'Addresses of its endpoints.', cell: (slice) => shortList(objectsAt(slice, 'endpoints').flatMap((endpoint) => stringsAt(endpoint, 'addresses'))) },
  ageColumn,
];
