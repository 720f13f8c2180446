import type { JsonObject } from '../../../events/json.ts';
import { badRequest } from '../../../events/errors.ts';
import { stringAt, withValueAt } from '../../../events/json-path.ts';
import type { UpdateObject } from '../../kit/command.ts';
import { decodeBody } from '../../kit/decode/decode-body.ts';
import { refuse } from '../answers/answer.ts';
import type { ApiAnswer } from '../port.ts';
import type { Scope } from '../scope.ts';
import { viewOf } from '../scope.ts';
import { inNamespace } from './create-object.ts';
import { answerWritten, execute, reasonOf, refOf, versionOf, withoutVersion, writeOptionsOf } from './write-scope.ts';

/** The body must be about the object of the URL; an absent name is filled in. */
export const named = (scope: Scope, object: JsonObject): JsonObject => {
  const name = stringAt(object, 'metadata', 'name');
  if (name === '') return withValueAt(object, ['metadata', 'name'], scope.info.name);
  if (name !== scope.info.name) refuse(badRequest(`the name of the object (${name}) does not match the name on the URL (${scope.info.name})`));
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

/** PUT of an object, or of its status or finalize subresource. */
export const updateObject = async (scope: Scope): Promise<ApiAnswer> => {
  const { subresource } = scope.info;
  const options = writeOptionsOf(scope, 'UpdateOptions');
  const view = viewOf(scope);
  const body = { contentType: scope.request.headers['content-type'], bytes: await scope.request.body() };
  const { object, warnings } = decodeBody({ ...body, kind: scope.kind, fieldValidation: options.fieldValidation });
  const placed = named(scope, inNamespace(scope, object));
  const command: UpdateObject = {
    verb: 'update',
    ref: refOf(scope),
    object: withoutVersion(placed),
    expect: expectationOf(placed),
    reason: reasonOf(scope, updatedPart(subresource), options),
    ...(subresource !== '' && { subresource }),
  };
  const written = await execute(scope, [command], options);
  return answerWritten(scope, written, { view, warnings });
};
