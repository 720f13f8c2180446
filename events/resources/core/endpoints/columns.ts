import type { JsonObject } from '../../../json.ts';
import { numberAt, objectsAt, stringAt } from '../../../json-path.ts';
import type { Column } from '../../../schema/kind.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';

const SHOWN = 3;

const hostPort = (ip: string, port: number): string => `${ip.includes(':') ? `[${ip}]` : ip}:${port}`;

const subsetTexts = (subset: JsonObject): readonly string[] => {
  const addresses = objectsAt(subset, 'addresses').map((address) => stringAt(address, 'ip'));
  const ports = objectsAt(subset, 'ports');
  // Headless services have no ports.
  return ports.length === 0 ? addresses : ports.flatMap((port) => addresses.map((ip) => hostPort(ip, numberAt(port, 'port') ?? 0)));
};

const endpointsCell = (endpoints: JsonObject): string => {
  const texts = objectsAt(endpoints, 'subsets').flatMap(subsetTexts);
  if (texts.length === 0) return '<none>';
  const shown = texts.slice(0, SHOWN).join(',');
  return texts.length > SHOWN ? `${shown} + ${texts.length - SHOWN} more...` : shown;
};

export const endpointsColumns: readonly Column[] = [
  nameColumn,
  { name: 'Endpoints', type: 'string', description: 'The first addresses that are ready.', cell: endpointsCell },
  ageColumn,
];
