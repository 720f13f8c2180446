import type { Json, JsonObject } from '../../../json.ts';
import { booleanAt, numberAt, objectsAt, stringAt } from '../../../json-path.ts';
import { duplicateErrors, duplicateField, invalidField, notSupportedField, requiredField } from '../../../meta/field-rules.ts';
import { portNameErrors, portNumberErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';

const PROTOCOLS: readonly string[] = ['SCTP', 'TCP', 'UDP'];

export const protocolErrors = (protocol: string, field: string): readonly FieldError[] => {
  if (protocol === '') return [requiredField(field)];
  return PROTOCOLS.includes(protocol) ? [] : [notSupportedField(field, protocol, PROTOCOLS)];
};

/** A port given by its number or by a container port's name. */
export const portReferenceErrors = (port: Json | undefined, field: string): readonly FieldError[] => {
  if (typeof port === 'number') return portNumberErrors(port).map((detail) => invalidField(field, port, detail));
  const name = typeof port === 'string' ? port : '';
  return portNameErrors(name).map((detail) => invalidField(field, name, detail));
};

const portErrors = (port: JsonObject, field: string): FieldError[] => {
  const name = stringAt(port, 'name');
  const number = numberAt(port, 'containerPort') ?? 0;
  const hostPort = numberAt(port, 'hostPort') ?? 0;
  return [
    ...(name === '' ? [] : portNameErrors(name).map((detail) => invalidField(`${field}.name`, name, detail))),
    ...(number === 0 ? [requiredField(`${field}.containerPort`)] : portNumberErrors(number).map((detail) => invalidField(`${field}.containerPort`, number, detail))),
    ...(hostPort === 0 ? [] : portNumberErrors(hostPort).map((detail) => invalidField(`${field}.hostPort`, hostPort, detail))),
    ...protocolErrors(stringAt(port, 'protocol'), `${field}.protocol`),
  ];
};

/** Rules for a container's ports. */
export const containerPortsErrors = (container: JsonObject, field: string): readonly FieldError[] => {
  const ports = objectsAt(container, 'ports');
  return [
    ...ports.flatMap((port, index) => portErrors(port, `${field}.ports[${index}]`)),
    ...duplicateErrors(ports, (port) => stringAt(port, 'name'), (index) => `${field}.ports[${index}].name`),
  ];
};

/** Two containers of a pod cannot have one host port; on the host's network both ports are one. */
export const hostPortsErrors = (spec: JsonObject, field: string): readonly FieldError[] => {
  const seen = new Set<string>();
  const onHost = booleanAt(spec, 'hostNetwork');
  return objectsAt(spec, 'containers').flatMap((container, at) => objectsAt(container, 'ports').flatMap((port, index) => {
    const hostPort = numberAt(port, 'hostPort') ?? 0;
    const path = `${field}.containers[${at}].ports[${index}].hostPort`;
    if (onHost && hostPort !== numberAt(port, 'containerPort')) return [invalidField(path, hostPort, 'must match `containerPort` when `hostNetwork` is true')];
    const key = `${stringAt(port, 'protocol')}/${stringAt(port, 'hostIP')}/${hostPort}`;
    if (hostPort === 0 || !seen.has(key)) {
      seen.add(key);
      return [];
    }
    return [duplicateField(path, key)];
  }));
};
