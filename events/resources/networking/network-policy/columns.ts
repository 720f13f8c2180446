import { objectAt } from '../../../json-path.ts';
import { formatLabelSelector, labelSelectorOf } from '../../../meta/label-selector.ts';
import type { Column } from '../../../schema/kind.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';

export const networkPolicyColumns: readonly Column[] = [
  nameColumn,
  { name: 'Pod-Selector', type: 'string', description: 'Labels of the pods it is about.', cell: (policy) => formatLabelSelector(labelSelectorOf(objectAt(policy, 'spec', 'podSelector'))) || '<none>' },
  ageColumn,
];
