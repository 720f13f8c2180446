import type { NodeSelectorRequirement, NodeSelectorTerm } from '../../../../events/resources/_types/affinity.ts';
import type { NodeFacts } from '../../../../projections/node-capacity/node-capacity.ts';

const integer = (text: string | undefined): bigint | undefined => (text !== undefined && /^[+-]?\d{1,19}$/.test(text) ? BigInt(text) : undefined);

const compares = (operator: 'Gt' | 'Lt', actual: string | undefined, values: readonly string[]): boolean => {
  const left = integer(actual);
  const right = values.length === 1 ? integer(values[0]) : undefined;
  if (left === undefined || right === undefined) return false;
  return operator === 'Gt' ? left > right : left < right;
};

/** Whether one label (undefined: the node has none of that key) meets a requirement. */
const meets = ({ operator, values = [] }: NodeSelectorRequirement, actual: string | undefined): boolean => {
  switch (operator) {
    case 'In':
      return actual !== undefined && values.includes(actual);
    case 'NotIn':
      return actual === undefined || !values.includes(actual);
    case 'Exists':
      return actual !== undefined;
    case 'DoesNotExist':
      return actual === undefined;
    case 'Gt':
    case 'Lt':
      return compares(operator, actual, values);
    default:
      return false;
  }
};

/** Whether a node meets all of a term's expressions and fields. An empty term matches nothing, as upstream's. */
export const termMatches = (term: NodeSelectorTerm, node: NodeFacts): boolean => {
  const { matchExpressions = [], matchFields = [] } = term;
  if (matchExpressions.length === 0 && matchFields.length === 0) return false;
  return matchExpressions.every((requirement) => meets(requirement, node.labels[requirement.key]))
    && matchFields.every((requirement) => requirement.key === 'metadata.name' && meets(requirement, node.name));
};

/** Names the terms allow by `metadata.name In`, or undefined when some term leaves the name open. */
export const namesAllowed = (terms: readonly NodeSelectorTerm[]): ReadonlySet<string> | undefined => {
  const allowed = new Set<string>();
  for (const { matchFields = [] } of terms) {
    const lists = matchFields.filter(({ key, operator }) => key === 'metadata.name' && operator === 'In').map(({ values = [] }) => values);
    const [first, ...rest] = lists;
    if (first === undefined) return undefined;
    for (const name of first) if (rest.every((list) => list.includes(name))) allowed.add(name);
  }
  return allowed;
};
