import type { PatchRule, PatchRules } from './compiled-kind.ts';
import type { FieldPlan, StructPlan } from './struct-plan.ts';
import { perStruct } from './struct-plan.ts';

const ruleOf = (field: FieldPlan, of: (plan: StructPlan) => PatchRules): PatchRule => {
  const { patch } = field.facts;
  const struct = field.struct();
  return {
    ...(patch?.strategy !== undefined && { strategy: patch.strategy }),
    ...(patch?.key !== undefined && { mergeKey: patch.key }),
    ...(patch?.retainKeys === true && { retainKeys: true }),
    child: struct === undefined ? undefined : (name) => of(struct)(name),
  };
};

/** Strategic merge rules of a struct's fields; undefined for fields it does not have. */
export const compilePatchRules = perStruct<PatchRules>((plan, of) => {
  const rules = new Map(plan.fields.map((field) => [field.name, ruleOf(field, of)]));
  return (field) => rules.get(field);
});
