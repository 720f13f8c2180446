import type { JsonObject } from '../../json.ts';
import { objectsAt, optionalObjectAt, stringAt, stringEntriesAt, stringsAt } from '../../json-path.ts';

/** As Go prints the struct. */
const selectorText = (selector: JsonObject): string => {
  const labels = stringEntriesAt(selector, 'matchLabels').map(([key, value]) => `${key}: ${value},`).join('');
  const expressions = objectsAt(selector, 'matchExpressions').map((one) => `LabelSelectorRequirement{Key:${stringAt(one, 'key')},Operator:${stringAt(one, 'operator')},Values:[${stringsAt(one, 'values').join(' ')}],},`).join('');
  return `&LabelSelector{MatchLabels:map[string]string{${labels}},MatchExpressions:[]LabelSelectorRequirement{${expressions}},}`;
};

/** A policy binding's parameters, for its table. */
export const paramRefText = (binding: JsonObject): string => {
  const reference = optionalObjectAt(binding, 'spec', 'paramRef');
  const name = stringAt(reference, 'name');
  if (name !== '') return `${stringAt(reference, 'namespace') || '*'}/${name}`;
  const selector = optionalObjectAt(reference, 'selector');
  return selector === undefined ? '<unset>' : selectorText(selector);
};

/** The kind of a policy's parameters, for its table. */
export const paramKindText = (policy: JsonObject): string => {
  const kind = optionalObjectAt(policy, 'spec', 'paramKind');
  return kind === undefined ? '<unset>' : `${stringAt(kind, 'apiVersion')}/${stringAt(kind, 'kind')}`;
};
