import type { JsonObject } from '../../../events/json.ts';
import { badRequest } from '../../../events/errors.ts';
import { stringAt, withValueAt } from '../../../events/json-path.ts';
import { decodeBody } from '../../kit/decode/decode-body.ts';
import { refuse } from '../answers/answer.ts';
import type { ApiAnswer } from '../port.ts';
import type { Scope } from '../scope.ts';
import { viewOf } from '../scope.ts';
import { answerWritten, execute, reasonOf, refOf, withoutVersion, writeOptionsOf } from './write-scope.ts';

/** The body's namespace must be the URL's; the URL's is filled in. */
export const inNamespace = (scope: Scope, object: JsonObject): JsonObject => {
  const { namespace } = refOf(scope);
  const given = stringAt(object, 'metadata', 'namespace');
  if (given !== '' && given !== namespace) refuse(badRequest('the namespace of the provided object does not match the namespace sent on the request'));
  return namespace === '' ? object : withValueAt(object, ['metadata', 'namespace'], namespace);
};

/** POST to a collection. 201 with the stored object. */
export const createObject = async (scope: Scope): Promise<ApiAnswer> => {
  if (scope.kind.definition.namespaced && scope.info.namespace === '') {
    return refuse({ reason: 'MethodNotAllowed', message: 'the server does not allow this method on the requested resource' });
  }
  const options = writeOptionsOf(scope, 'CreateOptions');
  const view = viewOf(scope);
  const { fieldValidation } = options;
  const body = { contentType: scope.request.headers['content-type'], bytes: await scope.request.body() };
  const { object, warnings } = decodeBody({ ...body, kind: scope.kind, fieldValidation });
  if (stringAt(object, 'metadata', 'resourceVersion') !== '') refuse(badRequest('resourceVersion should not be set on objects to be created'));
  const placed = withoutVersion(inNamespace(scope, object));
  const ref = refOf(scope, stringAt(placed, 'metadata', 'name'));
  const written = await execute(scope, [{ verb: 'create', ref, object: placed, reason: reasonOf(scope, 'created', options) }], options);
  return answerWritten(scope, written, { view, warnings, status: 201 });
};
