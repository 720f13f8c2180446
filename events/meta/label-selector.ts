import type { JsonObject } from '../json.ts';
import type { FieldError } from '../schema/field-error.ts';
import { RefusalError, badRequest } from '../errors.ts';
import { objectsAt, stringAt, stringEntriesAt, stringsAt } from '../json-path.ts';
import { labelValueErrors, qualifiedNameErrors } from './names.ts';
import { labelSelectorTokens } from './label-selector-tokens.ts';
import type { Token } from './label-selector-tokens.ts';

export type LabelOperator = 'in' | 'notin' | '=' | '==' | '!=' | 'exists' | '!' | 'gt' | 'lt';

export interface LabelRequirement {
  readonly key: string;
  readonly operator: LabelOperator;
  readonly values: readonly string[];
}

/** A parsed selector. No requirements: everything matches. */
export interface LabelSelector {
  readonly requirements: readonly LabelRequirement[];
  matches(labels: JsonObject | undefined): boolean;
}

const integer = (value: string | undefined): bigint | undefined =>
  value !== undefined && /^-?\d{1,19}$/.test(value) ? BigInt(value) : undefined;

const compares = (operator: 'gt' | 'lt', label: string, wanted: string | undefined): boolean => {
  const left = integer(label);
  const right = integer(wanted);
  if (left === undefined || right === undefined) return false;
  return operator === 'gt' ? left > right : left < right;
};

const holds = ({ operator, values }: LabelRequirement, label: string): boolean => {
  switch (operator) {
    case 'exists': return true;
    case '!': return false;
    case 'notin': case '!=': return !values.includes(label);
    case 'gt': case 'lt': return compares(operator, label, values[0]);
    case 'in': case '=': case '==': return values.includes(label);
  }
};

/** Operators that an absent label satisfies. */
const ABSENT: readonly LabelOperator[] = ['!', 'notin', '!='];

const requirementMatches = (requirement: LabelRequirement, labels: JsonObject): boolean => {
  const label = Object.hasOwn(labels, requirement.key) ? labels[requirement.key] : undefined;
  return typeof label === 'string' ? holds(requirement, label) : ABSENT.includes(requirement.operator);
};

const selectorOf = (requirements: readonly LabelRequirement[]): LabelSelector => ({
  requirements,
  matches: (labels) => requirements.every((requirement) => requirementMatches(requirement, labels ?? {})),
});

const NOTHING: LabelSelector = { requirements: [], matches: () => false };

/** Reads tokens one after another; `value` positions read `in` and `notin` as plain identifiers. */
interface Cursor {
  peek(): Token;
  next(): Token;
}

const cursorOver = (tokens: readonly Token[]): Cursor => {
  let index = 0;
  const end: Token = { kind: 'end', text: '' };
  return { peek: () => tokens[index] ?? end, next: () => tokens[index++] ?? end };
};

class SyntaxProblem extends Error {}
const expected = (token: Token, what: string): SyntaxProblem => new SyntaxProblem(`found '${token.text}', expected: ${what}`);

const OPERATORS: readonly string[] = ['in', 'notin', '=', '==', '!=', 'gt', 'lt'];

const parseOperator = (cursor: Cursor): LabelOperator => {
  const token = cursor.next();
  switch (token.text) {
    case 'in': case 'notin': case '=': case '==': case '!=': return token.text;
    case '>': return 'gt';
    case '<': return 'lt';
    default: throw expected(token, OPERATORS.join(', '));
  }
};

const parseListItem = (cursor: Cursor): string => {
  const token = cursor.peek();
  if (token.kind === 'identifier') return cursor.next().text;
  if (token.text === ',' || token.text === ')') return '';
  throw expected(token, "',', ')' or identifier");
};

const parseValueList = (cursor: Cursor): string[] => {
  const open = cursor.next();
  if (open.text !== '(' || open.kind !== 'symbol') throw new SyntaxProblem(`found '${open.text}' expected: '('`);
  const values = new Set<string>();
  for (;;) {
    values.add(parseListItem(cursor));
    const separator = cursor.next();
    if (separator.text === ')') return [...values].sort();
    if (separator.text !== ',') throw expected(separator, "',' or ')'");
  }
};

