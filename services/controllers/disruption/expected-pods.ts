import type { OwnerReference } from '../../../events/resources/_types/meta.ts';
import type { Pod } from '../../../events/resources/core/pod/schema.ts';
import type { PodDisruptionBudgetSpec } from '../../../events/resources/policy/pod-disruption-budget/schema.ts';
import { controllerOf } from '../workload/ownership.ts';
import { scaledAmount } from '../workload/scaled-amount.ts';
import type { FoundScale } from './controller-scale.ts';

/** How many pods there should be, and how many of them healthy. */
export interface Expectation {
  readonly expectedPods: number;
  readonly desiredHealthy: number;
  /** Pods without a controller: counted by nothing, where the count comes from the controllers. */
  readonly unmanaged: boolean;
}

interface Failure {
  readonly failure: string;
}

interface Counted {
  readonly spec: PodDisruptionBudgetSpec;
  readonly pods: readonly Pod[];
  readonly scaleOf: (controller: OwnerReference) => FoundScale;
}

/** The sum over the pods' controllers of the pods each is to keep. */
const expectedScale = ({ pods, scaleOf }: Counted): Omit<Expectation, 'desiredHealthy'> | Failure => {
  const asked = new Set<string>();
  const replicas = new Map<string, number>();
  let unmanaged = false;
  for (const { metadata } of pods) {
    const controller = controllerOf(metadata);
    if (controller === undefined) unmanaged = true;
    if (controller === undefined || asked.has(controller.uid)) continue;
    asked.add(controller.uid);
    const found = scaleOf(controller);
    if (found === undefined) return { failure: `found no controllers for pod ${JSON.stringify(metadata.name)}` };
    if ('failure' in found) return found;
    replicas.set(found.uid, found.replicas);
  }
  return { expectedPods: [...replicas.values()].reduce((sum, count) => sum + count, 0), unmanaged };
};

/** Upstream's getExpectedPodCount. Percentages round up, of what must be there as of what may be missing. */
export const expectedPods = (counted: Counted): Expectation | Failure => {
  const { spec: { minAvailable, maxUnavailable }, pods } = counted;
  if (maxUnavailable === undefined && minAvailable === undefined) return { expectedPods: 0, desiredHealthy: 0, unmanaged: false };
  if (maxUnavailable === undefined && typeof minAvailable === 'number') return { expectedPods: pods.length, desiredHealthy: minAvailable, unmanaged: false };
  const scale = expectedScale(counted);
  if ('failure' in scale) return scale;
  const desiredHealthy = maxUnavailable === undefined
    ? scaledAmount(minAvailable, scale.expectedPods, Math.ceil)
    : Math.max(0, scale.expectedPods - scaledAmount(maxUnavailable, scale.expectedPods, Math.ceil));
  return { ...scale, desiredHealthy };
};
