import type { JsonObject } from '../../../json.ts';
import { booleanAt, objectsAt, stringAt, stringsAt, valueAt } from '../../../json-path.ts';
import type { Column } from '../../../schema/kind.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';

const audiences = (driver: JsonObject): string =>
  valueAt(driver, 'spec', 'tokenRequests') === undefined ? '<unset>' : objectsAt(driver, 'spec', 'tokenRequests').map((request) => stringAt(request, 'audience')).join(',');

export const csiDriverColumns: readonly Column[] = [
  nameColumn,
  { name: 'AttachRequired', type: 'boolean', description: 'Whether volumes must be attached before mounting.', cell: (driver) => valueAt(driver, 'spec', 'attachRequired') !== false },
  { name: 'PodInfoOnMount', type: 'boolean', description: 'Whether the driver is told about the pod.', cell: (driver) => booleanAt(driver, 'spec', 'podInfoOnMount') },
  { name: 'StorageCapacity', type: 'boolean', description: 'Whether the scheduler looks at the capacity left.', cell: (driver) => booleanAt(driver, 'spec', 'storageCapacity') },
  { name: 'TokenRequests', type: 'string', description: 'Whom the driver’s tokens are for.', cell: audiences },
  { name: 'RequiresRepublish', type: 'boolean', description: 'Whether mounting is called again and again.', cell: (driver) => booleanAt(driver, 'spec', 'requiresRepublish') },
  { name: 'Modes', type: 'string', description: 'Persistent volumes, ephemeral ones, or both.', cell: (driver) => stringsAt(driver, 'spec', 'volumeLifecycleModes').join(',') || '<none>' },
  ageColumn,
];
