import type { DeploymentSpec } from '../../../events/resources/apps/deployment/schema.ts';
import { scaledAmount } from '../workload/scaled-amount.ts';

/** How far a rollout may leave the wanted number of pods. */
export interface Limits {
  readonly replicas: number;
  /** Pods above `replicas` a rollout may have. */
  readonly maxSurge: number;
  /** Pods below `replicas` that may be unavailable because of a rollout. */
  readonly maxUnavailable: number;
}

/** Upstream's ResolveFenceposts: surge rounds up, unavailability down; never both zero. */
const fenceposts = ({ rollingUpdate }: NonNullable<DeploymentSpec['strategy']>, replicas: number): Limits => {
  const maxSurge = scaledAmount(rollingUpdate?.maxSurge, replicas, Math.ceil);
  const maxUnavailable = scaledAmount(rollingUpdate?.maxUnavailable, replicas, Math.floor);
  return { replicas, maxSurge, maxUnavailable: maxSurge === 0 && maxUnavailable === 0 ? 1 : Math.min(maxUnavailable, replicas) };
};

export const isRolling = ({ strategy }: DeploymentSpec): boolean => strategy.type !== 'Recreate';

export const limitsOf = (spec: DeploymentSpec): Limits => {
  const replicas = spec.replicas ?? 1;
  return isRolling(spec) ? fenceposts(spec.strategy, replicas) : { replicas, maxSurge: 0, maxUnavailable: 0 };
};
