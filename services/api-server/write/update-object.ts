import type { JsonObject } from '../../../events/json.ts';
import type { StatusReason } from '../../../events/errors.ts';
import { RefusalError, badRequest } from '../../../events/errors.ts';
import { stringAt } from '../../../events/json-path.ts';
import type { CreateObject, UpdateObject, Written } from '../../kit/command.ts';
import { decodeBody } from '../../kit/decode/decode-body.ts';
import { uidMismatch } from '../../kit/write/preconditions.ts';
import { refuse } from '../answers/answer.ts';
import type { ApiAnswer } from '../port.ts';
import type { Scope } from '../scope.ts';
import { viewOf } from '../scope.ts';
import { inNamespace } from './create-object.ts';
import type { WriteOptions } from './write-options.ts';
import { answerWritten, execute, reasonOf, refOf, versionOf, withoutVersion, writeOptionsOf } from './write-scope.ts';

/** The body must name the object of the URL. */
export const named = ({ info: { name } }: Scope, object: JsonObject): JsonObject => {
  const given = stringAt(object, 'metadata', 'name');
  if (given === '') refuse(badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`));
  if (given !== name) refuse(badRequest(`the name of the object (${given}) does not match the name on the URL (${name})`));
  return object;
};

/** Preconditions a body carries in its metadata. */
export const expectationOf = (object: JsonObject): NonNullable<UpdateObject['expect']> => {
  const uid = stringAt(object, 'metadata', 'uid');
  const sequence = versionOf(object);
  return { ...(uid !== '' && { uid }), ...(sequence > 0 && { sequence }) };
};

/** What the event says was written. */
export const updatedPart = (subresource: string): string => (subresource === '' ? 'updated' : `${subresource} updated`);

/** How often an object that comes and goes meanwhile is written again. */
const MOST_TURNS = 5;

/** Undefined for the one refusal that says there is another way. */
const unlessRefused = (reason: StatusReason) => (error: unknown): undefined => {
  if (error instanceof RefusalError && error.refusal.reason === reason) return undefined;
  throw error;
};

interface Replacement {
  readonly command: UpdateObject & { readonly object: JsonObject };
  readonly options: WriteOptions;
}

/** A PUT of what does not exist, for kinds that are created so. A body made from an object that has gone is refused. */
const createInstead = async (scope: Scope, { command: { ref, object, expect }, options }: Replacement): Promise<Written | undefined> => {
  if (expect?.uid !== undefined) refuse(uidMismatch(ref, expect.uid, ''));
  const create: CreateObject = { verb: 'create', ref, object, reason: reasonOf(scope, 'created', options) };
  return execute(scope, [create], options).catch(unlessRefused('AlreadyExists'));
};

const replace = async (scope: Scope, replacement: Replacement): Promise<{ readonly written: Written; readonly status: number }> => {
  const { command, options } = replacement;
  const creates = scope.info.subresource === '' && scope.kind.stored.definition.strategy.createOnUpdate === true;
  for (let turn = 1; creates && turn < MOST_TURNS; turn += 1) {
    const updated = await execute(scope, [command], options).catch(unlessRefused('NotFound'));
    if (updated !== undefined) return { written: updated, status: 200 };
    const created = await createInstead(scope, replacement);
    if (created !== undefined) return { written: created, status: 201 };
  }
  return { written: await execute(scope, [command], options), status: 200 };
};

/** PUT of an object, or of its status or finalize subresource. 201 where it creates the object. */
export const updateObject = async (scope: Scope): Promise<ApiAnswer> => {
  const { subresource } = scope.info;
  const options = writeOptionsOf(scope, 'UpdateOptions');
  const view = viewOf(scope);
  const body = { contentType: scope.request.headers['content-type'], bytes: await scope.request.body() };
  const { object, warnings } = decodeBody({ ...body, kind: scope.kind, fieldValidation: options.fieldValidation });
  const placed = named(scope, inNamespace(scope, object));
  const command: Replacement['command'] = {
    verb: 'update',
    ref: refOf(scope),
    object: withoutVersion(placed),
    expect: expectationOf(placed),
    reason: reasonOf(scope, updatedPart(subresource), options),
    ...(subresource !== '' && { subresource }),
  };
  const { written, status } = await replace(scope, { command, options });
  return answerWritten(scope, written, { view, warnings, status });
};
