import { stringAt } from '../../json-path.ts';
import type { Column } from '../../schema/kind.ts';
import { ageColumn, nameColumn } from './columns.ts';
import { paramRefText } from './param-ref-text.ts';

export const policyBindingColumns: readonly Column[] = [
  nameColumn,
  { name: 'PolicyName', type: 'string', description: 'The policy put to use.', cell: (binding) => stringAt(binding, 'spec', 'policyName') },
  { name: 'ParamRef', type: 'string', description: 'Its parameters.', cell: paramRefText },
  ageColumn,
];
