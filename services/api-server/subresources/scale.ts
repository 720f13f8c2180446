import type { JsonObject } from '../../../events/json.ts';
import { numberAt } from '../../../events/json-path.ts';
import type { ScaleFacts } from '../../../events/schema/kind.ts';
import type { UpdateObject, Written } from '../../kit/command.ts';
import { decodeBody } from '../../kit/decode/decode-body.ts';
import { isApply } from '../../kit/patch/read-apply.ts';
import { scaleOf } from '../../kit/write/scale.ts';
import { bytesOf, refuse, routeNotFound } from '../answers/answer.ts';
import { warningHeaders } from '../answers/warning-headers.ts';
import { answerObject } from '../answers/answer-object.ts';
import type { ApiAnswer } from '../port.ts';
import { requireEntry } from '../read/get-object.ts';
import { partialObject, singleRowTable } from '../read/render.ts';
import type { View } from '../read/render.ts';
import type { Scope } from '../scope.ts';
import { renderingOf, viewOf } from '../scope.ts';
import { applyCommand, configurationOf } from '../write/apply-object.ts';
import { checkPatched, patchOf } from '../write/patch-object.ts';
import { expectationOf } from '../write/update-object.ts';
import { applyOptionsOf, execute, reasonOf, refOf, versionOf, withVersion, withoutVersion, writeOptionsOf } from '../write/write-scope.ts';

const factsOf = (scope: Scope): ScaleFacts => scope.kind.definition.scale ?? refuse(routeNotFound);

const renderScale = (scope: Scope, view: View, scale: JsonObject): JsonObject => {
  const { form, version } = view.representation;
  if (form === 'metadata') return partialObject(scale, versionOf(scale), version);
  return form === 'table' ? singleRowTable(scale, versionOf(scale), renderingOf(scope, view)) : scale;
};

const answerScale = (scope: Scope, scale: JsonObject, warnings: readonly string[] = []): ApiAnswer => {
  const view = { ...viewOf(scope), kind: scope.shared.bodies.scale };
  return answerObject(200, [bytesOf(JSON.stringify(renderScale(scope, view, scale)))], { view, query: scope.query, headers: warningHeaders(warnings) });
};

const writtenScale = (facts: ScaleFacts, written: Written): JsonObject => withVersion(scaleOf(facts, written.object), written.position.sequence);

export const getScale = async (scope: Scope): Promise<ApiAnswer> => {
  const facts = factsOf(scope);
  const entry = await requireEntry(scope, scope.query.get('resourceVersion') ?? '');
  return answerScale(scope, withVersion(scaleOf(facts, scope.shared.reader.object(entry)), entry.sequence));
};

const command = (scope: Scope, object: UpdateObject['object'], reason: string): UpdateObject => ({ verb: 'update', ref: refOf(scope), subresource: 'scale', object, reason });

/** PUT of a whole Scale. */
export const updateScale = async (scope: Scope): Promise<ApiAnswer> => {
  const facts = factsOf(scope);
  const options = writeOptionsOf(scope, 'UpdateOptions');
  const body = { contentType: scope.request.headers['content-type'], bytes: await scope.request.body() };
  const { object, warnings } = decodeBody({ ...body, kind: scope.shared.bodies.scale, fieldValidation: options.fieldValidation });
  const reason = reasonOf(scope, `scaled to ${numberAt(object, 'spec', 'replicas') ?? 0}`, options);
  const written = await execute(scope, [{ ...command(scope, withoutVersion(object), reason), expect: expectationOf(object) }], options);
  return answerScale(scope, writtenScale(facts, written), warnings);
};

const applyScale = async (scope: Scope): Promise<ApiAnswer> => {
  const { force, ...options } = applyOptionsOf(scope);
  const { config, warnings } = await configurationOf(scope, scope.shared.bodies.scale, options);
  const written = await execute(scope, [applyCommand(scope, { config, force, done: 'scaled by apply' }, options)], options);
  return answerScale(scope, writtenScale(factsOf(scope), written), warnings);
};

/** PATCH of the Scale an object has: JSON, merge, strategic or apply. */
export const patchScale = async (scope: Scope): Promise<ApiAnswer> => {
  if (isApply(scope.request.headers['content-type'])) return applyScale(scope);
  const facts = factsOf(scope);
  const options = writeOptionsOf(scope, 'PatchOptions');
  const apply = await patchOf(scope, { kind: scope.shared.bodies.scale, fieldValidation: options.fieldValidation });
  const patched = (current: JsonObject, sequence: number): JsonObject => {
    const { object } = apply(withVersion(scaleOf(facts, current), sequence));
    checkPatched(scope, object, { object: current, sequence });
    return withoutVersion(object);
  };
  const written = await execute(scope, [command(scope, patched, reasonOf(scope, 'scaled', options))], options);
  return answerScale(scope, writtenScale(facts, written));
};
