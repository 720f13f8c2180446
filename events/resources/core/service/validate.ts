import type { JsonObject } from '../../../json.ts';
import { numberAt, objectAt, objectsAt, stringAt, stringsAt, valueAt } from '../../../json-path.ts';
import { duplicateErrors, duplicateField, forbiddenField, invalidField, notSupportedField, requiredField } from '../../../meta/field-rules.ts';
import { labelsErrors } from '../../../meta/label-selector.ts';
import { dnsLabelErrors, dnsSubdomainErrors, portNumberErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { ipErrors } from '../../_types/validation/ip-address.ts';
import { balancerUpdateErrors, trafficErrors } from './validate-traffic.ts';
import { portReferenceErrors, protocolErrors } from '../../_types/validation/ports.ts';

const TYPES: readonly string[] = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const AFFINITIES: readonly string[] = ['ClientIP', 'None'];

const isHeadless = (service: JsonObject): boolean => stringAt(service, 'spec', 'clusterIP') === 'None' || stringsAt(service, 'spec', 'clusterIPs')[0] === 'None';

const typeErrors = (service: JsonObject): FieldError[] => {
  const type = stringAt(service, 'spec', 'type');
  const externalName = stringAt(service, 'spec', 'externalName');
  if (!TYPES.includes(type)) return type === '' ? [requiredField('spec.type')] : [notSupportedField('spec.type', type, TYPES)];
  if (type === 'ExternalName') {
    const addressed = stringAt(service, 'spec', 'clusterIP') !== '' || stringsAt(service, 'spec', 'clusterIPs').length > 0;
    return [
      ...(addressed ? [forbiddenField('spec.clusterIPs', 'may not be set for ExternalName services')] : []),
      ...(externalName === '' ? [requiredField('spec.externalName')] : dnsSubdomainErrors(externalName).map((detail) => invalidField('spec.externalName', externalName, detail))),
    ];
  }
  return type !== 'ClusterIP' && isHeadless(service) ? [invalidField('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${type} services`)] : [];
};

const portErrors = (port: JsonObject, field: string, rules: { readonly needsName: boolean; readonly type: string }): FieldError[] => {
  const name = stringAt(port, 'name');
  const number = numberAt(port, 'port') ?? 0;
  const nodePort = numberAt(port, 'nodePort') ?? 0;
  const target = valueAt(port, 'targetPort');
  return [
    ...(name === '' && rules.needsName ? [requiredField(`${field}.name`)] : []),
    ...(name === '' ? [] : dnsLabelErrors(name).map((detail) => invalidField(`${field}.name`, name, detail))),
    ...portNumberErrors(number).map((detail) => invalidField(`${field}.port`, number, detail)),
    ...protocolErrors(stringAt(port, 'protocol'), `${field}.protocol`),
    ...(target === undefined ? [] : portReferenceErrors(target, `${field}.targetPort`)),
    ...(nodePort === 0 ? [] : portNumberErrors(nodePort).map((detail) => invalidField(`${field}.nodePort`, nodePort, detail))),
    ...(nodePort !== 0 && rules.type === 'ClusterIP' ? [forbiddenField(`${field}.nodePort`, "may not be used when `type` is 'ClusterIP'")] : []),
  ];
};

const samePortErrors = (ports: readonly JsonObject[]): FieldError[] => {
  const seen = new Set<string>();
  return ports.flatMap((port, index) => {
    const key = `${stringAt(port, 'protocol')}/${numberAt(port, 'port') ?? 0}`;
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    return [duplicateField(`spec.ports[${index}]`, { protocol: stringAt(port, 'protocol'), port: numberAt(port, 'port') ?? 0 })];
  });
};

const portsErrors = (service: JsonObject): FieldError[] => {
  const ports = objectsAt(service, 'spec', 'ports');
  const type = stringAt(service, 'spec', 'type');
  if (ports.length === 0) return isHeadless(service) || type === 'ExternalName' ? [] : [requiredField('spec.ports')];
  return [
    ...ports.flatMap((port, index) => portErrors(port, `spec.ports[${index}]`, { needsName: ports.length > 1, type })),
    ...duplicateErrors(ports, (port) => stringAt(port, 'name'), (index) => `spec.ports[${index}].name`),
    ...samePortErrors(ports),
  ];
};

const addressErrors = (service: JsonObject): FieldError[] => {
  const addresses = stringsAt(service, 'spec', 'clusterIPs');
  const clusterIP = stringAt(service, 'spec', 'clusterIP');
  if (isHeadless(service)) return [];
  const errors = addresses.flatMap((address, index) => ipErrors(address, `spec.clusterIPs[${index}]`));
  if (addresses.length === 0 && clusterIP !== '') errors.push(...ipErrors(clusterIP, 'spec.clusterIP'));
  if (addresses[0] !== undefined && clusterIP !== addresses[0]) errors.push(invalidField('spec.clusterIPs', addresses, 'first value must match `clusterIP`'));
  return [...errors, ...stringsAt(service, 'spec', 'externalIPs').flatMap((address, index) => ipErrors(address, `spec.externalIPs[${index}]`))];
};

const affinityErrors = (service: JsonObject): FieldError[] => {
  const affinity = stringAt(service, 'spec', 'sessionAffinity');
  if (affinity === '') return [requiredField('spec.sessionAffinity')];
  return AFFINITIES.includes(affinity) ? [] : [notSupportedField('spec.sessionAffinity', affinity, AFFINITIES)];
};

/** Upstream's rules for a service. */
export const serviceErrors = (service: JsonObject): readonly FieldError[] => [
  ...portsErrors(service),
  ...typeErrors(service),
  ...labelsErrors(objectAt(service, 'spec', 'selector'), 'spec.selector'),
  ...affinityErrors(service),
  ...addressErrors(service),
  ...trafficErrors(service),
];

/** An address once given stays while the service has one at all. */
export const serviceUpdateErrors = (service: JsonObject, before: JsonObject): readonly FieldError[] => {
  const types = [stringAt(service, 'spec', 'type'), stringAt(before, 'spec', 'type')];
  const [now, old] = [stringAt(service, 'spec', 'clusterIP'), stringAt(before, 'spec', 'clusterIP')];
  const moved = !types.includes('ExternalName') && old !== '' && now !== old;
  return [...(moved ? [invalidField('spec.clusterIPs[0]', now, 'may not change once set')] : []), ...balancerUpdateErrors(service, before)];
};
