import type { JsonObject } from '../../../events/json.ts';
import { RefusalError, badRequest, conflict } from '../../../events/errors.ts';
import { stringAt } from '../../../events/json-path.ts';
import type { CompiledKind } from '../../../events/schema/compiled-kind.ts';
import { decodeObject, unhandledAs } from '../../kit/decode/decode-body.ts';
import type { FieldValidation } from '../../kit/decode/decode-body.ts';
import { unreadablePatched } from '../../kit/patch/patch-errors.ts';
import { isApply } from '../../kit/patch/read-apply.ts';
import { readPatch } from '../../kit/patch/read-patch.ts';
import { refuse } from '../answers/answer.ts';
import type { ApiAnswer } from '../port.ts';
import type { Scope } from '../scope.ts';
import { viewOf } from '../scope.ts';
import { applyObject } from './apply-object.ts';
import { named, updatedPart } from './update-object.ts';
import { answerWritten, execute, reasonOf, refOf, versionOf, withVersion, withoutVersion, writeOptionsOf } from './write-scope.ts';

export interface PatchTarget {
  readonly kind: CompiledKind;
  readonly fieldValidation: FieldValidation;
}

/** A request's patch, ready to be applied to one version after another. */
export type ApplyPatch = (current: JsonObject) => { readonly object: JsonObject; readonly warnings: readonly string[] };

const REDACTED = '<secret contents redacted>';

/** Reads a PATCH body for objects of the kind. Throws RefusalError; none shows what a sealed object holds: who may patch it may not have the right to read it. */
export const patchOf = async (scope: Scope, { kind, fieldValidation }: PatchTarget): Promise<ApplyPatch> => {
  const body = { contentType: scope.request.headers['content-type'], bytes: await scope.request.body() };
  const patch = readPatch({ ...body, rules: kind.patchRules });
  return (current) => {
    const patched = patch.apply(current);
    try {
      return decodeObject(kind, patched, { fieldValidation, complaints: patch.complaints });
    } catch (error) {
      if (!(error instanceof RefusalError) || error.refusal.reason !== 'BadRequest') throw error;
      const head = unhandledAs(kind.definition);
      const { message } = error.refusal;
      throw unreadablePatched(kind.definition.sealed === true ? REDACTED : patch.shown(patched), message.startsWith(head) ? message.slice(head.length) : message);
    }
  };
};

/** Preconditions a patch carries: it may name the version and the uid it was made from, and no other object. */
export const checkPatched = (scope: Scope, patched: JsonObject, stored: { readonly object: JsonObject; readonly sequence: number }): void => {
  const wanted = versionOf(patched);
  if (wanted !== 0 && wanted !== stored.sequence) refuse(conflict(refOf(scope)));
  const [uid, storedUid] = [stringAt(patched, 'metadata', 'uid'), stringAt(stored.object, 'metadata', 'uid')];
  if (uid !== '' && uid !== storedUid) refuse(conflict(refOf(scope), `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${storedUid}`));
  const { namespace } = scope.info;
  const given = stringAt(named(scope, patched), 'metadata', 'namespace');
  if (namespace !== '' && given !== '' && given !== namespace) refuse(badRequest(`the namespace of the object (${given}) does not match the namespace on the request (${namespace})`));
};

/** PATCH of an object, or of a subresource that is written like it. Applied again to the newest version after a lost race. */
export const patchObject = async (scope: Scope): Promise<ApiAnswer> => {
  if (isApply(scope.request.headers['content-type'])) return applyObject(scope);
  const { subresource } = scope.info;
  const options = writeOptionsOf(scope, 'PatchOptions');
  const view = viewOf(scope);
  const apply = await patchOf(scope, { kind: scope.kind, fieldValidation: options.fieldValidation });
  let warnings: readonly string[] = [];
  const patched = (current: JsonObject, sequence: number): JsonObject => {
    const result = apply(withVersion(current, sequence));
    checkPatched(scope, result.object, { object: current, sequence });
    warnings = result.warnings;
    return withoutVersion(result.object);
  };
  const reason = reasonOf(scope, subresource === '' ? 'patched' : updatedPart(subresource), options);
  const written = await execute(scope, [{ verb: 'update', ref: refOf(scope), object: patched, reason, ...(subresource !== '' && { subresource }) }], options);
  return answerWritten(scope, written, { view, warnings });
};
