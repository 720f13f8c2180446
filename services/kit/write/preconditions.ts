import type { Refusal } from '../../../events/errors.ts';
import { conflict } from '../../../events/errors.ts';
import { stringAt } from '../../../events/json-path.ts';
import type { ObjectRef } from '../../../events/object-ref.ts';
import { objectKey } from '../../../events/object-ref.ts';
import type { DeleteObject, UpdateObject } from '../command.ts';
import type { Current } from './decided.ts';

const uidOf = (current: Current): string => stringAt(current.object, 'metadata', 'uid');

export const uidMismatch = (ref: ObjectRef, wanted: string, actual: string): Refusal =>
  conflict(ref, `StorageError: invalid object, Code: 4, Key: /registry/${ref.resource}/${objectKey(ref.namespace, ref.name)}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${wanted}, UID in object meta: ${actual}`);

/** Upstream's answers to an update whose preconditions the stored object does not meet. */
export const unmetByUpdate = (ref: ObjectRef, current: Current, expect: UpdateObject['expect']): Refusal | undefined => {
  if (expect?.uid !== undefined && expect.uid !== uidOf(current)) return uidMismatch(ref, expect.uid, uidOf(current));
  if (expect?.sequence !== undefined && expect.sequence !== current.sequence) return conflict(ref);
  return undefined;
};

/** Upstream's answers to a delete whose preconditions the stored object does not meet. */
export const unmetByDelete = (ref: ObjectRef, current: Current, expect: DeleteObject['expect']): Refusal | undefined => {
  if (expect?.uid !== undefined && expect.uid !== uidOf(current)) {
    return conflict(ref, `the UID in the precondition (${expect.uid}) does not match the UID in record (${uidOf(current)}). The object might have been deleted and then recreated`);
  }
  if (expect?.sequence !== undefined && expect.sequence !== current.sequence) {
    return conflict(ref, `the ResourceVersion in the precondition (${expect.sequence}) does not match the ResourceVersion in record (${current.sequence}). The object might have been modified`);
  }
  return undefined;
};
