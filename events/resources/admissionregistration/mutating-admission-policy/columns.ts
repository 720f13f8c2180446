import { listAt } from '../../../json-path.ts';
import type { Column } from '../../../schema/kind.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';
import { paramKindText } from '../../_types/param-ref-text.ts';

export const mutatingAdmissionPolicyColumns: readonly Column[] = [
  nameColumn,
  { name: 'Mutations', type: 'integer', description: 'Number of its changes.', cell: (policy) => listAt(policy, 'spec', 'mutations').length },
  { name: 'ParamKind', type: 'string', description: 'Kind of its parameters.', cell: paramKindText },
  ageColumn,
];
