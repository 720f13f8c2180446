import type { JsonObject } from '../../../json.ts';
import { stringAt } from '../../../json-path.ts';

export const certificateSigningRequestFields: Readonly<Record<string, (request: JsonObject) => string>> = {
  'spec.signerName': (request) => stringAt(request, 'spec', 'signerName'),
};
