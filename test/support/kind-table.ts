import { expect } from 'chai';
import type { JsonObject } from '../../events/json.ts';
import { createKinds } from '../../events/resources/registry.ts';
import type { CompiledKind } from '../../events/schema/compiled-kind.ts';
import type { FieldError } from '../../events/schema/field-error.ts';
import { fieldErrorMessage } from '../../events/schema/field-error.ts';

const kinds = createKinds();

/** A stored kind as `resource.group`. */
export const kindOf = (name: string): CompiledKind => {
  const dot = name.indexOf('.');
  const found = kinds.of({ resource: dot < 0 ? name : name.slice(0, dot), group: dot < 0 ? '' : name.slice(dot + 1) });
  if (found === undefined) throw new Error(`no kind ${name}`);
  return found;
};

const METADATA: JsonObject = { name: 'x' };

/** The object with a name, decoded and defaulted. */
export const complete = (kind: CompiledKind, object: JsonObject): JsonObject =>
  kind.default(kind.decode({ metadata: { ...METADATA, ...(kind.definition.namespaced && { namespace: 'ns' }) }, ...object }).object);

export const errorTexts = (errors: readonly FieldError[]): readonly string[] => errors.map((error) => `${error.field}: ${fieldErrorMessage(error)}`);

/** A sentence, a new object, and what is wrong with it. */
export type RuleRow = readonly [name: string, object: JsonObject, errors: readonly string[]];
/** A sentence, the object after and before, and what is wrong with the change. */
export type ChangeRow = readonly [name: string, object: JsonObject, before: JsonObject, errors: readonly string[]];

/** One test for every row. */
export const describeRules = (name: string, { creates = [], updates = [], statuses = [] }: { readonly creates?: readonly RuleRow[]; readonly updates?: readonly ChangeRow[]; readonly statuses?: readonly ChangeRow[] }): void => {
  const kind = kindOf(name);
  describe(`rules for ${name}`, () => {
    for (const [title, object, want] of creates) {
      it(title, () => {
        const created = complete(kind, object);
        expect(errorTexts([...kind.validate(created), ...(kind.definition.validateCreate?.(created) ?? [])])).to.deep.equal(want);
      });
    }
    for (const [title, object, before, want] of updates) {
      it(`update: ${title}`, () => { expect(errorTexts(kind.validateUpdate(complete(kind, object), complete(kind, before)))).to.deep.equal(want); });
    }
    for (const [title, object, before, want] of statuses) {
      it(`status: ${title}`, () => { expect(errorTexts(kind.definition.validateStatus?.(complete(kind, object), complete(kind, before)) ?? [])).to.deep.equal(want); });
    }
  });
};
