import { booleanAt, numberAt, stringAt } from '../../../json-path.ts';
import type { Column } from '../../../schema/kind.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';

export const priorityClassColumns: readonly Column[] = [
  nameColumn,
  { name: 'Value', type: 'integer', description: 'The priority.', cell: (priorityClass) => numberAt(priorityClass, 'value') ?? 0 },
  { name: 'Global-Default', type: 'boolean', description: 'Whether pods without a class get this one.', cell: (priorityClass) => booleanAt(priorityClass, 'globalDefault') },
  ageColumn,
  { name: 'PreemptionPolicy', type: 'string', description: 'Whether pods of the class push others away.', cell: (priorityClass) => stringAt(priorityClass, 'preemptionPolicy') },
];
