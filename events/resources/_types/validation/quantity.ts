import type { JsonObject } from '../../../json.ts';
import { NOT_NEGATIVE, invalidField } from '../../../meta/field-rules.ts';
import { qualifiedNameErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { parseQuantity } from '../../../schema/quantity.ts';

const WHOLE = 1_000_000_000n;

/** Resources counted in whole numbers. */
const COUNTED: ReadonlySet<string> = new Set([
  'pods', 'services', 'replicationcontrollers', 'resourcequotas', 'secrets', 'configmaps', 'persistentvolumeclaims', 'services.nodeports', 'services.loadbalancers',
]);
const COMPUTED: ReadonlySet<string> = new Set([
  'cpu', 'memory', 'ephemeral-storage', 'requests.cpu', 'requests.memory', 'requests.ephemeral-storage', 'limits.cpu', 'limits.memory', 'limits.ephemeral-storage', 'requests.storage',
]);

const isHugePages = (name: string): boolean => name.startsWith('hugepages-') || name.startsWith('requests.hugepages-');

/** Names without a prefix that a quota may bound. */
export const isQuotaResource = (name: string): boolean => COUNTED.has(name) || COMPUTED.has(name) || isHugePages(name);

const isStandardResource = (name: string): boolean => name === 'storage' || isQuotaResource(name);

const isNative = (name: string): boolean => !name.includes('/') || name.includes('kubernetes.io/');

/** Resources that plugins bring, such as `example.com/gpu`. */
export const isExtendedResource = (name: string): boolean =>
  !isNative(name) && !name.startsWith('requests.') && qualifiedNameErrors(`requests.${name}`).length === 0;

const isInteger = (name: string): boolean => COUNTED.has(name) || isExtendedResource(name);

/** Resources that may be promised more than once. */
export const mayOvercommit = (name: string): boolean => isNative(name) && !name.startsWith('hugepages-');

/** Upstream's rules for the name of any resource. */
export const resourceNameErrors = (name: string, field: string): readonly FieldError[] => {
  const errors = qualifiedNameErrors(name).map((detail) => invalidField(field, name, detail));
  if (errors.length > 0 || name.includes('/') || isStandardResource(name)) return errors;
  return [invalidField(field, name, 'must be a standard resource type or fully qualified')];
};

const OF_CONTAINERS: ReadonlySet<string> = new Set(['cpu', 'memory', 'ephemeral-storage']);

/** Upstream's rules for the name of a resource that containers use. */
export const containerResourceErrors = (name: string, field: string): readonly FieldError[] => {
  const errors = resourceNameErrors(name, field);
  if (name.includes('/')) return isNative(name) || isExtendedResource(name) ? errors : [...errors, invalidField(field, name, "doesn't follow extended resource name standard")];
  const isKnown = OF_CONTAINERS.has(name) || name.startsWith('hugepages-');
  return isKnown ? errors : [...errors, invalidField(field, name, 'must be a standard resource for containers')];
};

export const notNegativeErrors = (text: string, field: string): readonly FieldError[] =>
  parseQuantity(text).nano < 0n ? [invalidField(field, text, NOT_NEGATIVE)] : [];

export const positiveErrors = (text: string, field: string): readonly FieldError[] =>
  parseQuantity(text).nano <= 0n ? [invalidField(field, text, 'must be greater than zero')] : [];

/** An amount of a named resource: not negative, and whole where things are counted. */
export const resourceAmountErrors = (name: string, text: string, field: string): readonly FieldError[] => {
  const isBroken = isInteger(name) && parseQuantity(text).nano % WHOLE !== 0n;
  return [...notNegativeErrors(text, field), ...(isBroken ? [invalidField(field, text, 'must be an integer')] : [])];
};

/** Whole units of the quantities of a list, or undefined for what it does not have. */
export const amountOf = (list: JsonObject, name: string): bigint | undefined => {
  const text = list[name];
  return typeof text === 'string' ? parseQuantity(text).nano : undefined;
};
