import type { JsonObject } from '../../../json.ts';
import { listAt } from '../../../json-path.ts';
import { withAbsent } from '../../../schema/json-building.ts';

const DEFAULTS: JsonObject = {
  attachRequired: true, podInfoOnMount: false, storageCapacity: false, fsGroupPolicy: 'ReadWriteOnceWithFSType', requiresRepublish: false, seLinuxMount: false,
};

/** A driver attaches its volumes, which are persistent, unless it says otherwise. */
export const defaultCsiDriverSpec = (spec: JsonObject): JsonObject => {
  const filled = withAbsent(spec, DEFAULTS);
  return listAt(filled, 'volumeLifecycleModes').length === 0 ? { ...filled, volumeLifecycleModes: ['Persistent'] } : filled;
};
