import type { JsonObject } from '../../../json.ts';
import { numberAt, objectsAt, optionalObjectAt, stringAt, stringsAt, valueAt } from '../../../json-path.ts';
import { duplicateField, forbiddenField, invalidField, notSupportedField, requiredField } from '../../../meta/field-rules.ts';
import { qualifiedNameErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { cidrErrors } from '../../_types/validation/cidr.ts';
import { endpointAddressErrors } from '../../_types/validation/endpoint-address.ts';
import { ipErrors } from '../../_types/validation/ip-address.ts';

const POLICIES: readonly string[] = ['Cluster', 'Local'];
const DISTRIBUTIONS: readonly string[] = ['PreferClose', 'PreferSameNode', 'PreferSameZone'];
const MOST_AFFINITY_SECONDS = 86_400;
const KUBELET_PORT = 10_250;
const ONLY_BALANCED = "may only be used when `type` is 'LoadBalancer'";

const typeOf = (service: JsonObject): string => stringAt(service, 'spec', 'type');
const isBalanced = (service: JsonObject): boolean => typeOf(service) === 'LoadBalancer';

const isExternal = (service: JsonObject): boolean =>
  ['LoadBalancer', 'NodePort'].includes(typeOf(service)) || (typeOf(service) === 'ClusterIP' && stringsAt(service, 'spec', 'externalIPs').length > 0);

const externalPolicyErrors = (service: JsonObject): FieldError[] => {
  const field = 'spec.externalTrafficPolicy';
  const policy = stringAt(service, 'spec', 'externalTrafficPolicy');
  if (!isExternal(service)) return policy === '' ? [] : [invalidField(field, policy, 'may only be set for externally-accessible services')];
  if (policy === '') return [requiredField(field)];
  return POLICIES.includes(policy) ? [] : [notSupportedField(field, policy, POLICIES)];
};

const healthPortErrors = (service: JsonObject): FieldError[] => {
  const port = numberAt(service, 'spec', 'healthCheckNodePort') ?? 0;
  const isUsed = isBalanced(service) && stringAt(service, 'spec', 'externalTrafficPolicy') === 'Local';
  return port === 0 || isUsed ? [] : [invalidField('spec.healthCheckNodePort', port, "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'")];
};

const internalPolicyErrors = (service: JsonObject): FieldError[] => {
  const field = 'spec.internalTrafficPolicy';
  const policy = stringAt(service, 'spec', 'internalTrafficPolicy');
  if (policy === '') return typeOf(service) === 'ExternalName' ? [] : [requiredField(field)];
  return POLICIES.includes(policy) ? [] : [notSupportedField(field, policy, POLICIES)];
};

const distributionErrors = (service: JsonObject): FieldError[] => {
  const distribution = valueAt(service, 'spec', 'trafficDistribution');
  return typeof distribution !== 'string' || DISTRIBUTIONS.includes(distribution) ? [] : [notSupportedField('spec.trafficDistribution', distribution, DISTRIBUTIONS)];
};

const affinityErrors = (service: JsonObject): FieldError[] => {
  const field = 'spec.sessionAffinityConfig';
  const config = optionalObjectAt(service, 'spec', 'sessionAffinityConfig');
  if (stringAt(service, 'spec', 'sessionAffinity') !== 'ClientIP') return config === undefined ? [] : [forbiddenField(field, 'must not be set when session affinity is None')];
  const seconds = numberAt(config, 'clientIP', 'timeoutSeconds');
  if (seconds === undefined) return [requiredField(`${field}.clientIP.timeoutSeconds`, 'when session affinity type is ClientIP')];
  const isWrong = seconds <= 0 || seconds > MOST_AFFINITY_SECONDS;
  return isWrong ? [invalidField(`${field}.clientIP.timeoutSeconds`, seconds, `must be greater than 0 and less than ${MOST_AFFINITY_SECONDS}`)] : [];
};

const balancerErrors = (service: JsonObject): FieldError[] => {
  const ranges = stringsAt(service, 'spec', 'loadBalancerSourceRanges');
  if (!isBalanced(service)) {
    const given = ['allocateLoadBalancerNodePorts', 'loadBalancerClass'].filter((name) => valueAt(service, 'spec', name) !== undefined);
    return [...(ranges.length > 0 ? ['loadBalancerSourceRanges'] : []), ...given].map((name) => forbiddenField(`spec.${name}`, ONLY_BALANCED));
  }
  const className = stringAt(service, 'spec', 'loadBalancerClass');
  return [
    ...objectsAt(service, 'spec', 'ports').flatMap((port, index) =>
      (numberAt(port, 'port') === KUBELET_PORT ? [invalidField(`spec.ports[${index}]`, port, `may not expose port ${KUBELET_PORT} externally since it is used by kubelet`)] : [])),
    ...ranges.flatMap((range, index) => cidrErrors(range.trim(), `spec.loadBalancerSourceRanges[${index}]`)),
    ...(valueAt(service, 'spec', 'allocateLoadBalancerNodePorts') === undefined ? [requiredField('spec.allocateLoadBalancerNodePorts')] : []),
    ...(className === '' ? [] : qualifiedNameErrors(className).map((detail) => invalidField('spec.loadBalancerClass', className, detail))),
  ];
};

/** One node port may serve two protocols, but not two ports of one. */
const nodePortErrors = (service: JsonObject): FieldError[] => {
  const seen = new Set<string>();
  return objectsAt(service, 'spec', 'ports').flatMap((port, index) => {
    const number = numberAt(port, 'nodePort') ?? 0;
    const key = `${number}/${stringAt(port, 'protocol')}`;
    if (number === 0 || !seen.has(key)) {
      seen.add(key);
      return [];
    }
    return [duplicateField(`spec.ports[${index}].nodePort`, number)];
  });
};

const externalAddressErrors = (service: JsonObject): FieldError[] =>
  stringsAt(service, 'spec', 'externalIPs').flatMap((address, index) => (ipErrors(address, '').length > 0 ? [] : endpointAddressErrors(address, `spec.externalIPs[${index}]`)));

const FAMILIES: readonly string[] = ['IPv4', 'IPv6'];
const FAMILY_POLICIES: readonly string[] = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];