const parseExactValue = (cursor: Cursor): string[] => {
  const token = cursor.peek();
  if (token.kind === 'end' || token.text === ',') return [''];
  cursor.next();
  if (token.kind !== 'identifier') throw expected(token, 'identifier');
  return [token.text];
};

const checkKey = (key: string): void => {
  const errors = qualifiedNameErrors(key);
  if (errors.length > 0) throw new SyntaxProblem(`<nil>: Invalid value: ${JSON.stringify(key)}: ${errors.join('; ')}`);
};

const checkValues = ({ key, operator, values }: LabelRequirement): void => {
  if ((operator === 'gt' || operator === 'lt') && integer(values[0]) === undefined) {
    throw new SyntaxProblem(`values[0]: Invalid value: ${JSON.stringify(values[0])}: for 'Gt', 'Lt' operators, the value must be an integer`);
  }
  values.forEach((value, index) => {
    const errors = labelValueErrors(value);
    if (errors.length > 0) throw new SyntaxProblem(`values[${index}][${key}]: Invalid value: ${JSON.stringify(value)}: ${errors.join('; ')}`);
  });
};

const parseRequirement = (cursor: Cursor): LabelRequirement => {
  const negated = cursor.peek().text === '!';
  if (negated) cursor.next();
  const token = cursor.next();
  if (token.kind !== 'identifier') throw expected(token, 'identifier');
  checkKey(token.text);
  const after = cursor.peek();
  if (negated) return { key: token.text, operator: '!', values: [] };
  if (after.kind === 'end' || after.text === ',') return { key: token.text, operator: 'exists', values: [] };
  const operator = parseOperator(cursor);
  const values = operator === 'in' || operator === 'notin' ? parseValueList(cursor) : parseExactValue(cursor);
  const requirement: LabelRequirement = { key: token.text, operator, values };
  checkValues(requirement);
  return requirement;
};

const startsRequirement = (token: Token): boolean => token.kind === 'identifier' || token.text === '!';

const refuse = (message: string): never => {
  throw new RefusalError(badRequest(message));
};

const requirementOrRefuse = (cursor: Cursor): LabelRequirement => {
  try {
    return parseRequirement(cursor);
  } catch (error) {
    if (error instanceof SyntaxProblem) throw new RefusalError(badRequest(`unable to parse requirement: ${error.message}`), { cause: error });
    throw error;
  }
};

/**
 * Parses a `labelSelector` query: `a=b,c!=d,e in (x,y),f notin (z),g,!h`. Throws RefusalError BadRequest with
 * upstream's text. An empty string selects everything.
 */
export const parseLabelSelector = (text: string): LabelSelector => {
  const cursor = cursorOver(labelSelectorTokens(text));
  const requirements: LabelRequirement[] = [];
  while (cursor.peek().kind !== 'end') {
    if (!startsRequirement(cursor.peek())) refuse(`found '${cursor.peek().text}', expected: !, identifier, or 'end of string'`);
    requirements.push(requirementOrRefuse(cursor));
    const separator = cursor.next();
    if (separator.kind === 'end') break;
    if (separator.text !== ',') refuse(`found '${separator.text}', expected: ',' or 'end of string'`);
    if (!startsRequirement(cursor.peek())) refuse(`found '${cursor.peek().text}', expected: identifier after ','`);
  }
  return selectorOf(requirements.sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key))));
};

const EXPRESSION_OPERATORS: Readonly<Record<string, LabelOperator>> = { In: 'in', NotIn: 'notin', Exists: 'exists', DoesNotExist: '!' };

const expressionRequirement = (expression: JsonObject): LabelRequirement | undefined => {
  const operator = EXPRESSION_OPERATORS[stringAt(expression, 'operator')];
  return operator && { key: stringAt(expression, 'key'), operator, values: stringsAt(expression, 'values') };
};

