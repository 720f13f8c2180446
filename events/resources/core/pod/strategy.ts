import type { JsonObject } from '../../../json.ts';
import { listAt, numberAt, stringAt } from '../../../json-path.ts';
import type { Strategy } from '../../../schema/kind.ts';
import { qosClassOf } from './qos-class.ts';

const GATED: JsonObject = {
  type: 'PodScheduled', status: 'False', reason: 'SchedulingGated', message: 'Scheduling is blocked due to non-empty scheduling gates',
};

const prepareCreate = (pod: JsonObject): JsonObject => {
  const gated = listAt(pod, 'spec', 'schedulingGates').length > 0;
  return { ...pod, status: { phase: 'Pending', ...(gated && { conditions: [GATED] }), qosClass: qosClassOf(pod) } };
};

const isFinished = (pod: JsonObject): boolean => ['Succeeded', 'Failed'].includes(stringAt(pod, 'status', 'phase'));

/** A pod that no node runs, or that ended, has nothing to stop. */
const deleteGraceSeconds = (pod: JsonObject): number => {
  if (stringAt(pod, 'spec', 'nodeName') === '' || isFinished(pod)) return 0;
  const grace = numberAt(pod, 'spec', 'terminationGracePeriodSeconds') ?? 30;
  return grace < 0 ? 1 : grace;
};

export const podStrategy: Strategy = { generation: ['spec'], prepareCreate, deleteGraceSeconds, returnsDeleted: true };
