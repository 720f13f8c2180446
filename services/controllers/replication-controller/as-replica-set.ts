import type { JsonObject } from '../../../events/json.ts';
import type { ReplicaSet, ReplicaSetStatus } from '../../../events/resources/apps/replica-set/schema.ts';
import type { ReplicationController } from '../../../events/resources/core/replication-controller/schema.ts';

const EMPTY_TEMPLATE: ReplicaSet['spec']['template'] = { metadata: {}, spec: { containers: [] } };

/** A replication controller seen as the ReplicaSet it is, under its own kind. */
export const asReplicaSet = (rc: ReplicationController): ReplicaSet => {
  const { selector, template = EMPTY_TEMPLATE, ...spec } = rc.spec;
  return { ...rc, spec: { ...spec, selector: { matchLabels: selector }, template } };
};

/** The same as a replication controller again. */
export const asStored = (rs: ReplicaSet): JsonObject => ({ ...rs, spec: { ...rs.spec, selector: rs.spec.selector.matchLabels } });

/** A replication controller does not tell how many of its pods are ending. */
export const statusOf = (status: ReplicaSetStatus): ReplicaSetStatus => {
  const { terminatingReplicas: _untold, ...told } = status;
  return told;
};
