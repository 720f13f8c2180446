import type { Refusal, StatusDetails } from '../../../events/errors.ts';
import { STATUS_CODES } from '../../../events/errors.ts';
import type { JsonObject } from '../../../events/json.ts';

const detailsJson = (details: StatusDetails): JsonObject => {
  const { name, group, kind, uid, causes, retryAfterSeconds } = details;
  return {
    ...(name !== undefined && name !== '' && { name }),
    ...(group !== undefined && group !== '' && { group }),
    ...(kind !== undefined && kind !== '' && { kind }),
    ...(uid !== undefined && { uid }),
    ...(causes !== undefined && { causes: causes.map((cause) => ({ ...cause })) }),
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  };
};

/** A refusal, as a refusal that may carry a code its reason does not imply and list metadata (410 on continue). */
export interface StatusFacts extends Refusal {
  readonly continueToken?: string;
}

/** The `Status` object clients branch on. */
export const failureStatus = ({ reason, message, details, continueToken }: StatusFacts): JsonObject => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: continueToken === undefined ? {} : { continue: continueToken },
  status: 'Failure',
  message,
  ...(reason !== 'Unknown' && { reason }),
  ...(details !== undefined && { details: detailsJson(details) }),
  code: STATUS_CODES[reason],
});

/** What a completed deletion (and a few other verbs) answers. */
export const successStatus = (details: StatusDetails): JsonObject => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Success',
  details: detailsJson(details),
});