/**
 * The matcher of a LabelSelector object. Absent selects nothing, `{}` everything. An expression with an unknown
 * operator (validation keeps such objects out) makes the whole selector match nothing.
 */
export const labelSelectorOf = (selector: JsonObject | undefined): LabelSelector => {
  if (selector === undefined) return NOTHING;
  const exact = stringEntriesAt(selector, 'matchLabels').map(([key, value]): LabelRequirement => ({ key, operator: '=', values: [value] }));
  const expressions = objectsAt(selector, 'matchExpressions').map(expressionRequirement);
  const known = expressions.filter((requirement) => requirement !== undefined);
  return known.length === expressions.length ? selectorOf([...exact, ...known]) : NOTHING;
};

/** The matcher of a plain map, as Services and ReplicationControllers have. An empty map selects nothing. */
export const labelMapSelector = (labels: JsonObject): LabelSelector => {
  const entries = stringEntriesAt(labels);
  return entries.length === 0 ? NOTHING : selectorOf(entries.map(([key, value]) => ({ key, operator: '=', values: [value] })));
};

const formatRequirement = ({ key, operator, values }: LabelRequirement): string => {
  switch (operator) {
    case 'exists': return key;
    case '!': return `!${key}`;
    case 'in': case 'notin': return `${key} ${operator} (${values.toSorted().join(',')})`;
    case 'gt': return `${key}>${values[0]}`;
    case 'lt': return `${key}<${values[0]}`;
    case '=': case '==': case '!=': return `${key}${operator}${values[0]}`;
  }
};

/** `app=web,tier in (a,b)`: a selector as its query string; `''` when it has no requirements. */
export const formatLabelSelector = ({ requirements }: LabelSelector): string => requirements.map(formatRequirement).join(',');

const expressionErrors = (expression: JsonObject, field: string): readonly FieldError[] => {
  const operator = stringAt(expression, 'operator');
  const values = stringsAt(expression, 'values');
  const errors: FieldError[] = [];
  if (!Object.hasOwn(EXPRESSION_OPERATORS, operator)) {
    errors.push({ type: 'FieldValueInvalid', field: `${field}.operator`, value: operator, detail: 'not a valid selector operator' });
  } else if (operator.endsWith('In') && values.length === 0) {
    errors.push({ type: 'FieldValueRequired', field: `${field}.values`, detail: "must be specified when `operator` is 'In' or 'NotIn'" });
  } else if (!operator.endsWith('In') && values.length > 0) {
    errors.push({ type: 'FieldValueForbidden', field: `${field}.values`, detail: "may not be specified when `operator` is 'Exists' or 'DoesNotExist'" });
  }
  errors.push(...labelKeyErrors(stringAt(expression, 'key'), `${field}.key`));
  values.forEach((value, index) => errors.push(...labelValueFieldErrors(value, `${field}.values[${index}]`)));
  return errors;
};

const labelKeyErrors = (key: string, field: string): readonly FieldError[] =>
  qualifiedNameErrors(key).map((detail) => ({ type: 'FieldValueInvalid', field, value: key, detail }));

const labelValueFieldErrors = (value: string, field: string): readonly FieldError[] =>
  labelValueErrors(value).map((detail) => ({ type: 'FieldValueInvalid', field, value, detail }));

/** Rules for a labels map: qualified keys, short values. Both kinds of error are reported on the map itself. */
export const labelsErrors = (labels: JsonObject, field: string): readonly FieldError[] =>
  stringEntriesAt(labels).flatMap(([key, value]) => [...labelKeyErrors(key, field), ...labelValueFieldErrors(value, field)]);

/** Rules for a LabelSelector object. */
export const labelSelectorErrors = (selector: JsonObject, field: string): readonly FieldError[] => [
  ...labelsErrors(selectorLabels(selector), `${field}.matchLabels`),
  ...objectsAt(selector, 'matchExpressions').flatMap((expression, index) => expressionErrors(expression, `${field}.matchExpressions[${index}]`)),
];

const selectorLabels = (selector: JsonObject): JsonObject => Object.fromEntries(stringEntriesAt(selector, 'matchLabels'));
