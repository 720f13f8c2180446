import type { JsonObject } from '../../../json.ts';
import { booleanAt, numberAt, objectsAt, optionalObjectAt, stringAt } from '../../../json-path.ts';
import { invalidField, notSupportedField, requiredField } from '../../../meta/field-rules.ts';
import { dns1035LabelErrors, dnsSubdomainErrors, portNumberErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { decodeBase64 } from '../../../schema/base64.ts';

const nameErrors = (service: JsonObject): FieldError[] => {
  const name = stringAt(service, 'metadata', 'name');
  const wanted = `${stringAt(service, 'spec', 'version')}.${stringAt(service, 'spec', 'group')}`;
  return name === wanted || name === '' ? [] : [invalidField('metadata.name', name, `must be \`spec.version+"."+spec.group\`: ${JSON.stringify(wanted)}`)];
};

const groupErrors = (service: JsonObject): FieldError[] => {
  const [group, version] = [stringAt(service, 'spec', 'group'), stringAt(service, 'spec', 'version')];
  return [
    ...(group === '' && version !== 'v1' ? [requiredField('spec.group', 'only v1 may have an empty group and it better be legacy kube')] : []),
    ...(group === '' ? [] : dnsSubdomainErrors(group).map((why) => invalidField('spec.group', group, why))),
    ...dns1035LabelErrors(version).map((why) => invalidField('spec.version', version, why)),
  ];
};

const priorityErrors = (service: JsonObject, name: string, most: number): FieldError[] => {
  const priority = numberAt(service, 'spec', name) ?? 0;
  return priority > 0 && priority <= most ? [] : [invalidField(`spec.${name}`, priority, `must be positive and less than ${most}`)];
};

const localErrors = (caBundle: string, insecure: boolean): FieldError[] => [
  ...(caBundle === '' ? [] : [invalidField('spec.caBundle', `${decodeBase64(caBundle).length} bytes`, 'local APIServices may not have a caBundle')]),
  ...(insecure ? [invalidField('spec.insecureSkipTLSVerify', true, 'local APIServices may not have insecureSkipTLSVerify')] : []),
];

const serviceErrors = (service: JsonObject): FieldError[] => {
  const port = numberAt(service, 'port');
  return [
    ...['namespace', 'name'].filter((name) => stringAt(service, name) === '').map((name) => requiredField(`spec.service.${name}`)),
    ...(port === undefined ? [] : portNumberErrors(port).map((why) => invalidField('spec.service.port', port, `port is not valid: ${why}`))),
  ];
};

/** Upstream's rules for an API service. */
export const apiServiceErrors = (service: JsonObject): readonly FieldError[] => {
  const reference = optionalObjectAt(service, 'spec', 'service');
  const [caBundle, insecure] = [stringAt(service, 'spec', 'caBundle'), booleanAt(service, 'spec', 'insecureSkipTLSVerify')];
  return [
    ...nameErrors(service),
    ...groupErrors(service),
    ...priorityErrors(service, 'groupPriorityMinimum', 20_000),
    ...priorityErrors(service, 'versionPriority', 1000),
    ...(reference === undefined ? localErrors(caBundle, insecure) : serviceErrors(reference)),
    ...(reference !== undefined && insecure && caBundle !== '' ? [invalidField('spec.insecureSkipTLSVerify', true, 'may not be true if caBundle is present')] : []),
  ];
};

const STATUSES: readonly string[] = ['True', 'False', 'Unknown'];

/** Upstream's rules for an API service's status. */
export const apiServiceStatusErrors = (service: JsonObject): readonly FieldError[] =>
  objectsAt(service, 'status', 'conditions').flatMap((condition, index) => {
    const status = stringAt(condition, 'status');
    return STATUSES.includes(status) ? [] : [notSupportedField(`status.conditions[${index}].status`, status, STATUSES)];
  });
