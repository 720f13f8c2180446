import type { JsonObject } from '../../../json.ts';
import { optionalObjectAt, stringAt } from '../../../json-path.ts';
import type { Column } from '../../../schema/kind.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';
import { conditionOf } from '../../_types/conditions.ts';

const availableCell = (service: JsonObject): string => {
  const condition = conditionOf(service, 'Available');
  const status = stringAt(condition, 'status') || 'Unknown';
  return status === 'True' || condition === undefined ? status : `${status} (${stringAt(condition, 'reason')})`;
};

export const apiServiceColumns: readonly Column[] = [
  nameColumn,
  { name: 'Service', type: 'string', description: 'Who serves the group and version.', cell: (service) => {
    const reference = optionalObjectAt(service, 'spec', 'service');
    return reference === undefined ? 'Local' : `${stringAt(reference, 'namespace')}/${stringAt(reference, 'name')}`;
  } },
  { name: 'Available', type: 'string', description: 'Whether it is available.', cell: availableCell },
  ageColumn,
];
