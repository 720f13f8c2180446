import type { JsonObject } from '../../../events/json.ts';
import { conflict } from '../../../events/errors.ts';
import { stringAt, withValueAt } from '../../../events/json-path.ts';
import type { CompiledKind } from '../../../events/schema/compiled-kind.ts';
import type { ApplyObject } from '../../kit/command.ts';
import type { Configuration } from '../../kit/patch/read-apply.ts';
import { readApply } from '../../kit/patch/read-apply.ts';
import { refuse } from '../answers/answer.ts';
import type { ApiAnswer } from '../port.ts';
import type { Scope } from '../scope.ts';
import { viewOf } from '../scope.ts';
import { inNamespace } from './create-object.ts';
import { expectationOf, named, updatedPart } from './update-object.ts';
import type { WriteOptions } from './write-options.ts';
import { answerWritten, applyOptionsOf, execute, reasonOf, refOf, withoutVersion } from './write-scope.ts';

/** A version that cannot be one is of no object. */
const expected = (scope: Scope, config: JsonObject): NonNullable<ApplyObject['expect']> => {
  const version = stringAt(config, 'metadata', 'resourceVersion');
  if (version !== '' && !/^\d{1,16}$/.test(version)) refuse(conflict(refOf(scope)));
  return expectationOf(config);
};

/** Reads an apply's body as a configuration of the kind. */
export const configurationOf = async (scope: Scope, kind: CompiledKind, { fieldValidation }: WriteOptions): Promise<Configuration> =>
  readApply({ bytes: await scope.request.body(), kind, fieldValidation });

export interface Applied {
  readonly config: JsonObject;
  readonly force: boolean;
  readonly done: string;
}

/** The command of an apply request. */
export const applyCommand = (scope: Scope, { config, force, done }: Applied, options: WriteOptions): ApplyObject => {
  const { subresource } = scope.info;
  inNamespace(scope, named(scope, config));
  return {
    verb: 'apply',
    ref: refOf(scope),
    config: withValueAt(withoutVersion(config), ['metadata', 'uid'], undefined),
    force,
    expect: expected(scope, config),
    reason: reasonOf(scope, done, options),
    ...(subresource !== '' && { subresource }),
  };
};

/** PATCH with an applied configuration: creates the object (201) or merges the configuration into it. */
export const applyObject = async (scope: Scope): Promise<ApiAnswer> => {
  const { subresource } = scope.info;
  const { force, ...options } = applyOptionsOf(scope);
  const view = viewOf(scope);
  const { config, warnings } = await configurationOf(scope, scope.kind, options);
  const done = subresource === '' ? 'applied' : `${updatedPart(subresource)} by apply`;
  const written = await execute(scope, [applyCommand(scope, { config, force, done }, options)], options);
  return answerWritten(scope, written, { view, warnings, status: written.created ? 201 : 200 });
};
