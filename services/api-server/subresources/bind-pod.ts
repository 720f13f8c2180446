import { badRequest } from '../../../events/errors.ts';
import { stringAt } from '../../../events/json-path.ts';
import { decodeBody } from '../../kit/decode/decode-body.ts';
import { answerJson, refuse } from '../answers/answer.ts';
import { successStatus } from '../answers/status.ts';
import type { ApiAnswer } from '../port.ts';
import type { Scope } from '../scope.ts';
import { expectationOf } from '../write/update-object.ts';
import { execute, reasonOf, refOf, withoutVersion, writeOptionsOf } from '../write/write-scope.ts';

/** POST pods/x/binding. 201 with a Status; 409 when the pod is bound already. */
export const bindPod = async (scope: Scope): Promise<ApiAnswer> => {
  const options = writeOptionsOf(scope, 'CreateOptions');
  const body = { contentType: scope.request.headers['content-type'], bytes: await scope.request.body() };
  const { object: binding } = decodeBody({ ...body, kind: scope.shared.bodies.binding, fieldValidation: options.fieldValidation });
  const name = stringAt(binding, 'metadata', 'name');
  if (name !== '' && name !== scope.info.name) refuse(badRequest('name in URL does not match name in Binding object'));
  await execute(scope, [{
    verb: 'update',
    ref: refOf(scope),
    subresource: 'binding',
    object: withoutVersion(binding),
    expect: expectationOf(binding),
    reason: reasonOf(scope, `bound to ${stringAt(binding, 'target', 'name')}`, options),
  }], options);
  return answerJson(201, successStatus({}));
};
