import type { JsonObject } from '../../../events/json.ts';
import type { FollowerStatus } from '../../kit/follower.ts';

/** Whether a part of the control plane is well. */
export interface ComponentHealth {
  readonly name: string;
  /** Absent: it is well. */
  readonly problem?: string;
}

const conditionOf = ({ problem }: ComponentHealth): JsonObject =>
  (problem === undefined ? { type: 'Healthy', status: 'True', message: 'ok' } : { type: 'Healthy', status: 'False', error: problem });

const statusOf = (health: ComponentHealth): JsonObject =>
  ({ kind: 'ComponentStatus', apiVersion: 'v1', metadata: { name: health.name }, conditions: [conditionOf(health)] });

/** The log as this server follows it. */
export const logHealth = ({ halted, caughtUp }: FollowerStatus): ComponentHealth => {
  const problem = halted ?? (caughtUp ? undefined : 'still reading the log');
  return { name: 'event-log', ...(problem !== undefined && { problem }) };
};

/** A ComponentStatus for each component. */
export const componentStatuses = (components: readonly ComponentHealth[]): readonly JsonObject[] => components.map(statusOf);
