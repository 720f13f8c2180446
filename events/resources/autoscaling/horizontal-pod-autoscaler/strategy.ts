import { withoutKeys } from '../../../json-path.ts';
import type { Strategy } from '../../../schema/kind.ts';

/** Upstream counts no generations of autoscalers. */
export const horizontalPodAutoscalerStrategy: Strategy = { prepareCreate: (autoscaler) => withoutKeys(autoscaler, ['status']) };
