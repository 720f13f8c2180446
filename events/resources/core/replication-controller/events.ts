import type { JsonObject } from '../../../json.ts';
import { jsonEqual } from '../../../json-equal.ts';
import { numberAt, valueAt } from '../../../json-path.ts';

/** The label of a replication controller's change. */
export const replicationControllerEventType = (before: JsonObject | undefined, after: JsonObject): string | undefined => {
  if (before === undefined) return undefined;
  if (numberAt(before, 'spec', 'replicas') !== numberAt(after, 'spec', 'replicas')) return 'ReplicationControllerScaled';
  return jsonEqual(valueAt(before, 'spec', 'template'), valueAt(after, 'spec', 'template')) ? undefined : 'ReplicationControllerTemplateChanged';
};
