import type { JsonObject } from '../../../json.ts';
import { stringAt, stringEntriesAt, valueAt } from '../../../json-path.ts';
import { immutableErrors, invalidField, requiredField, tooLongField } from '../../../meta/field-rules.ts';
import { isJsonObject } from '../../../json.ts';
import { decodeBase64 } from '../../../schema/base64.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { MAX_DATA_BYTES, base64Bytes, frozenErrors, keysErrors } from '../../_types/validation/key-value.ts';

const REDACTED = '<secret contents redacted>';
const ACCOUNT = 'kubernetes.io/service-account.name';

const hasKey = (secret: JsonObject, key: string): boolean => valueAt(secret, 'data', key) !== undefined;

const needsKeys = (...keys: readonly string[]) => (secret: JsonObject): FieldError[] =>
  keys.filter((key) => !hasKey(secret, key)).map((key) => requiredField(`data[${key}]`));

const isJsonMap = (base64: string): boolean => {
  try {
    return isJsonObject(JSON.parse(new TextDecoder().decode(decodeBase64(base64))));
  } catch {
    return false;
  }
};

const needsJson = (key: string) => (secret: JsonObject): FieldError[] => {
  if (!hasKey(secret, key)) return [requiredField(`data[${key}]`)];
  return isJsonMap(stringAt(secret, 'data', key)) ? [] : [invalidField(`data[${key}]`, REDACTED, 'must be a JSON object')];
};

const needsAccount = (secret: JsonObject): FieldError[] =>
  stringAt(secret, 'metadata', 'annotations', ACCOUNT) === '' ? [requiredField(`metadata.annotations[${ACCOUNT}]`)] : [];

// One of the two is enough.
const needsCredentials = (secret: JsonObject): FieldError[] =>
  hasKey(secret, 'username') || hasKey(secret, 'password') ? [] : needsKeys('username', 'password')(secret);

const sshErrors = (secret: JsonObject): FieldError[] => (stringAt(secret, 'data', 'ssh-privatekey') === '' ? [requiredField('data[ssh-privatekey]')] : []);

const BY_TYPE: Readonly<Record<string, (secret: JsonObject) => FieldError[]>> = {
  'kubernetes.io/service-account-token': needsAccount,
  'kubernetes.io/dockercfg': needsJson('.dockercfg'),
  'kubernetes.io/dockerconfigjson': needsJson('.dockerconfigjson'),
  'kubernetes.io/basic-auth': needsCredentials,
  'kubernetes.io/ssh-auth': sshErrors,
  'kubernetes.io/tls': needsKeys('tls.crt', 'tls.key'),
};

/** Upstream's rules for a secret; no value ever gets into an error. */
export const secretErrors = (secret: JsonObject): readonly FieldError[] => {
  const sizeBytes = stringEntriesAt(secret, 'data').reduce((sum, [, value]) => sum + base64Bytes(value), 0);
  const type = stringAt(secret, 'type');
  return [
    ...keysErrors(secret, 'data'),
    ...(sizeBytes > MAX_DATA_BYTES ? [tooLongField('data', MAX_DATA_BYTES)] : []),
    ...(Object.hasOwn(BY_TYPE, type) ? BY_TYPE[type]?.(secret) ?? [] : []),
  ];
};

/** Upstream's rules for an update of a secret. One opened without its key shows no type to compare. */
export const secretUpdateErrors = (secret: JsonObject, before: JsonObject): readonly FieldError[] => [
  ...(stringAt(before, 'type') === '' ? [] : immutableErrors(valueAt(secret, 'type'), valueAt(before, 'type'), 'type')),
  ...frozenErrors(secret, before, ['data']),
];
