import { RefusalError, badRequest } from '../../../events/errors.ts';

/** A patch that cannot be read: 400. */
export const badPatch = (message: string): RefusalError => new RefusalError(badRequest(message));

/** A patch that does not fit the object: 422. Without causes, so that kubectl shows what is wrong. */
export const patchDoesNotApply = (why: string): RefusalError =>
  new RefusalError({ reason: 'Invalid', message: `the server rejected our request due to an error in our request: ${why}`, details: {} });
