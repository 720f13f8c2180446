import { stringAt } from '../../../events/json-path.ts';
import { badRequest } from '../../../events/errors.ts';
import type { DeleteObject, Written } from '../../kit/command.ts';
import type { DeleteOptions } from '../../kit/decode/decode-delete-options.ts';
import { decodeDeleteOptions, deleteOptionsOf } from '../../kit/decode/decode-delete-options.ts';
import { answerJson, refuse } from '../answers/answer.ts';
import { warningHeaders } from '../answers/warning-headers.ts';
import { successStatus } from '../answers/status.ts';
import type { ApiAnswer } from '../port.ts';
import type { Scope } from '../scope.ts';
import { viewOf } from '../scope.ts';
import { answerWritten, execute, reasonOf, refOf, writeOptionsOf } from './write-scope.ts';

const queryOptions = (query: URLSearchParams): DeleteOptions => {
  const grace = query.get('gracePeriodSeconds');
  if (grace !== null && !/^-?\d{1,15}$/.test(grace)) refuse(badRequest(`invalid gracePeriodSeconds: "${grace}"`));
  const orphan = query.get('orphanDependents');
  const dryRun = query.getAll('dryRun').filter((value) => value !== '');
  return deleteOptionsOf({
    ...(grace !== null && { gracePeriodSeconds: Number(grace) }),
    ...(orphan !== null && { orphanDependents: orphan === 'true' || orphan === '1' }),
    ...(query.get('propagationPolicy') !== null && { propagationPolicy: query.get('propagationPolicy') }),
    ...(dryRun.length > 0 && { dryRun }),
  });
};

/** DeleteOptions of the body, or of the query when the body is empty. */
export const requestedOptions = async (scope: Scope): Promise<DeleteOptions> => {
  const body = { contentType: scope.request.headers['content-type'], bytes: await scope.request.body() };
  return decodeDeleteOptions(body, scope.shared.bodies.deleteOptions) ?? queryOptions(scope.query);
};

export const deletionOf = (scope: Scope, name: string, { options, reason }: { readonly options: DeleteOptions; readonly reason: string }): DeleteObject => {
  const { preconditions, gracePeriodSeconds, propagationPolicy } = options;
  const version = preconditions?.resourceVersion;
  return {
    verb: 'delete',
    ref: refOf(scope, name),
    reason,
    ...(preconditions && { expect: { ...(preconditions.uid !== undefined && { uid: preconditions.uid }), ...(version !== undefined && { sequence: Number(version) }) } }),
    ...(gracePeriodSeconds !== undefined && { gracePeriodSeconds }),
    ...(propagationPolicy && { propagation: propagationPolicy }),
  };
};

const deletedStatus = (scope: Scope, written: Written, warnings: readonly string[]): ApiAnswer => {
  const { group, resource } = scope.kind.definition;
  return answerJson(200, successStatus({ name: written.ref.name, group, kind: resource, uid: stringAt(written.object, 'metadata', 'uid') }), warningHeaders(warnings));
};

/** Some kinds leave their dependents in a way a client may not expect. */
const deletionWarnings = ({ kind }: Scope, { propagationPolicy }: DeleteOptions): readonly string[] => {
  const { unsaidPropagationWarning: warning } = kind.stored.definition.strategy;
  return warning === undefined || propagationPolicy !== undefined ? [] : [warning];
};

/** DELETE of one object: 200 with a Status when it is gone (of some kinds the object that was), with the object while finalizers or a grace period keep it. */
export const deleteObject = async (scope: Scope): Promise<ApiAnswer> => {
  const view = viewOf(scope);
  const options = await requestedOptions(scope);
  const { fieldManager } = writeOptionsOf(scope, 'DeleteOptions');
  const reason = reasonOf(scope, 'deleted', { fieldManager });
  const written = await execute(scope, [deletionOf(scope, scope.info.name, { options, reason })], { dryRun: options.dryRun, fieldManager });
  const isStatus = written.deleted && scope.kind.stored.definition.strategy.returnsDeleted !== true;
  const warnings = deletionWarnings(scope, options);
  return isStatus ? deletedStatus(scope, written, warnings) : answerWritten(scope, written, { view, warnings });
};
