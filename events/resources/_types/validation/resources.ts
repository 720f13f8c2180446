import type { JsonObject } from '../../../json.ts';
import { objectAt, stringEntriesAt } from '../../../json-path.ts';
import { NOT_NEGATIVE, invalidField, requiredField } from '../../../meta/field-rules.ts';
import { qualifiedNameErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { formatQuantity, parseQuantity } from '../../../schema/quantity.ts';

const STANDARD: readonly string[] = ['cpu', 'memory', 'ephemeral-storage'];
const isHugePages = (name: string): boolean => name.startsWith('hugepages-');

const nameErrors = (name: string, field: string): FieldError[] => {
  const errors = qualifiedNameErrors(name).map((detail) => invalidField(field, name, detail));
  if (errors.length > 0 || STANDARD.includes(name) || isHugePages(name) || name.includes('/')) return errors;
  return [invalidField(field, name, 'must be a standard resource type or fully qualified'), invalidField(field, name, 'must be a standard resource for containers')];
};

const amountErrors = (resources: JsonObject, list: 'limits' | 'requests', field: string): FieldError[] =>
  stringEntriesAt(resources, list).flatMap(([name, text]) => {
    const at = `${field}.${list}[${name}]`;
    const negative = parseQuantity(text).nano < 0n;
    return [...nameErrors(name, at), ...(negative ? [invalidField(at, text, NOT_NEGATIVE)] : [])];
  });

/** Resources the scheduler may not promise twice. */
const mayNotOvercommit = (name: string): boolean => isHugePages(name) || (name.includes('/') && !name.includes('kubernetes.io/'));

const requestErrors = (resources: JsonObject, field: string): FieldError[] => {
  const limits = objectAt(resources, 'limits');
  return stringEntriesAt(resources, 'requests').flatMap(([name, text]) => {
    const limit = limits[name];
    if (typeof limit !== 'string') return mayNotOvercommit(name) ? [requiredField(`${field}.limits`, 'Limit must be set for non overcommitable resources')] : [];
    const [request, most] = [parseQuantity(text), parseQuantity(limit)];
    if (mayNotOvercommit(name) && request.nano !== most.nano) return [invalidField(`${field}.requests`, text, `must be equal to ${name} limit of ${formatQuantity(most)}`)];
    return request.nano > most.nano ? [invalidField(`${field}.requests`, text, `must be less than or equal to ${name} limit of ${formatQuantity(most)}`)] : [];
  });
};

/** Rules for a container's requests and limits. */
export const resourcesErrors = (resources: JsonObject, field: string): readonly FieldError[] => [
  ...amountErrors(resources, 'limits', field),
  ...amountErrors(resources, 'requests', field),
  ...requestErrors(resources, field),
];
