import type { Refusal, StatusCause } from '../../../../events/errors.ts';
import { conflict, forbidden } from '../../../../events/errors.ts';
import type { JsonObject } from '../../../../events/json.ts';
import { numberAt, objectAt, objectsAt, optionalObjectAt, stringAt } from '../../../../events/json-path.ts';
import { labelSelectorOf } from '../../../../events/meta/label-selector.ts';
import type { DeleteOptions } from '../../../kit/decode/decode-delete-options.ts';
import { formatTime } from '../../../kit/timestamp.ts';

/** An object as the decision read it. */
export interface Stored {
  readonly object: JsonObject;
  readonly sequence: number;
}

export interface EvictionInput {
  readonly pod: Stored;
  /** The PodDisruptionBudgets of its namespace. */
  readonly budgets: readonly Stored[];
  readonly preconditions: DeleteOptions['preconditions'];
  readonly nowMs: number;
}

/** What an eviction comes to. With a `budget`, its new status must be written together with the pod's deletion. */
export type EvictionPlan =
  | { readonly do: 'refuse'; readonly refusal: Refusal }
  /** More than one budget covers the pod. */
  | { readonly do: 'fail' }
  | { readonly do: 'evict'; readonly budget?: { readonly stored: Stored; readonly status: JsonObject } };

/** More evictions than this that no controller has confirmed stop any further one. */
const MOST_DISRUPTED_PODS = 2000;
const RETRY_SECONDS = 10;
const VIOLATES = "Cannot evict pod as it would violate the pod's disruption budget.";
const BUDGETS = { group: 'policy', resource: 'poddisruptionbudget' } as const;

/** Evicting what does not run, or is about to go, disrupts nothing. */
const disruptsNothing = (pod: JsonObject): boolean =>
  ['Succeeded', 'Failed', 'Pending'].includes(stringAt(pod, 'status', 'phase')) || stringAt(pod, 'metadata', 'deletionTimestamp') !== '';

const isReady = (pod: JsonObject): boolean => objectsAt(pod, 'status', 'conditions').some(({ type, status }) => type === 'Ready' && status === 'True');

const covering = ({ pod, budgets }: EvictionInput): readonly Stored[] => {
  const labels = objectAt(pod.object, 'metadata', 'labels');
  return budgets.filter(({ object }) => labelSelectorOf(optionalObjectAt(object, 'spec', 'selector')).matches(labels));
};

const tooMany = (message: string, retryAfterSeconds: number | undefined): EvictionPlan => {
  const cause: StatusCause = { reason: 'DisruptionBudget', message };
  return { do: 'refuse', refusal: { reason: 'TooManyRequests', message: VIOLATES, details: { causes: [cause], ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) } } };
};

const count = (budget: JsonObject, field: string): number => numberAt(budget, 'status', field) ?? 0;

/** A pod that is not ready counts for nothing the budget protects, as far as its policy or the others' health allow. */
const mayGoUnhealthy = (pod: JsonObject, budget: JsonObject): boolean => {
  if (isReady(pod)) return false;
  if (stringAt(budget, 'spec', 'unhealthyPodEvictionPolicy') === 'AlwaysAllow') return true;
  const desired = count(budget, 'desiredHealthy');
  return desired > 0 && count(budget, 'currentHealthy') >= desired;
};

const whyNot = (budget: JsonObject): EvictionPlan | undefined => {
  const name = stringAt(budget, 'metadata', 'name');
  const no = (why: string): EvictionPlan => ({ do: 'refuse', refusal: forbidden({ ...BUDGETS, namespace: '', name }, why) });
  if (count(budget, 'observedGeneration') < (numberAt(budget, 'metadata', 'generation') ?? 0)) {
    return tooMany(`The disruption budget ${name} is still being processed by the server.`, RETRY_SECONDS);
  }
  if (count(budget, 'disruptionsAllowed') < 0) return no('pdb disruptions allowed is negative');
  if (Object.keys(objectAt(budget, 'status', 'disruptedPods')).length > MOST_DISRUPTED_PODS) return no('DisruptedPods map too big - too many evictions not confirmed by PDB controller');
  if (count(budget, 'disruptionsAllowed') > 0) return undefined;
  return tooMany(`The disruption budget ${name} needs ${count(budget, 'desiredHealthy')} healthy pods and has ${count(budget, 'currentHealthy')} currently`, undefined);
};

