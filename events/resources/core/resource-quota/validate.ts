import type { Json, JsonObject } from '../../../json.ts';
import { jsonEqual } from '../../../json-equal.ts';
import { listAt, objectAt, objectsAt, optionalObjectAt, stringAt, stringEntriesAt, stringsAt } from '../../../json-path.ts';
import { IMMUTABLE, invalidField, requiredField } from '../../../meta/field-rules.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { isQuotaResource, resourceAmountErrors, resourceNameErrors } from '../../_types/validation/quantity.ts';

const amountErrors = (list: JsonObject, field: string): readonly FieldError[] =>
  stringEntriesAt(list).flatMap(([name, text]) => {
    const at = `${field}[${name}]`;
    const unknown = !name.includes('/') && !isQuotaResource(name);
    return [...resourceNameErrors(name, at), ...(unknown ? [invalidField(at, name, 'must be a standard resource for quota')] : []), ...resourceAmountErrors(name, text, at)];
  });

const COMPUTED: readonly string[] = ['cpu', 'memory', 'limits.cpu', 'limits.memory', 'requests.cpu', 'requests.memory'];
const OF_PODS: readonly string[] = ['pods', ...COMPUTED];
const OF_CLAIMS: readonly string[] = ['persistentvolumeclaims', 'requests.storage'];

/** What each scope can bound. */
const SCOPES: Readonly<Record<string, readonly string[]>> = {
  Terminating: OF_PODS, NotTerminating: OF_PODS, BestEffort: ['pods'], NotBestEffort: OF_PODS, PriorityClass: OF_PODS, CrossNamespacePodAffinity: OF_PODS, VolumeAttributesClass: OF_CLAIMS,
};
const OPPOSITES: readonly (readonly [string, string])[] = [['BestEffort', 'NotBestEffort'], ['Terminating', 'NotTerminating']];

interface Place {
  readonly field: string;
  readonly value: Json;
}

/** Resources of the quota that a scope does not bound. */
const misfits = (scope: string, hard: readonly string[]): readonly string[] => {
  const bounds = Object.hasOwn(SCOPES, scope) ? SCOPES[scope] : undefined;
  return bounds === undefined ? [] : hard.filter((name) => isQuotaResource(name) && !bounds.includes(name));
};

const conflictErrors = (scopes: readonly string[], { field, value }: Place): readonly FieldError[] =>
  OPPOSITES.filter((pair) => pair.every((scope) => scopes.includes(scope))).map(() => invalidField(field, value, 'conflicting scopes'));

const scopesErrors = (spec: JsonObject, hard: readonly string[]): readonly FieldError[] => {
  const scopes = stringsAt(spec, 'scopes');
  const place: Place = { field: 'spec.scopes', value: scopes };
  return [
    ...scopes.flatMap((scope) => [
      ...(Object.hasOwn(SCOPES, scope) ? [] : [invalidField(place.field, scopes, 'unsupported scope')]),
      ...misfits(scope, hard).map(() => invalidField(place.field, scopes, 'unsupported scope applied to resource')),
    ]),
    ...conflictErrors(scopes, place),
  ];
};

const SELECTOR = 'spec.scopeSelector.matchExpressions';
const ONLY_EXISTS: readonly string[] = ['BestEffort', 'NotBestEffort', 'Terminating', 'NotTerminating', 'CrossNamespacePodAffinity'];
const MUST_EXIST = "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity";

const operatorErrors = (expression: JsonObject): readonly FieldError[] => {
  const [operator, values] = [stringAt(expression, 'operator'), listAt(expression, 'values')];
  switch (operator) {
    case 'In': case 'NotIn':
      return values.length === 0 ? [requiredField(`${SELECTOR}.values`, "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector")] : [];
    case 'Exists': case 'DoesNotExist':
      return values.length > 0 ? [invalidField(`${SELECTOR}.values`, values, "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector")] : [];
    default: return [invalidField(`${SELECTOR}.operator`, operator, 'not a valid selector operator')];
  }
};

const selectorErrors = (spec: JsonObject, hard: readonly string[]): readonly FieldError[] => {
  const selector = optionalObjectAt(spec, 'scopeSelector');
  const expressions = objectsAt(selector, 'matchExpressions');
  const scopes = expressions.map((expression) => stringAt(expression, 'scopeName'));
  return [
    ...expressions.flatMap((expression) => {
      const scope = stringAt(expression, 'scopeName');
      const mustExist = ONLY_EXISTS.includes(scope) && stringAt(expression, 'operator') !== 'Exists';
      return [
        ...(Object.hasOwn(SCOPES, scope) ? [] : [invalidField(`${SELECTOR}.scopeName`, scope, 'unsupported scope')]),
        ...misfits(scope, hard).map(() => invalidField(SELECTOR, selector ?? {}, 'unsupported scope applied to resource')),
        ...(mustExist ? [invalidField(`${SELECTOR}.operator`, stringAt(expression, 'operator'), MUST_EXIST)] : []),
        ...operatorErrors(expression),
      ];
    }),
    ...conflictErrors(scopes, { field: SELECTOR, value: stringsAt(spec, 'scopes') }),
  ];
};

/** Upstream's rules for a quota. */
export const resourceQuotaErrors = (quota: JsonObject): readonly FieldError[] => {
  const spec = objectAt(quota, 'spec');
  const hard = Object.keys(objectAt(spec, 'hard')).sort();
  return [...amountErrors(objectAt(spec, 'hard'), 'spec.hard'), ...scopesErrors(spec, hard), ...selectorErrors(spec, hard)];
};

/** Upstream's rules for an update of a quota: its scopes stay. */
export const resourceQuotaUpdateErrors = (quota: JsonObject, before: JsonObject): readonly FieldError[] => {
  const scopes = (object: JsonObject): readonly string[] => [...new Set(stringsAt(object, 'spec', 'scopes'))].sort();
  return jsonEqual(scopes(quota), scopes(before)) ? [] : [invalidField('spec.scopes', stringsAt(quota, 'spec', 'scopes'), IMMUTABLE)];
};

/** Upstream's rules for a quota's status. */
export const resourceQuotaStatusErrors = (quota: JsonObject): readonly FieldError[] =>
  ['hard', 'used'].flatMap((list) => amountErrors(objectAt(quota, 'status', list), `status.${list}`));