const familyErrors = (service: JsonObject): FieldError[] => {
  const [families, policy] = [stringsAt(service, 'spec', 'ipFamilies'), stringAt(service, 'spec', 'ipFamilyPolicy')];
  if (typeOf(service) === 'ExternalName') {
    const given = [...(families.length > 0 ? ['ipFamilies'] : []), ...(policy === '' ? [] : ['ipFamilyPolicy'])];
    return given.map((name) => forbiddenField(`spec.${name}`, 'may not be set for ExternalName services'));
  }
  return [
    ...families.flatMap((family, index) => {
      if (!FAMILIES.includes(family)) return [notSupportedField(`spec.ipFamilies[${index}]`, family, FAMILIES)];
      return families.indexOf(family) < index ? [duplicateField(`spec.ipFamilies[${index}]`, family)] : [];
    }),
    ...(policy === '' || FAMILY_POLICIES.includes(policy) ? [] : [notSupportedField('spec.ipFamilyPolicy', policy, FAMILY_POLICIES)]),
  ];
};

/** Upstream's rules for how traffic reaches a service. */
export const trafficErrors = (service: JsonObject): readonly FieldError[] => [
  ...affinityErrors(service), ...nodePortErrors(service), ...externalAddressErrors(service), ...balancerErrors(service), ...familyErrors(service),
  ...externalPolicyErrors(service), ...healthPortErrors(service), ...internalPolicyErrors(service), ...distributionErrors(service),
];

/** Upstream's rules for an update: the class of a balancer stays while there is one. */
export const balancerUpdateErrors = (service: JsonObject, before: JsonObject): readonly FieldError[] => {
  const [now, old] = [valueAt(service, 'spec', 'loadBalancerClass'), valueAt(before, 'spec', 'loadBalancerClass')];
  const stays = isBalanced(service) && isBalanced(before) && now !== old;
  return stays ? [invalidField('spec.loadBalancerClass', now ?? null, 'may not change once set')] : [];
};
