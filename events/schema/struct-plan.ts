import type { AnyStruct, FieldFacts, ScalarName, StructFacts } from './fields.ts';
import { fieldFacts, structFacts } from './fields.ts';
import { isGateDisabled } from './feature-gates.ts';

/**
 * When Go writes a field back: `set` when it was given (pointers), `nonzero` unless zero or empty (omitempty),
 * `always` even when absent.
 */
export type Presence = 'set' | 'nonzero' | 'always';

/** One field, ready for the operations' compilers. */
export interface FieldPlan {
  readonly name: string;
  readonly facts: FieldFacts;
  readonly presence: Presence;
  /** Dropped on the way in: its feature gate is off. */
  readonly disabled: boolean;
  readonly scalar: ScalarName | undefined;
  /** The struct of a `one`, list element or map value; planned when first asked for. */
  readonly struct: () => StructPlan | undefined;
}

export interface StructPlan {
  readonly facts: StructFacts;
  /** `PodSpec`, as Go's error texts name it. */
  readonly goName: string;
  /** In the order Go writes them. */
  readonly fields: readonly FieldPlan[];
  readonly byName: ReadonlyMap<string, FieldPlan>;
}

export type Planner = (struct: AnyStruct) => StructPlan;

/** Types whose Go form is a struct: omitempty does not apply. Times are written as null when zero, hence dropped. */
const STRUCT_LIKE: ReadonlySet<ScalarName> = new Set(['quantity', 'intOrString']);

const isStructLike = ({ form, element }: FieldFacts): boolean =>
  form === 'one' && (typeof element !== 'string' || STRUCT_LIKE.has(element));

const presenceOf = (facts: FieldFacts): Presence => {
  if (facts.pointer === true) return 'set';
  if (isStructLike(facts)) return 'always';
  const isAlways = facts.always === true || (facts.required === true && facts.omitempty !== true);
  return isAlways ? 'always' : 'nonzero';
};

const planField = (name: string, facts: FieldFacts, planner: Planner): FieldPlan => {
  const { element } = facts;
  return {
    name,
    facts,
    presence: presenceOf(facts),
    disabled: isGateDisabled(facts.gate),
    scalar: typeof element === 'string' ? element : undefined,
    struct: () => (typeof element === 'string' ? undefined : planner(element)),
  };
};

const planStruct = (struct: AnyStruct, planner: Planner): StructPlan => {
  const facts = structFacts.get(struct);
  if (facts === undefined) throw new Error('a struct of the schema was not declared with struct()');
  const fields = Object.entries(struct.unwrap().shape).map(([name, schema]) => {
    const declared = fieldFacts.get(schema as never);
    if (declared === undefined) throw new Error(`${facts.name}.${name} was not declared with a field of fields.ts`);
    return planField(name, declared, planner);
  });
  const goName = facts.name.slice(facts.name.lastIndexOf('.') + 1);
  return { facts, goName, fields, byName: new Map(fields.map((field) => [field.name, field])) };
};

/** Reads declarations into plans, each struct once. */
export const createPlanner = (): Planner => {
  const plans = new WeakMap<AnyStruct, StructPlan>();
  const planner: Planner = (struct) => {
    const known = plans.get(struct);
    if (known !== undefined) return known;
    const plan = planStruct(struct, planner);
    plans.set(struct, plan);
    return plan;
  };
  return planner;
};

/** Compiles an operation once per struct; `compile` may ask for the structs within, which are compiled when first run. */
export const perStruct = <F>(compile: (plan: StructPlan, of: (plan: StructPlan) => F) => F): ((plan: StructPlan) => F) => {
  const compiled = new WeakMap<StructPlan, F>();
  const of = (plan: StructPlan): F => {
    const known = compiled.get(plan);
    if (known !== undefined) return known;
    const operation = compile(plan, of);
    compiled.set(plan, operation);
    return operation;
  };
  return of;
};
