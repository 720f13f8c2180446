import type { JsonObject } from '../../../events/json.ts';
import { jsonEqual } from '../../../events/json-equal.ts';
import { objectAt } from '../../../events/json-path.ts';
import type { LabelSelector } from '../../../events/meta/label-selector.ts';
import { labelSelectorOf } from '../../../events/meta/label-selector.ts';
import type { Pod } from '../../../events/resources/core/pod/schema.ts';
import { pods } from '../../../events/resources/core/pod/schema.ts';
import type { Kinds } from '../../../events/resources/kinds.ts';
import type { PodDisruptionBudget } from '../../../events/resources/policy/pod-disruption-budget/schema.ts';
import { podDisruptionBudgets } from '../../../events/resources/policy/pod-disruption-budget/schema.ts';
import type { Change, Entry } from '../../../projections/cluster-state/cluster-state.ts';
import { metadataField } from '../../../projections/object-index/partial-json.ts';
import type { Plan, Reconciler, View, Viewed } from '../../kit/reconciler.ts';
import { namespacedKey, splitKey } from '../workload/refs.ts';
import type { FindScale } from './controller-scale.ts';
import { createFindScale } from './controller-scale.ts';
import { planBudget, planSeveral, planSyncFailure } from './plan.ts';

const RESYNC_MS = 600_000;

const budgetKey = (ref: { readonly namespace: string; readonly name: string }): string => `budget/${namespacedKey(ref)}`;
const podKey = (ref: { readonly namespace: string; readonly name: string }): string => `pod/${namespacedKey(ref)}`;

const hasBudgets = (view: View, namespace: string): boolean => {
  for (const _ of view.snapshot().list(podDisruptionBudgets, { namespace })) return true;
  return false;
};

interface Selecting {
  readonly budget: PodDisruptionBudget;
  readonly selector: LabelSelector;
}

const budgetsIn = (view: View, namespace: string): readonly Selecting[] =>
  view.list(podDisruptionBudgets, namespace).map(({ object: budget }) => ({ budget, selector: labelSelectorOf(budget.spec.selector) }));

const labelsOf = ({ body, form, quarantined }: Entry): JsonObject =>
  objectAt(form === 'json' && quarantined === undefined ? metadataField(body, 'labels') : undefined);

/** Only its labels are read of a pod, and nothing where there are no budgets: most changes of pods concern none. */
const keysOfPodChange = ({ entry, before, operation }: Change, view: View): readonly string[] => {
  if (!hasBudgets(view, entry.namespace)) return [];
  const budgets = budgetsIn(view, entry.namespace);
  const [now, then] = [labelsOf(entry), before === undefined ? undefined : labelsOf(before)];
  const selecting = budgets.filter(({ selector }) => selector.matches(now));
  const selected = then === undefined || jsonEqual(now, then) ? [] : budgets.filter(({ selector }) => selector.matches(then));
  const keys = [...selecting, ...selected].map(({ budget }) => budgetKey(budget.metadata));
  return [...new Set(operation === 'put' && selecting.length > 1 ? [...keys, podKey(entry)] : keys)];
};

/** The pods a budget selects, by one of the labels it asks for where it asks for any. */
const podsOf = (view: View, { metadata: { namespace }, spec }: PodDisruptionBudget): readonly Pod[] => {
  const selector = labelSelectorOf(spec.selector);
  const exact = selector.requirements.find(({ operator }) => operator === '=');
  const candidates = exact === undefined ? view.list(pods, namespace) : view.labelled(pods, namespace, { key: exact.key, value: exact.values[0] ?? '' });
  return candidates.map(({ object }) => object).filter(({ metadata }) => selector.matches(metadata.labels));
};

const budgetOf = (view: View, ref: string): Viewed<PodDisruptionBudget> | undefined => {
  const { namespace, name } = splitKey(ref);
  return view.get(podDisruptionBudgets, namespace, name);
};

const planForBudget = (view: View, ref: string, { findScale, nowMs }: { readonly findScale: FindScale; readonly nowMs: number }): Plan => {
  const budget = budgetOf(view, ref);
  if (budget === undefined) return { batches: [] };
  const { namespace } = budget.object.metadata;
  return planBudget({ budget, pods: podsOf(view, budget.object), scaleOf: (controller) => findScale(view, namespace, controller), nowMs });
};

const planForPod = (view: View, ref: string): Plan => {
  const { namespace, name } = splitKey(ref);
  const pod = view.get(pods, namespace, name)?.object;
  return pod === undefined ? { batches: [] } : planSeveral(pod, budgetsIn(view, namespace).filter(({ selector }) => selector.matches(pod.metadata.labels)).map(({ budget }) => budget));
};

/**
 * Keeps in each PodDisruptionBudget's status how many of its pods may go. Keys are `budget/namespace/name`, and
 * `pod/namespace/name` of pods that several budgets select.
 */
export const createDisruptionReconciler = ({ kinds }: { readonly kinds: Kinds }): Reconciler => {
  const findScale = createFindScale(kinds);
  return {
    name: 'disruption-controller',
    actor: 'system:serviceaccount:kube-system:disruption-controller',
    watches: [
      { resource: podDisruptionBudgets, keys: ({ entry, operation }) => (operation === 'put' ? [budgetKey(entry)] : []) },
      { resource: pods, keys: keysOfPodChange },
    ],
    allKeys: (view) => view.list(podDisruptionBudgets).map(({ entry }) => budgetKey(entry)),
    resyncMs: RESYNC_MS,
    plan: (view, key, nowMs) => {
      const { namespace: what, name: ref } = splitKey(key);
      return what === 'pod' ? planForPod(view, ref) : planForBudget(view, ref, { findScale, nowMs });
    },
    refused: (view, key, { refusal, nowMs }) => {
      const { namespace: what, name: ref } = splitKey(key);
      const budget = what === 'budget' ? budgetOf(view, ref) : undefined;
      return budget === undefined ? { batches: [] } : planSyncFailure({ budget, nowMs }, refusal.message);
    },
  };
};
