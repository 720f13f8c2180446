import type { JsonObject } from '../../../json.ts';
import { objectAt, objectsAt, optionalObjectAt, stringAt, stringsAt, valueAt } from '../../../json-path.ts';
import { duplicateErrors, forbiddenField, invalidField, notSupportedField, requiredField } from '../../../meta/field-rules.ts';
import { dnsSubdomainErrors, qualifiedNameErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { ipErrors } from './ip-address.ts';
import { resourcesErrors } from './resources.ts';

const MAX_NAMESERVERS = 3;
const MAX_SEARCHES = 32;
const MAX_SEARCH_CHARS = 2048;
const SYSTEMS: readonly string[] = ['linux', 'windows'];
const PREEMPTION_POLICIES: readonly string[] = ['Never', 'PreemptLowerPriority'];

const searchErrors = (searches: readonly string[], field: string): FieldError[] => {
  const errors = searches.length > MAX_SEARCHES ? [invalidField(field, searches, `must not have more than ${MAX_SEARCHES} search paths`)] : [];
  if (searches.join(' ').length > MAX_SEARCH_CHARS) errors.push(invalidField(field, searches, `must not have more than ${MAX_SEARCH_CHARS} characters (including spaces) in the search list`));
  return [...errors, ...searches.flatMap((search, index) => (search === '.' ? [] : dnsSubdomainErrors(search.replace(/\.$/, '')).map((detail) => invalidField(`${field}[${index}]`, search, detail))))];
};

const dnsErrors = (spec: JsonObject, field: string): FieldError[] => {
  const config = objectAt(spec, 'dnsConfig');
  const servers = stringsAt(config, 'nameservers');
  const none = stringAt(spec, 'dnsPolicy') === 'None';
  if (none && optionalObjectAt(spec, 'dnsConfig') === undefined) return [requiredField(field, 'must provide `dnsConfig` when `dnsPolicy` is None')];
  return [
    ...(none && servers.length === 0 ? [requiredField(`${field}.nameservers`, 'must provide at least one DNS nameserver when `dnsPolicy` is None')] : []),
    ...(servers.length > MAX_NAMESERVERS ? [invalidField(`${field}.nameservers`, servers, `must not have more than ${MAX_NAMESERVERS} nameservers`)] : []),
    ...servers.flatMap((server, index) => ipErrors(server, `${field}.nameservers[${index}]`)),
    ...searchErrors(stringsAt(config, 'searches'), `${field}.searches`),
    ...objectsAt(config, 'options').flatMap((option, index) => (stringAt(option, 'name') === '' ? [requiredField(`${field}.options[${index}]`, 'must not be empty')] : [])),
  ];
};

const gateErrors = (spec: JsonObject, field: string): FieldError[] => {
  const gates = objectsAt(spec, 'schedulingGates');
  return [
    ...objectsAt(spec, 'readinessGates').flatMap((gate, index) => {
      const type = stringAt(gate, 'conditionType');
      return qualifiedNameErrors(type).map((detail) => invalidField(`${field}.readinessGates[${index}].conditionType`, type, detail));
    }),
    ...gates.flatMap((gate, index) => qualifiedNameErrors(stringAt(gate, 'name')).map((detail) => invalidField(`${field}.schedulingGates[${index}]`, stringAt(gate, 'name'), detail))),
    ...duplicateErrors(gates, (gate) => stringAt(gate, 'name'), (index) => `${field}.schedulingGates[${index}]`),
  ];
};

const systemErrors = (spec: JsonObject, field: string): FieldError[] => {
  const os = optionalObjectAt(spec, 'os');
  if (os === undefined) return [];
  const name = stringAt(os, 'name');
  if (name === '') return [requiredField(`${field}.name`, 'cannot be empty')];
  return SYSTEMS.includes(name) ? [] : [notSupportedField(`${field}.name`, name, SYSTEMS)];
};

const userErrors = (spec: JsonObject, field: string): FieldError[] => {
  if (valueAt(spec, 'hostUsers') !== false) return [];
  return ['hostNetwork', 'hostPID', 'hostIPC'].filter((name) => valueAt(spec, name) === true).map((name) => forbiddenField(`${field}.${name}`, 'when `hostUsers` is false'));
};

/** Rules for how a pod lives: its names and ends, gates, system, overhead and precedence. */
export const podBehaviourErrors = (spec: JsonObject, field: string): readonly FieldError[] => {
  const policy = stringAt(spec, 'preemptionPolicy');
  const overhead = optionalObjectAt(spec, 'overhead');
  return [
    ...dnsErrors(spec, `${field}.dnsConfig`),
    ...gateErrors(spec, field),
    ...systemErrors(spec, `${field}.os`),
    ...userErrors(spec, field),
    ...(policy === '' || PREEMPTION_POLICIES.includes(policy) ? [] : [notSupportedField(`${field}.preemptionPolicy`, policy, PREEMPTION_POLICIES)]),
    ...(overhead === undefined ? [] : resourcesErrors({ limits: overhead }, `${field}.overhead`)),
  ];
};
