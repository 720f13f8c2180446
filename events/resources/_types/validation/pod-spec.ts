import type { JsonObject } from '../../../json.ts';
import { numberAt, objectsAt, stringAt, stringsAt, valueAt } from '../../../json-path.ts';
import { invalidField, notSupportedField, requiredField } from '../../../meta/field-rules.ts';
import type { NameCheck } from '../../../meta/names.ts';
import { dnsLabelErrors, dnsSubdomainErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { containersErrors } from './container.ts';
import { ipErrors } from './ip-address.ts';
import { podBehaviourErrors } from './pod-behaviour.ts';
import { hostPortsErrors } from './ports.ts';
import { schedulingErrors } from './scheduling.ts';
import { sysctlsErrors } from './sysctl.ts';
import { volumesErrors } from './volume.ts';

const MAX_INT32 = 2_147_483_647;
const RESTART_POLICIES: readonly string[] = ['Always', 'OnFailure', 'Never'];
const DNS_POLICIES: readonly string[] = ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'];

const choiceErrors = (spec: JsonObject, name: string, { choices, field }: { readonly choices: readonly string[]; readonly field: string }): FieldError[] => {
  const value = stringAt(spec, name);
  if (value === '') return [requiredField(`${field}.${name}`)];
  return choices.includes(value) ? [] : [notSupportedField(`${field}.${name}`, value, choices)];
};

const NAMES: readonly (readonly [string, NameCheck])[] = [
  ['serviceAccountName', dnsSubdomainErrors], ['nodeName', dnsSubdomainErrors], ['hostname', dnsLabelErrors], ['subdomain', dnsLabelErrors],
  ['priorityClassName', dnsSubdomainErrors], ['runtimeClassName', dnsSubdomainErrors],
];

const nameErrors = (spec: JsonObject, field: string): FieldError[] =>
  NAMES.flatMap(([name, check]) => {
    const value = stringAt(spec, name);
    return value === '' ? [] : check(value).map((detail) => invalidField(`${field}.${name}`, value, detail));
  });

const deadlineErrors = (spec: JsonObject, field: string): FieldError[] => {
  const deadline = numberAt(spec, 'activeDeadlineSeconds');
  const wrong = deadline !== undefined && (deadline < 1 || deadline > MAX_INT32);
  return wrong ? [invalidField(`${field}.activeDeadlineSeconds`, valueAt(spec, 'activeDeadlineSeconds') ?? null, `must be between 1 and ${MAX_INT32}, inclusive`)] : [];
};

const idErrors = (holder: JsonObject, field: string): FieldError[] =>
  ['runAsUser', 'runAsGroup', 'fsGroup'].flatMap((name) => {
    const id = numberAt(holder, 'securityContext', name);
    return id !== undefined && (id < 0 || id > MAX_INT32) ? [invalidField(`${field}.securityContext.${name}`, valueAt(holder, 'securityContext', name) ?? null, `must be between 0 and ${MAX_INT32}, inclusive`)] : [];
  });

const aliasErrors = (alias: JsonObject, field: string): FieldError[] => [
  ...ipErrors(stringAt(alias, 'ip'), `${field}.ip`),
  ...stringsAt(alias, 'hostnames').flatMap((name) => dnsSubdomainErrors(name).map((detail) => invalidField(`${field}.hostnames`, name, detail))),
];

/** Upstream's rules for a pod's spec, whether a pod's own or a template's. */
export const podSpecErrors = (spec: JsonObject, field: string): readonly FieldError[] => [
  ...volumesErrors(spec, field),
  ...containersErrors(spec, field),
  ...hostPortsErrors(spec, field),
  ...choiceErrors(spec, 'restartPolicy', { choices: RESTART_POLICIES, field }),
  ...choiceErrors(spec, 'dnsPolicy', { choices: DNS_POLICIES, field }),
  ...schedulingErrors(spec, field),
  ...nameErrors(spec, field),
  ...deadlineErrors(spec, field),
  ...podBehaviourErrors(spec, field),
  ...idErrors(spec, field),
  ...sysctlsErrors(spec, field),
  ...objectsAt(spec, 'containers').flatMap((container, index) => idErrors(container, `${field}.containers[${index}]`)),
  ...objectsAt(spec, 'hostAliases').flatMap((alias, index) => aliasErrors(alias, `${field}.hostAliases[${index}]`)),
];
