import type { JsonObject } from '../../../json.ts';
import { numberAt, objectAt, objectsAt, optionalObjectAt, stringAt, stringsAt, valueAt } from '../../../json-path.ts';
import { forbiddenField, invalidField, notSupportedField, requiredField } from '../../../meta/field-rules.ts';
import { labelSelectorErrors } from '../../../meta/label-selector.ts';
import { portNumberErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { cidrContains, cidrErrors, parseCidr } from '../../_types/validation/cidr.ts';
import { portReferenceErrors } from '../../_types/validation/ports.ts';

const PROTOCOLS: readonly string[] = ['TCP', 'UDP', 'SCTP'];
const TYPES: readonly string[] = ['Ingress', 'Egress'];

const endPortErrors = (port: JsonObject, field: string): FieldError[] => {
  const first = valueAt(port, 'port');
  const last = numberAt(port, 'endPort');
  if (last === undefined) return [];
  if (first === undefined) return [invalidField(field, last, 'may not be specified when `port` is not specified')];
  if (typeof first !== 'number') return [invalidField(field, last, 'may not be specified when `port` is non-numeric')];
  return [
    ...(last < first ? [invalidField(field, last, 'must be greater than or equal to `port`')] : []),
    ...portNumberErrors(last).map((detail) => invalidField(field, last, detail)),
  ];
};

const portErrors = (port: JsonObject, field: string): FieldError[] => {
  const protocol = stringAt(port, 'protocol');
  const number = valueAt(port, 'port');
  return [
    ...(valueAt(port, 'protocol') === undefined || PROTOCOLS.includes(protocol) ? [] : [notSupportedField(`${field}.protocol`, protocol, PROTOCOLS)]),
    ...(number === undefined ? [] : portReferenceErrors(number, `${field}.port`)),
    ...endPortErrors(port, `${field}.endPort`),
  ];
};

const blockErrors = (block: JsonObject, field: string): FieldError[] => {
  const text = stringAt(block, 'cidr');
  if (text === '') return [requiredField(`${field}.cidr`)];
  const cidr = parseCidr(text);
  if (cidr === undefined) return cidrErrors(text, `${field}.cidr`);
  return stringsAt(block, 'except').flatMap((hole, index) => {
    const path = `${field}.except[${index}]`;
    const range = parseCidr(hole);
    if (range === undefined) return cidrErrors(hole, path);
    return cidrContains(cidr, range) && range.prefix > cidr.prefix ? [] : [invalidField(path, hole, 'must be a strict subset of `cidr`')];
  });
};

const peerErrors = (peer: JsonObject, field: string): FieldError[] => {
  const pods = optionalObjectAt(peer, 'podSelector');
  const namespaces = optionalObjectAt(peer, 'namespaceSelector');
  const block = optionalObjectAt(peer, 'ipBlock');
  const errors = [
    ...(pods === undefined ? [] : labelSelectorErrors(pods, `${field}.podSelector`)),
    ...(namespaces === undefined ? [] : labelSelectorErrors(namespaces, `${field}.namespaceSelector`)),
    ...(block === undefined ? [] : blockErrors(block, `${field}.ipBlock`)),
  ];
  const selects = pods !== undefined || namespaces !== undefined;
  if (!selects && block === undefined) errors.push(requiredField(field, 'must specify a peer'));
  if (selects && block !== undefined) errors.push(forbiddenField(field, 'may not specify both ipBlock and another peer'));
  return errors;
};

const rulesErrors = (policy: JsonObject, direction: 'ingress' | 'egress', peers: 'from' | 'to'): FieldError[] =>
  objectsAt(policy, 'spec', direction).flatMap((rule, at) => [
    ...objectsAt(rule, 'ports').flatMap((port, index) => portErrors(port, `spec.${direction}[${at}].ports[${index}]`)),
    ...objectsAt(rule, peers).flatMap((peer, index) => peerErrors(peer, `spec.${direction}[${at}].${peers}[${index}]`)),
  ]);

const typesErrors = (policy: JsonObject): FieldError[] => {
  const types = stringsAt(policy, 'spec', 'policyTypes');
  if (types.length > TYPES.length) return [invalidField('spec.policyTypes', types, 'may not specify more than two policyTypes')];
  return types.flatMap((type, index) => (TYPES.includes(type) ? [] : [notSupportedField(`spec.policyTypes[${index}]`, type, TYPES)]));
};

/** Upstream's rules for a network policy. */
export const networkPolicyErrors = (policy: JsonObject): readonly FieldError[] => [
  ...labelSelectorErrors(objectAt(policy, 'spec', 'podSelector'), 'spec.podSelector'),
  ...rulesErrors(policy, 'ingress', 'from'),
  ...rulesErrors(policy, 'egress', 'to'),
  ...typesErrors(policy),
];
