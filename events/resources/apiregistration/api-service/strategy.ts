import type { JsonObject } from '../../../json.ts';
import { optionalObjectAt, stringAt, withoutKeys } from '../../../json-path.ts';
import type { Strategy } from '../../../schema/kind.ts';

const local = (service: JsonObject): JsonObject => ({
  conditions: [{
    type: 'Available', status: 'True', lastTransitionTime: stringAt(service, 'metadata', 'creationTimestamp'), reason: 'Local', message: 'Local APIServices are always available',
  }],
});

/** What this server serves itself is available at once. */
export const apiServiceStrategy: Strategy = {
  unconditionalUpdate: false,
  prepareCreate: (service) => {
    const bare = withoutKeys(service, ['status']);
    return optionalObjectAt(service, 'spec', 'service') === undefined ? { ...bare, status: local(service) } : bare;
  },
};
