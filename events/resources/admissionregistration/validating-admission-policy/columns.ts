import { listAt } from '../../../json-path.ts';
import type { Column } from '../../../schema/kind.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';
import { paramKindText } from '../../_types/param-ref-text.ts';

export const validatingAdmissionPolicyColumns: readonly Column[] = [
  nameColumn,
  { name: 'Validations', type: 'integer', description: 'Number of its rules.', cell: (policy) => listAt(policy, 'spec', 'validations').length },
  { name: 'ParamKind', type: 'string', description: 'Kind of its parameters.', cell: paramKindText },
  ageColumn,
];
