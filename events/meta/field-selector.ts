import type { JsonObject } from '../json.ts';
import type { KindDefinition } from '../schema/kind.ts';
import { RefusalError, badRequest } from '../errors.ts';
import { stringAt } from '../json-path.ts';

export interface FieldRequirement {
  readonly field: string;
  readonly operator: '=' | '!=';
  readonly value: string;
}

/** A parsed field selector of one kind. No requirements: everything matches. */
export interface FieldSelector {
  readonly requirements: readonly FieldRequirement[];
  matches(object: JsonObject): boolean;
  /** The value the field must equal, so that a reader can look it up instead of scanning; undefined when it may be any. */
  exactly(field: string): string | undefined;
}

type Selectable = Pick<KindDefinition, 'namespaced' | 'selectable'>;
type ReadField = (object: JsonObject) => string;

const readerOf = (kind: Selectable, field: string): ReadField | undefined => {
  if (field === 'metadata.name') return (object) => stringAt(object, 'metadata', 'name');
  if (field === 'metadata.namespace' && kind.namespaced) return (object) => stringAt(object, 'metadata', 'namespace');
  return Object.hasOwn(kind.selectable, field) ? kind.selectable[field] : undefined;
};

const unsupported = (kind: Selectable, field: string): string =>
  Object.keys(kind.selectable).length > 0
    ? `field label not supported: ${field}`
    : `"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`;

// A comma or backslash in a value is escaped with a backslash.
const TERM = /(?:\\.|[^,\\])+/g;
const unescape = (text: string): string => text.replaceAll(/\\([\\,=])/g, '$1');

const parseTerm = (term: string, whole: string): FieldRequirement => {
  const match = /^(?<field>[^=!]*)(?<operator>!=|==|=)(?<value>.*)$/s.exec(term);
  if (match?.groups === undefined) throw new RefusalError(badRequest(`invalid selector: '${whole}'; can't understand '${term}'`));
  const { field = '', operator, value = '' } = match.groups;
  return { field, operator: operator === '!=' ? '!=' : '=', value: unescape(value) };
};

/**
 * Parses a `fieldSelector` query: `k=v`, `k==v`, `k!=v`, commas meaning and. Throws RefusalError BadRequest for bad
 * syntax and for a field the kind does not offer.
 */
export const parseFieldSelector = (kind: Selectable, text: string): FieldSelector => {
  const requirements = (text.match(TERM) ?? []).map((term) => parseTerm(term, text));
  const tests = requirements.map(({ field, operator, value }) => {
    const read = readerOf(kind, field);
    if (read === undefined) throw new RefusalError(badRequest(unsupported(kind, field)));
    return (object: JsonObject): boolean => (read(object) === value) === (operator === '=');
  });
  return {
    requirements,
    matches: (object) => tests.every((test) => test(object)),
    exactly: (field) => requirements.find((requirement) => requirement.field === field && requirement.operator === '=')?.value,
  };
};
