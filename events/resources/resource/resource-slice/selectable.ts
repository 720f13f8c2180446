import type { JsonObject } from '../../../json.ts';
import { stringAt } from '../../../json-path.ts';

export const resourceSliceFields: Readonly<Record<string, (slice: JsonObject) => string>> = {
  'spec.driver': (slice) => stringAt(slice, 'spec', 'driver'),
  'spec.nodeName': (slice) => stringAt(slice, 'spec', 'nodeName'),
};
