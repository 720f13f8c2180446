import type { JsonObject } from '../../../json.ts';
import { numberAt } from '../../../json-path.ts';

/** The label of a replica set's change. */
export const replicaSetEventType = (before: JsonObject | undefined, after: JsonObject): string | undefined => {
  if (before === undefined) return undefined;
  return numberAt(before, 'spec', 'replicas') === numberAt(after, 'spec', 'replicas') ? undefined : 'ReplicaSetScaled';
};
