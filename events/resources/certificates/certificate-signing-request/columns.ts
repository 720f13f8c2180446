import type { JsonObject } from '../../../json.ts';
import { numberAt, objectsAt, stringAt } from '../../../json-path.ts';
import { humanDuration } from '../../../meta/human-duration.ts';
import type { Column } from '../../../schema/kind.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';

const durationCell = (request: JsonObject): string => {
  const seconds = numberAt(request, 'spec', 'expirationSeconds');
  return seconds === undefined ? '<none>' : humanDuration(seconds * 1000);
};

const conditionCell = (request: JsonObject): string => {
  const types = objectsAt(request, 'status', 'conditions').map((condition) => stringAt(condition, 'type'));
  const decision = types.includes('Denied') ? 'Denied' : types.includes('Approved') ? 'Approved' : 'Pending';
  return [decision, ...(types.includes('Failed') ? ['Failed'] : []), ...(stringAt(request, 'status', 'certificate') === '' ? [] : ['Issued'])].join(',');
};

export const certificateSigningRequestColumns: readonly Column[] = [
  nameColumn,
  ageColumn,
  { name: 'SignerName', type: 'string', description: 'Who is to sign.', cell: (request) => stringAt(request, 'spec', 'signerName') || '<none>' },
  { name: 'Requestor', type: 'string', description: 'Who made the request.', cell: (request) => stringAt(request, 'spec', 'username') },
  { name: 'RequestedDuration', type: 'string', description: 'How long the certificate should be valid.', cell: durationCell },
  { name: 'Condition', type: 'string', description: 'What became of the request.', cell: conditionCell },
];