const exhausted = (status: JsonObject, nowMs: number): readonly JsonObject[] => {
  const conditions = objectsAt(status, 'conditions');
  const index = conditions.findIndex(({ type }) => type === 'DisruptionAllowed');
  const since = conditions[index]?.['status'] === 'False' ? stringAt(conditions[index], 'lastTransitionTime') : formatTime(nowMs);
  const condition: JsonObject = {
    type: 'DisruptionAllowed', status: 'False', reason: 'InsufficientPods', message: '', lastTransitionTime: since, observedGeneration: numberAt(status, 'observedGeneration') ?? 0,
  };
  return index < 0 ? [...conditions, condition] : conditions.with(index, condition);
};

/** The budget's status with one disruption less, and the pod noted so that its controller does not count it as there. */
const spent = (budget: JsonObject, pod: JsonObject, nowMs: number): JsonObject => {
  const status = objectAt(budget, 'status');
  const disruptionsAllowed = count(budget, 'disruptionsAllowed') - 1;
  return {
    ...status,
    disruptionsAllowed,
    ...(disruptionsAllowed === 0 && { conditions: exhausted(status, nowMs) }),
    disruptedPods: { ...objectAt(status, 'disruptedPods'), [stringAt(pod, 'metadata', 'name')]: formatTime(nowMs) },
  };
};

const planBudgets = (input: EvictionInput): EvictionPlan => {
  const pod = input.pod.object;
  if (disruptsNothing(pod)) return { do: 'evict' };
  const [budget, ...others] = covering(input);
  if (budget === undefined) return { do: 'evict' };
  if (others.length > 0) return { do: 'fail' };
  if (mayGoUnhealthy(pod, budget.object)) return { do: 'evict' };
  return whyNot(budget.object) ?? { do: 'evict', budget: { stored: budget, status: spent(budget.object, pod, input.nowMs) } };
};

const unmet = ({ pod, preconditions }: EvictionInput): Refusal | undefined => {
  const ref = { group: '', resource: 'Pod', namespace: '', name: stringAt(pod.object, 'metadata', 'name') };
  const { uid, resourceVersion } = preconditions ?? {};
  const actual = stringAt(pod.object, 'metadata', 'uid');
  if (uid !== undefined && uid !== actual) {
    return conflict(ref, `the UID in the precondition (${uid}) does not match the UID in record (${actual}). The object might have been deleted and then recreated`);
  }
  if (resourceVersion === undefined || resourceVersion === String(pod.sequence)) return undefined;
  return conflict(ref, `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${pod.sequence}). The object might have been modified`);
};

/** Pure: upstream's rules for whether a pod may be evicted now. */
export const planEviction = (input: EvictionInput): EvictionPlan => {
  const plan = planBudgets(input);
  if (plan.do !== 'evict') return plan;
  const refusal = unmet(input);
  return refusal === undefined ? plan : { do: 'refuse', refusal };
};

/** The pod told that it goes because of its eviction. */
export const withDisruptionTarget = (pod: JsonObject, nowMs: number): JsonObject => {
  const conditions = objectsAt(pod, 'status', 'conditions');
  const index = conditions.findIndex(({ type }) => type === 'DisruptionTarget');
  const generation = numberAt(pod, 'metadata', 'generation');
  const since = conditions[index]?.['status'] === 'True' ? stringAt(conditions[index], 'lastTransitionTime') : formatTime(nowMs);
  const condition: JsonObject = {
    type: 'DisruptionTarget', ...(generation !== undefined && { observedGeneration: generation }), status: 'True', lastTransitionTime: since, reason: 'EvictionByEvictionAPI', message: 'Eviction API: evicting',
  };
  return { ...pod, status: { ...objectAt(pod, 'status'), conditions: index < 0 ? [...conditions, condition] : conditions.with(index, condition) } };
};
