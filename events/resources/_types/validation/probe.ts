import type { JsonObject } from '../../../json.ts';
import { listAt, numberAt, optionalObjectAt, stringAt, valueAt } from '../../../json-path.ts';
import { forbiddenField, invalidField, negativeErrors, notSupportedField, requiredField } from '../../../meta/field-rules.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { portReferenceErrors } from './ports.ts';

const SCHEMES: readonly string[] = ['HTTP', 'HTTPS'];

const execErrors = (exec: JsonObject, field: string): FieldError[] => (listAt(exec, 'command').length === 0 ? [requiredField(`${field}.command`)] : []);

const httpErrors = (http: JsonObject, field: string): FieldError[] => {
  const scheme = stringAt(http, 'scheme');
  return [
    ...(stringAt(http, 'path') === '' ? [requiredField(`${field}.path`)] : []),
    ...portReferenceErrors(valueAt(http, 'port'), `${field}.port`),
    ...(SCHEMES.includes(scheme) ? [] : [notSupportedField(`${field}.scheme`, scheme, SCHEMES)]),
  ];
};

const portErrors = (handler: JsonObject, field: string): readonly FieldError[] => portReferenceErrors(valueAt(handler, 'port'), `${field}.port`);

const sleepErrors = (sleep: JsonObject, field: string): FieldError[] =>
  (numberAt(sleep, 'seconds') ?? 0) < 0 ? [invalidField(field, numberAt(sleep, 'seconds') ?? 0, 'must be greater than or equal to 0')] : [];

type Rule = (handler: JsonObject, field: string) => readonly FieldError[];
const HANDLERS: Readonly<Record<string, Rule>> = { exec: execErrors, httpGet: httpErrors, tcpSocket: portErrors, grpc: portErrors, sleep: sleepErrors };

/** Exactly one way to ask, and that one right. */
const handlerErrors = (holder: JsonObject, field: string): FieldError[] => {
  const given = Object.entries(HANDLERS).filter(([name]) => optionalObjectAt(holder, name) !== undefined);
  if (given.length === 0) return [requiredField(field, 'must specify a handler type')];
  return given.flatMap(([name, rule], index) =>
    index > 0 ? [forbiddenField(`${field}.${name}`, 'may not specify more than 1 handler type')] : [...rule(optionalObjectAt(holder, name) ?? {}, `${field}.${name}`)]);
};

const COUNTS: readonly string[] = ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'];

type ProbeName = 'livenessProbe' | 'readinessProbe' | 'startupProbe';

const probeErrors = (container: JsonObject, name: ProbeName, at: string): readonly FieldError[] => {
  const probe = optionalObjectAt(container, name);
  if (probe === undefined) return [];
  const field = `${at}.${name}`;
  const errors = [...handlerErrors(probe, field), ...COUNTS.flatMap((count) => negativeErrors(numberAt(probe, count), `${field}.${count}`))];
  const successes = numberAt(probe, 'successThreshold') ?? 0;
  if (name !== 'readinessProbe' && successes !== 1) errors.push(invalidField(`${field}.successThreshold`, successes, 'must be 1'));
  const grace = numberAt(probe, 'terminationGracePeriodSeconds');
  if (grace === undefined) return errors;
  if (name === 'readinessProbe') errors.push(invalidField(`${field}.terminationGracePeriodSeconds`, probe['terminationGracePeriodSeconds'] ?? null, 'must not be set for readinessProbes'));
  else if (grace <= 0) errors.push(invalidField(`${field}.terminationGracePeriodSeconds`, probe['terminationGracePeriodSeconds'] ?? null, 'must be greater than 0'));
  return errors;
};

const hookErrors = (container: JsonObject, name: string, at: string): readonly FieldError[] => {
  const hook = optionalObjectAt(container, 'lifecycle', name);
  return hook === undefined ? [] : handlerErrors(hook, `${at}.lifecycle.${name}`);
};

/** Rules for a container's probes and lifecycle hooks. */
export const probesErrors = (container: JsonObject, field: string): readonly FieldError[] => [
  ...hookErrors(container, 'postStart', field),
  ...hookErrors(container, 'preStop', field),
  ...probeErrors(container, 'livenessProbe', field),
  ...probeErrors(container, 'readinessProbe', field),
  ...probeErrors(container, 'startupProbe', field),
];
