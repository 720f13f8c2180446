import type { JsonObject } from '../../../json.ts';
import { optionalObjectAt, stringAt, valueAt } from '../../../json-path.ts';
import type { Column } from '../../../schema/kind.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';

const parametersCell = (ingressClass: JsonObject): string => {
  const parameters = optionalObjectAt(ingressClass, 'spec', 'parameters');
  if (parameters === undefined) return '<none>';
  const group = valueAt(parameters, 'apiGroup');
  return `${stringAt(parameters, 'kind')}${typeof group === 'string' ? `.${group}` : ''}/${stringAt(parameters, 'name')}`;
};

export const ingressClassColumns: readonly Column[] = [
  nameColumn,
  { name: 'Controller', type: 'string', description: 'Controller that serves ingresses of the class.', cell: (ingressClass) => stringAt(ingressClass, 'spec', 'controller') },
  { name: 'Parameters', type: 'string', description: 'Object with settings for the controller.', cell: parametersCell },
  ageColumn,
];
