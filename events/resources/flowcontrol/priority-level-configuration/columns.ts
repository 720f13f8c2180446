import { numberAt, stringAt } from '../../../json-path.ts';
import type { Column } from '../../../schema/kind.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';

const NONE = '<none>';

const queuing = (field: string): Column['cell'] => (level) => numberAt(level, 'spec', 'limited', 'limitResponse', 'queuing', field) ?? NONE;

export const priorityLevelConfigurationColumns: readonly Column[] = [
  nameColumn,
  { name: 'Type', type: 'string', description: 'Exempt or Limited.', cell: (level) => stringAt(level, 'spec', 'type') },
  { name: 'NominalConcurrencyShares', type: 'string', description: 'Share of the server’s seats.', cell: (level) => numberAt(level, 'spec', 'limited', 'nominalConcurrencyShares') ?? NONE },
  { name: 'Queues', type: 'string', description: 'Number of queues.', cell: queuing('queues') },
  { name: 'HandSize', type: 'string', description: 'Queues a flow is shuffled into.', cell: queuing('handSize') },
  { name: 'QueueLengthLimit', type: 'string', description: 'Longest a queue may grow.', cell: queuing('queueLengthLimit') },
  ageColumn,
];
