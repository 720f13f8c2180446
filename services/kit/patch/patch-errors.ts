import { RefusalError, badRequest } from '../../../events/errors.ts';
import { invalid } from '../../../events/schema/field-error.ts';

/** A patch that cannot be read: 400. */
export const badPatch = (message: string): RefusalError => new RefusalError(badRequest(message));

/** What a patch makes cannot be read as the kind: 422 about the patch, with what was to be read. */
export const unreadablePatched = (shown: string, why: string): RefusalError =>
  new RefusalError(invalid({ group: '', kind: '' }, '', [{ type: 'FieldValueInvalid', field: 'patch', value: shown, detail: why }]));

/** A patch that does not fit the object: 422. Without causes, so that kubectl shows what is wrong. */
export const patchDoesNotApply = (why: string): RefusalError =>
  new RefusalError({ reason: 'Invalid', message: `the server rejected our request due to an error in our request: ${why}`, details: {} });
