import type { JsonObject } from '../../../json.ts';
import { booleanAt, stringAt, valueAt } from '../../../json-path.ts';
import { jsonEqual } from '../../../json-equal.ts';
import { conditionOf } from '../../_types/conditions.ts';

const specType = (before: JsonObject, after: JsonObject): string | undefined => {
  const differs = (...path: readonly string[]): boolean => !jsonEqual(valueAt(before, ...path), valueAt(after, ...path));
  if (differs('spec', 'template')) return 'DeploymentRolloutStarted';
  if (differs('spec', 'replicas')) return 'DeploymentScaled';
  if (booleanAt(before, 'spec', 'paused') !== booleanAt(after, 'spec', 'paused')) return booleanAt(after, 'spec', 'paused') ? 'DeploymentPaused' : 'DeploymentResumed';
  return undefined;
};

const PROGRESS: Readonly<Record<string, string>> = { NewReplicaSetAvailable: 'DeploymentRolloutCompleted', ProgressDeadlineExceeded: 'DeploymentProgressDeadlineExceeded' };

const progressType = (before: JsonObject, after: JsonObject): string | undefined => {
  const reason = stringAt(conditionOf(after, 'Progressing'), 'reason');
  return reason === stringAt(conditionOf(before, 'Progressing'), 'reason') ? undefined : PROGRESS[reason];
};

/** The label of a deployment's change. */
export const deploymentEventType = (before: JsonObject | undefined, after: JsonObject): string | undefined => {
  if (before === undefined) return undefined;
  return specType(before, after) ?? progressType(before, after);
};
