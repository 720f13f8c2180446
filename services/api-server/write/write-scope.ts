import type { JsonObject } from '../../../events/json.ts';
import { stringAt, withValueAt } from '../../../events/json-path.ts';
import { RefusalError, badRequest } from '../../../events/errors.ts';
import type { ObjectRef } from '../../../events/object-ref.ts';
import type { Command, WriteContext, Written } from '../../kit/command.ts';
import { refuse } from '../answers/answer.ts';
import { warningHeaders } from '../answers/warning-headers.ts';
import { answerObject } from '../answers/answer-object.ts';
import type { ApiAnswer } from '../port.ts';
import type { Entry } from '../../../projections/cluster-state/cluster-state.ts';
import type { View } from '../read/render.ts';
import { renderSingle } from '../read/render.ts';
import type { Scope } from '../scope.ts';
import { renderingOf } from '../scope.ts';
import type { WriteOptions } from './write-options.ts';
import { parseForce, parseWriteOptions } from './write-options.ts';

export const writeOptionsOf = (scope: Scope, optionsKind: string): WriteOptions =>
  parseWriteOptions({ query: scope.query, userAgent: scope.request.headers['user-agent'], optionsKind });

/** The options of an apply. */
export const applyOptionsOf = (scope: Scope): WriteOptions & { readonly force: boolean } => ({
  ...parseWriteOptions({ query: scope.query, userAgent: scope.request.headers['user-agent'], optionsKind: 'PatchOptions', apply: true }),
  force: parseForce(scope.query),
});

export const refOf = (scope: Scope, name = scope.info.name): ObjectRef => {
  const { group, resource, namespaced } = scope.kind.stored.definition;
  return { group, resource, namespace: namespaced ? scope.info.namespace : '', name };
};

const spokenVersion = ({ kind: { definition, stored } }: Scope): Pick<WriteContext, 'speaks'> =>
  (stored.definition === definition ? {} : { speaks: { group: definition.group, version: definition.version } });

const contextOf = (scope: Scope, fieldManager: string): WriteContext =>
  ({ actor: scope.user.name, requester: scope.user, fieldManager, traceparent: scope.traceparent, ...spokenVersion(scope) });

/** Carries commands out as the requesting user; throws the refusal. */
export const execute = async (scope: Scope, commands: readonly Command[], options: Pick<WriteOptions, 'dryRun' | 'fieldManager'>): Promise<Written> => {
  const outcome = await scope.shared.deps.writer.execute(commands, contextOf(scope, options.fieldManager), { dryRun: options.dryRun });
  if (!outcome.ok) throw new RefusalError(outcome.refusal);
  const [written] = outcome.written;
  return written ?? refuse({ reason: 'InternalError', message: 'Internal error occurred: the write answered nothing' });
};

/** Why a person's write happened, for its event. */
export const reasonOf = (scope: Scope, done: string, { fieldManager }: Pick<WriteOptions, 'fieldManager'>): string =>
  `${done} by ${scope.user.name} with ${fieldManager}`;

/** A write's result as if it had been read. */
export const entryOf = (scope: Scope, written: Written): Entry => ({
  group: written.ref.group,
  resource: written.ref.resource,
  namespace: written.ref.namespace,
  name: written.ref.name,
  sequence: written.position.sequence,
  previous: 0,
  form: 'json',
  body: written.bytes ?? scope.kind.stored.encode(written.object),
});

export interface WrittenAnswer {
  readonly view: View;
  readonly warnings: readonly string[];
  readonly status?: number;
}

export const answerWritten = (scope: Scope, written: Written, { view, warnings, status = 200 }: WrittenAnswer): ApiAnswer => {
  const pieces = renderSingle(entryOf(scope, written), written.position.sequence, renderingOf(scope, view));
  return answerObject(status, pieces, { view, query: scope.query, headers: warningHeaders(warnings) });
};

/** The version a body was made from: `metadata.resourceVersion`, 0 when it names none. Throws 400. */
export const versionOf = (object: JsonObject): number => {
  const text = stringAt(object, 'metadata', 'resourceVersion');
  if (text === '' || text === '0') return 0;
  return /^[1-9]\d{0,15}$/.test(text) ? Number(text) : refuse(badRequest(`invalid resource version: "${text}"`));
};

/** Without what the log itself says: a stored object has no resourceVersion. */
export const withoutVersion = (object: JsonObject): JsonObject => withValueAt(object, ['metadata', 'resourceVersion'], undefined);

/** The object as a client knows it, resourceVersion included. */
export const withVersion = (object: JsonObject, sequence: number): JsonObject => withValueAt(object, ['metadata', 'resourceVersion'], String(sequence));
