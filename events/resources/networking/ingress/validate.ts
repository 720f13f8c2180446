import type { JsonObject } from '../../../json.ts';
import { listAt, numberAt, objectAt, objectsAt, optionalObjectAt, stringAt, stringsAt, valueAt } from '../../../json-path.ts';
import { invalidField, notSupportedField, requiredField } from '../../../meta/field-rules.ts';
import { dnsLabelErrors, dnsSubdomainErrors, portNameErrors, portNumberErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { familyOf } from '../../_types/validation/cidr.ts';
import { ipErrors } from '../../_types/validation/ip-address.ts';
import { hostErrors } from '../../_types/validation/names.ts';
import { typedReferenceErrors } from '../../_types/validation/typed-reference.ts';

const PATH_TYPES: readonly string[] = ['Exact', 'ImplementationSpecific', 'Prefix'];
const BAD_SEQUENCES: readonly string[] = ['//', '/./', '/../', '%2f', '%2F'];
const BAD_ENDS: readonly string[] = ['/..', '/.'];
const NO_ADDRESS = 'must be a DNS name, not an IP address';

const servicePortErrors = (service: JsonObject, field: string): FieldError[] => {
  const name = stringAt(service, 'port', 'name');
  const number = numberAt(service, 'port', 'number') ?? 0;
  if (name !== '' && number !== 0) return [invalidField(field, '', 'cannot set both port name & port number')];
  if (name !== '') return portNameErrors(name).map((detail) => invalidField(`${field}.service.port.name`, name, detail));
  if (number !== 0) return portNumberErrors(number).map((detail) => invalidField(`${field}.service.port.number`, number, detail));
  return [requiredField(field, 'port name or number is required')];
};

const serviceErrors = (service: JsonObject, field: string): FieldError[] => {
  const name = stringAt(service, 'name');
  const errors = name === '' ? [requiredField(`${field}.service.name`)] : dnsLabelErrors(name).map((detail) => invalidField(`${field}.service.name`, name, detail));
  return [...errors, ...servicePortErrors(service, field)];
};

const backendErrors = (backend: JsonObject, field: string): FieldError[] => {
  const resource = optionalObjectAt(backend, 'resource');
  const service = optionalObjectAt(backend, 'service');
  if (resource !== undefined && service !== undefined) return [invalidField(field, '', 'cannot set both resource and service backends')];
  if (resource !== undefined) return typedReferenceErrors(resource, `${field}.resource`);
  return service === undefined ? [invalidField(field, '', 'resource or service backend is required')] : serviceErrors(service, field);
};

const strictPathErrors = (path: string, field: string): FieldError[] => [
  ...(path.startsWith('/') ? [] : [invalidField(field, path, 'must be an absolute path')]),
  ...BAD_SEQUENCES.filter((part) => path.includes(part)).map((part) => invalidField(field, path, `must not contain '${part}'`)),
  ...BAD_ENDS.filter((end) => path.endsWith(end)).map((end) => invalidField(field, path, `cannot end with '${end}'`)),
];

const pathErrors = (path: JsonObject, field: string): FieldError[] => {
  const type = stringAt(path, 'pathType');
  const text = stringAt(path, 'path');
  if (valueAt(path, 'pathType') === undefined) return [requiredField(`${field}.pathType`, 'pathType must be specified')];
  const backend = backendErrors(objectAt(path, 'backend'), `${field}.backend`);
  switch (type) {
    case 'Exact': case 'Prefix': return [...strictPathErrors(text, `${field}.path`), ...backend];
    case 'ImplementationSpecific': return [...(text === '' || text.startsWith('/') ? [] : [invalidField(`${field}.path`, text, 'must be an absolute path')]), ...backend];
    default: return [notSupportedField(`${field}.pathType`, type, PATH_TYPES), ...backend];
  }
};

const ruleErrors = (rule: JsonObject, field: string): FieldError[] => {
  const host = stringAt(rule, 'host');
  const http = optionalObjectAt(rule, 'http');
  const paths = objectsAt(http, 'paths');
  return [
    ...(host !== '' && familyOf(host) !== undefined ? [invalidField(`${field}.host`, host, NO_ADDRESS)] : []),
    ...(host === '' ? [] : hostErrors(host).map((detail) => invalidField(`${field}.host`, host, detail))),
    ...(http !== undefined && paths.length === 0 ? [requiredField(`${field}.http.paths`)] : []),
    ...paths.flatMap((path, index) => pathErrors(path, `${field}.http.paths[${index}]`)),
  ];
};

const tlsErrors = (tls: JsonObject, field: string): FieldError[] => {
  const secret = stringAt(tls, 'secretName');
  return [
    ...stringsAt(tls, 'hosts').flatMap((host, index) => hostErrors(host).map((detail) => invalidField(`${field}.hosts[${index}]`, host, detail))),
    ...(secret === '' ? [] : dnsSubdomainErrors(secret).map((detail) => invalidField(`${field}.secretName`, secret, detail))),
  ];
};

/** Upstream's rules for an ingress. */
export const ingressErrors = (ingress: JsonObject): readonly FieldError[] => {
  const backend = optionalObjectAt(ingress, 'spec', 'defaultBackend');
  const rules = objectsAt(ingress, 'spec', 'rules');
  const className = valueAt(ingress, 'spec', 'ingressClassName');
  return [
    ...(rules.length === 0 && backend === undefined ? [invalidField('spec', listAt(ingress, 'spec', 'rules'), 'either `defaultBackend` or `rules` must be specified')] : []),
    ...(backend === undefined ? [] : backendErrors(backend, 'spec.defaultBackend')),
    ...rules.flatMap((rule, index) => ruleErrors(rule, `spec.rules[${index}]`)),
    ...objectsAt(ingress, 'spec', 'tls').flatMap((tls, index) => tlsErrors(tls, `spec.tls[${index}]`)),
    ...(typeof className === 'string' ? dnsSubdomainErrors(className).map((detail) => invalidField('spec.ingressClassName', className, detail)) : []),
  ];
};

const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';

/** The class is named once: a new ingress's old annotation says nothing else. */
export const newIngressErrors = (ingress: JsonObject): readonly FieldError[] => {
  const annotation = valueAt(ingress, 'metadata', 'annotations', CLASS_ANNOTATION);
  const className = valueAt(ingress, 'spec', 'ingressClassName');
  if (typeof annotation !== 'string' || className === undefined || annotation === className) return [];
  return [invalidField(`annotations.${CLASS_ANNOTATION}`, annotation, 'must match `ingressClassName` when both are specified')];
};

/** Upstream's rules for an ingress's status. */
export const ingressStatusErrors = (ingress: JsonObject): readonly FieldError[] =>
  objectsAt(ingress, 'status', 'loadBalancer', 'ingress').flatMap((address, index) => {
    const field = `status.loadBalancer.ingress[${index}]`;
    const [ip, hostname] = [stringAt(address, 'ip'), stringAt(address, 'hostname')];
    return [
      ...(ip === '' ? [] : ipErrors(ip, `${field}.ip`)),
      ...(hostname === '' ? [] : dnsSubdomainErrors(hostname).map((detail) => invalidField(`${field}.hostname`, hostname, detail))),
      ...(hostname !== '' && familyOf(hostname) !== undefined ? [invalidField(`${field}.hostname`, hostname, NO_ADDRESS)] : []),
    ];
  });
