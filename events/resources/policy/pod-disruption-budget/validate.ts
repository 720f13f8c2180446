import type { JsonObject } from '../../../json.ts';
import { objectAt, optionalObjectAt, valueAt } from '../../../json-path.ts';
import { invalidField, notSupportedField } from '../../../meta/field-rules.ts';
import { labelSelectorErrors } from '../../../meta/label-selector.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { amountErrors, wholeErrors } from '../../_types/validation/int-or-percent.ts';
import { countErrors } from '../../_types/validation/status-counts.ts';

const LIMITS: readonly string[] = ['minAvailable', 'maxUnavailable'];
const POLICIES: readonly string[] = ['AlwaysAllow', 'IfHealthyBudget'];

const policyErrors = (budget: JsonObject): FieldError[] => {
  const policy = valueAt(budget, 'spec', 'unhealthyPodEvictionPolicy');
  return typeof policy !== 'string' || POLICIES.includes(policy) ? [] : [notSupportedField('spec.unhealthyPodEvictionPolicy', policy, POLICIES)];
};

/** Upstream's rules for a disruption budget. */
export const podDisruptionBudgetErrors = (budget: JsonObject): readonly FieldError[] => {
  const spec = objectAt(budget, 'spec');
  const both = LIMITS.every((name) => spec[name] !== undefined);
  return [
    ...(both ? [invalidField('spec', spec, 'minAvailable and maxUnavailable cannot be both set')] : []),
    ...LIMITS.flatMap((name) => [...amountErrors(spec[name], `spec.${name}`), ...wholeErrors(spec[name], `spec.${name}`)]),
    ...labelSelectorErrors(optionalObjectAt(spec, 'selector') ?? {}, 'spec.selector'),
    ...policyErrors(budget),
  ];
};

/** Upstream's rules for a disruption budget's status. */
export const podDisruptionBudgetStatusErrors = (budget: JsonObject): readonly FieldError[] =>
  countErrors(budget, ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods']);
