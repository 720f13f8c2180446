import { badRequest } from '../../../events/errors.ts';
import { stringAt } from '../../../events/json-path.ts';
import { decodeBody } from '../../kit/decode/decode-body.ts';
import { answerJson, refuse } from '../answers/answer.ts';
import { successStatus } from '../answers/status.ts';
import type { ApiAnswer } from '../port.ts';
import type { Scope } from '../scope.ts';
import { expectationOf } from '../write/update-object.ts';
import { execute, reasonOf, withoutVersion, writeOptionsOf } from '../write/write-scope.ts';

/** Binds the pod named by the path, else by the Binding. 201 with a Status; 409 when the pod is bound already. */
const bind = async (scope: Scope, pathName: string): Promise<ApiAnswer> => {
  const options = writeOptionsOf(scope, 'CreateOptions');
  const body = { contentType: scope.request.headers['content-type'], bytes: await scope.request.body() };
  const { object: binding } = decodeBody({ ...body, kind: scope.shared.bodies.binding, fieldValidation: options.fieldValidation });
  const name = stringAt(binding, 'metadata', 'name');
  if (pathName !== '' && name !== '' && name !== pathName) refuse(badRequest('name in URL does not match name in Binding object'));
  if (pathName === '' && name === '') refuse(badRequest('name is required'));
  await execute(scope, [{
    verb: 'update',
    ref: { group: '', resource: 'pods', namespace: scope.info.namespace, name: pathName === '' ? name : pathName },
    subresource: 'binding',
    object: withoutVersion(binding),
    expect: expectationOf(binding),
    reason: reasonOf(scope, `bound to ${stringAt(binding, 'target', 'name')}`, options),
  }], options);
  return answerJson(201, successStatus({}));
};

/** POST pods/x/binding. */
export const bindPod = (scope: Scope): Promise<ApiAnswer> => bind(scope, scope.info.name);

/** POST bindings: the Binding's own name is the pod's. */
export const createBinding = (scope: Scope): Promise<ApiAnswer> => bind(scope, '');
