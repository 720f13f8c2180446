import type { JsonObject } from '../../../events/json.ts';
import { jsonEqual } from '../../../events/json-equal.ts';
import { formatLabelSelector, labelSelectorOf } from '../../../events/meta/label-selector.ts';
import type { Condition, OwnerReference } from '../../../events/resources/_types/meta.ts';
import type { Pod } from '../../../events/resources/core/pod/schema.ts';
import { pods as podResource } from '../../../events/resources/core/pod/schema.ts';
import type { PodDisruptionBudget, PodDisruptionBudgetStatus } from '../../../events/resources/policy/pod-disruption-budget/schema.ts';
import { podDisruptionBudgets } from '../../../events/resources/policy/pod-disruption-budget/schema.ts';
import type { Command } from '../../kit/command.ts';
import type { EventNote, Plan, Viewed } from '../../kit/reconciler.ts';
import { formatTime } from '../../kit/timestamp.ts';
import { isReady } from '../workload/pod-state.ts';
import { notesAbout, refOf } from '../workload/refs.ts';
import type { FoundScale } from './controller-scale.ts';
import type { Disrupted } from './disrupted-pods.ts';
import { disruptedPods } from './disrupted-pods.ts';
import type { Expectation } from './expected-pods.ts';
import { expectedPods } from './expected-pods.ts';

/** One budget and what it selects, all read at one position of the log. */
export interface BudgetInputs {
  readonly budget: Viewed<PodDisruptionBudget>;
  /** Every pod of its namespace that its selector matches. */
  readonly pods: readonly Pod[];
  readonly scaleOf: (controller: OwnerReference) => FoundScale;
  readonly nowMs: number;
}

type Allowed = Pick<Condition, 'status' | 'reason' | 'message'> & { readonly observedGeneration: number | undefined };

/** The conditions with DisruptionAllowed as given; its time moves with its status only. */
const withAllowed = (conditions: readonly Condition[], allowed: Allowed, nowMs: number): Condition[] => {
  const index = conditions.findIndex(({ type }) => type === 'DisruptionAllowed');
  const known = conditions[index];
  const lastTransitionTime = known?.status === allowed.status ? known.lastTransitionTime : formatTime(nowMs);
  const condition: Condition = { type: 'DisruptionAllowed', ...allowed, lastTransitionTime };
  return known === undefined ? [...conditions, condition] : conditions.with(index, condition);
};

/** Compared and set: an eviction granted meanwhile wrote the budget too, and what was counted here does not know of it. */
const statusUpdate = ({ entry, object: budget }: Viewed<PodDisruptionBudget>, status: PodDisruptionBudgetStatus, why: { readonly reason: string; readonly facts?: JsonObject }): readonly (readonly Command[])[] => {
  if (jsonEqual(status, budget.status)) return [];
  const expect = { uid: budget.metadata.uid, sequence: entry.sequence };
  return [[{ verb: 'update', subresource: 'status', ref: refOf(podDisruptionBudgets, budget), object: { ...budget, status }, expect, ...why }]];
};

/** Upstream's fail-safe: what cannot be counted allows no disruption; the counts stay as they were last known. */
export const planSyncFailure = ({ budget, nowMs }: Pick<BudgetInputs, 'budget' | 'nowMs'>, message: string): Plan => {
  const { status } = budget.object;
  const failed: Allowed = { status: 'False', reason: 'SyncFailed', message, observedGeneration: status.observedGeneration };
  const conditions = withAllowed(status.conditions ?? [], failed, nowMs);
  return { batches: statusUpdate(budget, { ...status, disruptionsAllowed: 0, conditions }, { reason: `no disruption is allowed: ${message}` }) };
};

