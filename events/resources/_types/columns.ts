import type { JsonObject } from '../../json.ts';
import { isJsonObject } from '../../json.ts';
import { age } from '../../meta/human-duration.ts';
import type { Column } from '../../schema/kind.ts';

const metadata = (object: JsonObject, field: string): string => {
  const value = isJsonObject(object['metadata']) ? object['metadata'][field] : undefined;
  return typeof value === 'string' ? value : '';
};

export const nameColumn: Column = {
  name: 'Name',
  type: 'string',
  format: 'name',
  description: 'Name of the object, unique among its kind in its namespace.',
  cell: (object) => metadata(object, 'name'),
};

/** What kinds without columns of their own show. */
export const createdAtColumns: readonly Column[] = [
  nameColumn,
  { name: 'Created At', type: 'date', description: 'When the object was created.', cell: (object) => metadata(object, 'creationTimestamp') },
];

export const ageColumn: Column = {
  name: 'Age',
  type: 'string',
  description: 'Time since the object was created.',
  cell: (object, nowMs) => age(metadata(object, 'creationTimestamp'), nowMs),
};
