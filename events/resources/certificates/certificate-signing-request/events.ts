import type { JsonObject } from '../../../json.ts';
import { stringAt } from '../../../json-path.ts';
import { conditionOf } from '../../_types/conditions.ts';

const DECISIONS: readonly string[] = ['Denied', 'Approved', 'Failed'];

/** The label of a change of a certificate request. */
export const certificateSigningRequestEventType = (before: JsonObject | undefined, after: JsonObject): string | undefined => {
  if (before === undefined) return undefined;
  const made = DECISIONS.find((type) => conditionOf(before, type) === undefined && conditionOf(after, type) !== undefined);
  if (made !== undefined) return `CertificateSigningRequest${made}`;
  return stringAt(before, 'status', 'certificate') === '' && stringAt(after, 'status', 'certificate') !== '' ? 'CertificateIssued' : undefined;
};
