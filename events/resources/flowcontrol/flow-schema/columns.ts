import { numberAt, stringAt } from '../../../json-path.ts';
import type { Column } from '../../../schema/kind.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';
import { conditionOf } from '../../_types/conditions.ts';

export const flowSchemaColumns: readonly Column[] = [
  nameColumn,
  { name: 'PriorityLevel', type: 'string', description: 'Level of the requests.', cell: (schema) => stringAt(schema, 'spec', 'priorityLevelConfiguration', 'name') },
  { name: 'MatchingPrecedence', type: 'string', description: 'The schema with the lowest number wins.', cell: (schema) => numberAt(schema, 'spec', 'matchingPrecedence') ?? 0 },
  { name: 'DistinguisherMethod', type: 'string', description: 'What tells flows of requests apart.', cell: (schema) => stringAt(schema, 'spec', 'distinguisherMethod', 'type') || '<none>' },
  ageColumn,
  { name: 'MissingPL', type: 'string', description: 'Whether its level is missing.', cell: (schema) => stringAt(conditionOf(schema, 'Dangling'), 'status') || '?' },
];
