import { dnsSubdomainErrors } from '../../../meta/names.ts';
import type { NameCheck } from '../../../meta/names.ts';
import { invalidField, requiredField } from '../../../meta/field-rules.ts';
import type { FieldError } from '../../../schema/field-error.ts';

const WILDCARD = "\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
const wildcard = new RegExp(`^${WILDCARD}$`);

/** `*.example.com`. */
export const wildcardSubdomainErrors: NameCheck = (value) => {
  const errors: string[] = [];
  if (value.length > 253) errors.push('must be no more than 253 characters');
  if (!wildcard.test(value)) {
    errors.push(`a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '${WILDCARD}')`);
  }
  return errors;
};

/** A subdomain, or one with a leading wildcard. */
export const hostErrors: NameCheck = (host) => (host.includes('*') ? wildcardSubdomainErrors(host) : dnsSubdomainErrors(host));

const HTTP_PATH = '[A-Za-z0-9/\\-._~%!$&\'()*+,;=:]+';
const httpPath = new RegExp(`^${HTTP_PATH}$`);

/** `example.com/path`. */
export const domainPrefixedPathErrors = (value: string, field: string): FieldError[] => {
  if (value === '') return [requiredField(field)];
  const slash = value.indexOf('/');
  if (slash < 1 || slash === value.length - 1) return [invalidField(field, value, "must be a domain-prefixed path (such as \"acme.io/foo\")")];
  const [domain, path] = [value.slice(0, slash), value.slice(slash + 1)];
  const errors = dnsSubdomainErrors(domain).map((detail) => invalidField(field, domain, detail));
  if (!httpPath.test(path)) errors.push(invalidField(field, path, `Invalid path (e.g. '/path', regex used for validation is '${HTTP_PATH}')`));
  return errors;
};

/** A name with at least three segments, such as `check.example.com`. */
export const fullyQualifiedNameErrors = (name: string, field: string): FieldError[] => {
  if (name === '') return [requiredField(field)];
  const errors = dnsSubdomainErrors(name);
  if (errors.length > 0) return [invalidField(field, name, errors.join(','))];
  return name.split('.').length < 3 ? [invalidField(field, name, 'should be a domain with at least three segments separated by dots')] : [];
};
