import type { FieldError } from '../../../events/schema/field-error.ts';
import { invalid } from '../../../events/schema/field-error.ts';
import type { FieldValidation } from '../../kit/decode/decode-body.ts';
import { refuse } from '../answers/answer.ts';

/** What a write's query says about how to write. */
export interface WriteOptions {
  readonly dryRun: boolean;
  readonly fieldManager: string;
  readonly fieldValidation: FieldValidation;
}

const MAX_MANAGER = 128;
// Printable: no control characters, no separators but the space.
const PRINTABLE = /^[^\p{C}\p{Z}]*(?: [^\p{C}\p{Z}]*)*$/u;

const managerErrors = (manager: string): FieldError[] => {
  const errors: FieldError[] = [];
  if (manager.length > MAX_MANAGER) errors.push({ type: 'FieldValueTooLong', field: 'fieldManager', detail: `may not be more than ${MAX_MANAGER} bytes` });
  if (!PRINTABLE.test(manager)) errors.push({ type: 'FieldValueInvalid', field: 'fieldManager', value: manager, detail: 'should only contain printable characters' });
  return errors;
};

const VALIDATIONS: Readonly<Record<string, FieldValidation>> = { '': 'Warn', Warn: 'Warn', Strict: 'Strict', Ignore: 'Ignore' };

const unsupported = (field: string, value: string | readonly string[], supported: readonly string[]): FieldError =>
  ({ type: 'FieldValueNotSupported', field, value, detail: `supported values: ${supported.map((one) => `"${one}"`).join(', ')}` });

/** Without a fieldManager, the program's name as its User-Agent gives it, up to the first `/`. */
const defaultManager = (userAgent: string | undefined): string => {
  const name = (userAgent ?? '').split('/')[0] ?? '';
  return PRINTABLE.test(name) && name !== '' ? name.slice(0, MAX_MANAGER) : 'unknown';
};

export interface WriteQuery {
  readonly query: URLSearchParams;
  readonly userAgent: string | undefined;
  /** `CreateOptions`, `UpdateOptions` or `PatchOptions`, for the message. */
  readonly optionsKind: string;
  /** A server-side apply: it needs a manager and may force. */
  readonly apply?: boolean;
}

const forceErrors = ({ query, optionsKind, apply = false }: WriteQuery): readonly FieldError[] =>
  (optionsKind === 'PatchOptions' && !apply && query.has('force') ? [{ type: 'FieldValueForbidden', field: 'force', detail: 'may not be specified for non-apply patch' }] : []);

const requiredManager = ({ query, apply = false }: WriteQuery): readonly FieldError[] =>
  (apply && (query.get('fieldManager') ?? '') === '' ? [{ type: 'FieldValueRequired', field: 'fieldManager', detail: 'is required for apply patch' }] : []);

/** Whether an apply takes other managers' fields: any value but `false` and `0` says so, as for upstream's flags. */
export const parseForce = (query: URLSearchParams): boolean => {
  const force = query.get('force');
  return force !== null && force !== '0' && force.toLowerCase() !== 'false';
};

/** Throws RefusalError 422 with upstream's texts. */
export const parseWriteOptions = (given: WriteQuery): WriteOptions => {
  const { query, userAgent, optionsKind } = given;
  const dryRun = query.getAll('dryRun').filter((value) => value !== '');
  const manager = query.get('fieldManager') ?? '';
  const validation = query.get('fieldValidation') ?? '';
  const errors: FieldError[] = [...forceErrors(given), ...requiredManager(given)];
  if (dryRun.some((value) => value !== 'All')) errors.push(unsupported('dryRun', dryRun, ['All']));
  errors.push(...managerErrors(manager));
  const fieldValidation = Object.hasOwn(VALIDATIONS, validation) ? VALIDATIONS[validation] : undefined;
  if (fieldValidation === undefined) errors.push(unsupported('fieldValidation', validation, ['', 'Ignore', 'Strict', 'Warn']));
  if (errors.length > 0 || fieldValidation === undefined) return refuse(invalid({ group: 'meta.k8s.io', kind: optionsKind }, '', errors));
  return { dryRun: dryRun.length > 0, fieldManager: manager === '' ? defaultManager(userAgent) : manager, fieldValidation };
};

