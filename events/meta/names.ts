/** Upstream's rules for names and label parts. Each answers the broken rules in upstream's words; none means valid. */
export type NameCheck = (value: string) => readonly string[];

const DNS_LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const DNS_SUBDOMAIN = `${DNS_LABEL}(\\.${DNS_LABEL})*`;
const DNS_1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const QUALIFIED = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const LABEL_VALUE = `(${QUALIFIED})?`;
const CONFIG_KEY = '[-._a-zA-Z0-9]+';

const dnsLabel = new RegExp(`^${DNS_LABEL}$`);
const dnsSubdomain = new RegExp(`^${DNS_SUBDOMAIN}$`);
const dns1035 = new RegExp(`^${DNS_1035}$`);
const qualified = new RegExp(`^${QUALIFIED}$`);
const labelValue = new RegExp(`^${LABEL_VALUE}$`);
const configKey = new RegExp(`^${CONFIG_KEY}$`);

const tooLong = (max: number): string => `must be no more than ${max} characters`;

/** Upstream's phrasing of a broken pattern, its comma after every example included: `'a',  or 'b', regex…`. */
const regexMessage = (message: string, pattern: string, examples: readonly string[]): string =>
  `${message} (e.g. ${examples.map((example) => `'${example}', `).join(' or ')}regex used for validation is '${pattern}')`;

export const dnsLabelErrors: NameCheck = (value) => {
  const errors: string[] = [];
  if (value.length > 63) errors.push(tooLong(63));
  if (dnsLabel.test(value)) return errors;
  errors.push(dnsSubdomain.test(value)
    ? 'must not contain dots'
    : regexMessage("a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character", DNS_LABEL, ['my-name', '123-abc']));
  return errors;
};

export const dnsSubdomainErrors: NameCheck = (value) => {
  const errors: string[] = [];
  if (value.length > 253) errors.push(tooLong(253));
  if (!dnsSubdomain.test(value)) {
    errors.push(regexMessage("a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character", DNS_SUBDOMAIN, ['example.com']));
  }
  return errors;
};

export const dns1035LabelErrors: NameCheck = (value) => {
  const errors: string[] = [];
  if (value.length > 63) errors.push(tooLong(63));
  if (!dns1035.test(value)) {
    errors.push(regexMessage("a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character", DNS_1035, ['my-name', 'abc-123']));
  }
  return errors;
};

const qualifiedMessage = regexMessage(
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  QUALIFIED,
  ['MyName', 'my.name', '123-abc'],
);

const prefixErrors = (prefix: string): readonly string[] =>
  prefix === '' ? ['prefix part must be non-empty'] : dnsSubdomainErrors(prefix).map((error) => `prefix part ${error}`);

/** Label keys, annotation keys, finalizers: `[prefix/]name`. */
export const qualifiedNameErrors: NameCheck = (value) => {
  const parts = value.split('/');
  if (parts.length > 2) return [`a qualified name ${qualifiedMessage} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  const name = parts.at(-1) ?? '';
  const errors = parts.length === 2 ? [...prefixErrors(parts[0] ?? '')] : [];
  if (name === '') errors.push('name part must be non-empty');
  else if (name.length > 63) errors.push(`name part ${tooLong(63)}`);
  if (!qualified.test(name)) errors.push(`name part ${qualifiedMessage}`);
  return errors;
};

export const labelValueErrors: NameCheck = (value) => {
  const errors: string[] = [];
  if (value.length > 63) errors.push(tooLong(63));
  if (!labelValue.test(value)) {
    errors.push(regexMessage("a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character", LABEL_VALUE, ['MyValue', 'my_value', '12345']));
  }
  return errors;
};

const dotsErrors = (value: string): readonly string[] => {
  if (value === '.') return ["must not be '.'"];
  if (value === '..') return ["must not be '..'"];
  return value.startsWith('..') ? ["must not start with '..'"] : [];
};

/** Keys of ConfigMaps and Secrets. */
export const configKeyErrors: NameCheck = (value) => {
  const errors: string[] = [];
  if (value.length > 253) errors.push(tooLong(253));
  if (!configKey.test(value)) {
    errors.push(regexMessage("a valid config key must consist of alphanumeric characters, '-', '_' or '.'", CONFIG_KEY, ['key.name', 'KEY_NAME', 'key-name']));
  }
  return [...errors, ...dotsErrors(value)];
};

export const envNameErrors: NameCheck = (value) => {
  if (value === '') return ['environment variable name must be non-empty'];
  return /^[ -<>-~]+$/.test(value) ? [] : ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
};

export const portNameErrors: NameCheck = (value) => {
  const errors: string[] = [];
  if (value.length > 15) errors.push(tooLong(15));
  if (!/^[-a-z0-9]+$/.test(value)) errors.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(value)) errors.push('must contain at least one letter (a-z)');
  if (value.includes('--')) errors.push('must not contain consecutive hyphens');
  if (value.startsWith('-') || value.endsWith('-')) errors.push('must not begin or end with a hyphen');
  return errors;
};

export const portNumberErrors = (port: number): readonly string[] =>
  port >= 1 && port <= 65535 ? [] : ['must be between 1 and 65535, inclusive'];

/** Names that become one path segment: anything but `.`, `..`, `/` and `%`. */
export const pathSegmentErrors: NameCheck = (value) => {
  if (value === '.' || value === '..') return [`may not be '${value}'`];
  return ['/', '%'].filter((part) => value.includes(part)).map((part) => `may not contain '${part}'`);
};