const statusOf = ({ budget: { object: { metadata, status } }, pods, nowMs }: BudgetInputs, expected: Expectation, { waiting }: Disrupted): PodDisruptionBudgetStatus => {
  const { expectedPods: count, desiredHealthy } = expected;
  const currentHealthy = pods.filter((pod) => pod.metadata.deletionTimestamp === undefined && !Object.hasOwn(waiting, pod.metadata.name) && isReady(pod)).length;
  // A budget that selects nothing yet must not let the first pods go before they were counted.
  const disruptionsAllowed = count > 0 ? Math.max(0, currentHealthy - desiredHealthy) : 0;
  const observedGeneration = metadata.generation;
  const verdict = disruptionsAllowed > 0 ? { status: 'True', reason: 'SufficientPods' } : { status: 'False', reason: 'InsufficientPods' };
  return {
    observedGeneration,
    disruptedPods: Object.keys(waiting).length === 0 ? undefined : { ...waiting },
    disruptionsAllowed,
    currentHealthy,
    desiredHealthy,
    expectedPods: count,
    conditions: withAllowed(status.conditions ?? [], { ...verdict, message: '', observedGeneration }, nowMs),
  };
};

const notDeleted = (budget: PodDisruptionBudget, { overdue }: Disrupted): readonly EventNote[] =>
  overdue.map((pod) => notesAbout(podResource, pod).warning('NotDeleted', `Pod was expected by PDB ${budget.metadata.namespace}/${budget.metadata.name} to be deleted but it wasn't`));

const unmanagedNote = (budget: PodDisruptionBudget): EventNote =>
  notesAbout(podDisruptionBudgets, budget).warning('UnmanagedPods', `Pods selected by this PodDisruptionBudget (selector: ${formatLabelSelector(labelSelectorOf(budget.spec.selector))}) were found `
    + 'to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. '
    + 'To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.');

const reasonOf = ({ currentHealthy, desiredHealthy, expectedPods: count, disruptionsAllowed }: PodDisruptionBudgetStatus): string =>
  `${currentHealthy} of ${count} pods are healthy and ${desiredHealthy} must be: ${disruptionsAllowed} disruptions allowed`;

const deadlineFacts = ({ overdueSince }: Disrupted): { readonly facts?: JsonObject } =>
  overdueSince === undefined ? {} : { facts: { deadline: overdueSince, because: 'a pod whose eviction was granted was not deleted in time' } };

/** Upstream's trySync as one decision: what the budget's status says of the pods it selects. */
export const planBudget = (inputs: BudgetInputs): Plan => {
  const { budget, pods, scaleOf, nowMs } = inputs;
  const { normal, warning } = notesAbout(podDisruptionBudgets, budget.object);
  const noPods = pods.length === 0 ? [normal('NoPods', 'No matching pods found')] : [];
  const expected = expectedPods({ spec: budget.object.spec, pods, scaleOf });
  if ('failure' in expected) {
    const note = warning('CalculateExpectedPodCountFailed', `Failed to calculate the number of expected pods: ${expected.failure}`);
    return { ...planSyncFailure(inputs, expected.failure), notes: [...noPods, note] };
  }
  const disrupted = disruptedPods(budget.object.status.disruptedPods ?? {}, pods, nowMs);
  const status = statusOf(inputs, expected, disrupted);
  return {
    batches: statusUpdate(budget, status, { reason: reasonOf(status), ...deadlineFacts(disrupted) }),
    notes: [...noPods, ...(expected.unmanaged ? [unmanagedNote(budget.object)] : []), ...notDeleted(budget.object, disrupted)],
    ...(disrupted.nextMs !== undefined && { againAfterMs: disrupted.nextMs - nowMs }),
  };
};

/** Tells a pod that several budgets select that no eviction of it will be granted. */
export const planSeveral = (pod: Pod, budgets: readonly PodDisruptionBudget[]): Plan => {
  const [first, second] = budgets;
  if (first === undefined || second === undefined) return { batches: [] };
  const { namespace, name } = pod.metadata;
  const message = `Pod ${JSON.stringify(namespace)}/${JSON.stringify(name)} matches multiple PodDisruptionBudgets.  Chose ${JSON.stringify(first.metadata.name)} arbitrarily.`;
  return { batches: [], notes: [notesAbout(podResource, pod).warning('MultiplePodDisruptionBudgets', message)] };
};
