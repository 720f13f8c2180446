import type { FieldError } from '../../../events/schema/field-error.ts';
import { invalid } from '../../../events/schema/field-error.ts';
import { refuse } from '../answers/answer.ts';
import { badRequest } from '../../../events/errors.ts';

/** ListOptions of a query, validated. */
export interface ListOptions {
  readonly labelSelector: string;
  readonly fieldSelector: string;
  /** '' when absent. */
  readonly resourceVersion: string;
  readonly match: '' | 'Exact' | 'NotOlderThan';
  readonly limit: number;
  readonly continueToken: string;
  readonly allowBookmarks: boolean;
  readonly sendInitialEvents: boolean | undefined;
  readonly timeoutSeconds: number | undefined;
}

const textOf = (query: URLSearchParams, name: string): string => query.get(name) ?? '';
const forbiddenField = (field: string, detail: string): FieldError => ({ type: 'FieldValueForbidden', field, detail });
const unsupported = (value: string, supported: readonly string[]): FieldError => ({
  type: 'FieldValueNotSupported',
  field: 'resourceVersionMatch',
  value,
  detail: `supported values: ${supported.map((one) => `"${one}"`).join(', ')}`,
});

const matchErrors = (match: string, version: string, continueToken: string): FieldError[] => {
  const errors: FieldError[] = [];
  if (version === '') errors.push(forbiddenField('resourceVersionMatch', 'resourceVersionMatch is forbidden unless resourceVersion is provided'));
  if (continueToken !== '') errors.push(forbiddenField('resourceVersionMatch', 'resourceVersionMatch is forbidden when continue is provided'));
  if (match !== 'Exact' && match !== 'NotOlderThan') errors.push(unsupported(match, ['Exact', 'NotOlderThan', '']));
  if (match === 'Exact' && version === '0') errors.push(forbiddenField('resourceVersionMatch', 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
  return errors;
};

const listErrors = (match: string, query: URLSearchParams): FieldError[] => {
  const errors = match === '' ? [] : matchErrors(match, textOf(query, 'resourceVersion'), textOf(query, 'continue'));
  if (query.has('sendInitialEvents')) errors.push(forbiddenField('sendInitialEvents', 'sendInitialEvents is forbidden for list'));
  return errors;
};

const watchErrors = (match: string, query: URLSearchParams): FieldError[] => {
  const errors: FieldError[] = [];
  if (query.has('sendInitialEvents') && match !== 'NotOlderThan') {
    errors.push(forbiddenField('resourceVersionMatch', 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'));
  }
  if (match === '') return errors;
  if (!query.has('sendInitialEvents')) errors.push(forbiddenField('resourceVersionMatch', 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided'));
  if (match !== 'NotOlderThan') errors.push(unsupported(match, ['NotOlderThan']));
  if (textOf(query, 'continue') !== '') errors.push(forbiddenField('resourceVersionMatch', 'resourceVersionMatch is forbidden when continue is provided'));
  return errors;
};

const FALSE: ReadonlySet<string> = new Set(['false', '0']);

/** As upstream reads booleans of queries: present is true, unless it says otherwise. */
export const isTrueParameter = (value: string | null): boolean => value !== null && !FALSE.has(value.toLowerCase());

const booleanOf = (query: URLSearchParams, name: string): boolean | undefined => {
  const value = query.get(name);
  return value === null ? undefined : isTrueParameter(value);
};

const integerOf = (query: URLSearchParams, name: string): number | undefined => {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  return /^-?\d{1,15}$/.test(text) ? Number(text) : refuse(badRequest(`strconv.ParseInt: parsing "${text}": invalid syntax`));
};

/** A resourceVersion parameter: decimal, no sign. Throws 400. */
export const parseResourceVersion = (text: string): number =>
  (/^\d{1,15}$/.test(text) ? Number(text) : refuse(badRequest(`invalid resource version: resourceVersion: Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`)));

const checkVersion = (resourceVersion: string, continueToken: string): void => {
  const version = resourceVersion === '' ? 0 : parseResourceVersion(resourceVersion);
  if (continueToken !== '' && version !== 0) refuse(badRequest('specifying resource version is not allowed when using continue'));
};

/** Reads and checks a list's or watch's query. Throws RefusalError 400 or 422 with upstream's texts. */
export const parseListOptions = (query: URLSearchParams, watching: boolean): ListOptions => {
  const match = textOf(query, 'resourceVersionMatch');
  const errors = watching ? watchErrors(match, query) : listErrors(match, query);
  if (errors.length > 0) refuse(invalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', errors));
  const [resourceVersion, continueToken] = [textOf(query, 'resourceVersion'), textOf(query, 'continue')];
  checkVersion(resourceVersion, continueToken);
  return {
    labelSelector: textOf(query, 'labelSelector'),
    fieldSelector: textOf(query, 'fieldSelector'),
    resourceVersion,
    match: match === 'Exact' || match === 'NotOlderThan' ? match : '',
    limit: Math.max(0, integerOf(query, 'limit') ?? 0),
    continueToken,
    allowBookmarks: booleanOf(query, 'allowWatchBookmarks') ?? false,
    sendInitialEvents: booleanOf(query, 'sendInitialEvents'),
    timeoutSeconds: integerOf(query, 'timeoutSeconds'),
  };
};
