import type { JsonObject } from '../../../json.ts';
import { jsonEqual } from '../../../json-equal.ts';
import { valueAt } from '../../../json-path.ts';

const CHANGES: readonly (readonly [string, readonly string[]])[] = [
  ['HorizontalPodAutoscalerLimitsChanged', ['spec', 'minReplicas']], ['HorizontalPodAutoscalerLimitsChanged', ['spec', 'maxReplicas']],
  ['HorizontalPodAutoscalerTargetsChanged', ['spec', 'metrics']], ['HorizontalPodAutoscalerScaled', ['status', 'desiredReplicas']],
];

/** The label of an autoscaler's change. */
export const horizontalPodAutoscalerEventType = (before: JsonObject | undefined, after: JsonObject): string | undefined =>
  (before === undefined ? undefined : CHANGES.find(([, path]) => !jsonEqual(valueAt(before, ...path), valueAt(after, ...path)))?.[0]);
