import type { DeploymentCondition } from '../../../events/resources/apps/deployment/schema.ts';
import { formatTime } from '../../kit/timestamp.ts';

export type Conditions = readonly DeploymentCondition[];

export interface NewCondition {
  readonly type: 'Available' | 'Progressing' | 'ReplicaFailure';
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
}

export const conditionOf = (conditions: Conditions, type: NewCondition['type']): DeploymentCondition | undefined =>
  conditions.find((condition) => condition.type === type);

export const withoutCondition = (conditions: Conditions, type: NewCondition['type']): Conditions =>
  conditions.filter((condition) => condition.type !== type);

const stamped = (condition: NewCondition, current: DeploymentCondition | undefined, nowMs: number): DeploymentCondition => {
  const now = formatTime(nowMs);
  const lastTransitionTime = current?.status === condition.status ? (current.lastTransitionTime ?? now) : now;
  return { ...condition, lastUpdateTime: now, lastTransitionTime };
};

/** Puts the condition unless one of the same status and reason is there: then nothing changes, not even its message. */
export const withCondition = (conditions: Conditions, condition: NewCondition, nowMs: number): Conditions => {
  const current = conditionOf(conditions, condition.type);
  if (current?.status === condition.status && current.reason === condition.reason) return conditions;
  return [...withoutCondition(conditions, condition.type), stamped(condition, current, nowMs)];
};

/** Puts the condition afresh: its update time is now whatever was there. */
export const withRenewedCondition = (conditions: Conditions, condition: NewCondition, nowMs: number): Conditions =>
  [...withoutCondition(conditions, condition.type), stamped(condition, conditionOf(conditions, condition.type), nowMs)];
