import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { createKinds } from '../../events/resources/registry.ts';
import type { AnyStruct } from '../../events/schema/fields.ts';
import type { FieldPlan, StructPlan } from '../../events/schema/struct-plan.ts';
import { createPlanner } from '../../events/schema/struct-plan.ts';
import { ListMetaSchema } from '../../events/resources/_types/meta.ts';

interface FieldFact {
  readonly type: string;
  readonly ref?: string;
  readonly items?: { readonly type: string; readonly ref?: string; readonly enumType?: string };
  readonly proto?: number;
  readonly inline?: boolean;
  readonly required?: boolean;
  readonly pointer?: boolean;
  readonly omitempty?: boolean;
  readonly listType?: string;
  readonly listMapKeys?: readonly string[];
  readonly mapType?: string;
  readonly patchStrategy?: string;
  readonly patchMergeKey?: string;
  readonly default?: string;
  readonly enumType?: string;
  readonly featureGate?: string;
}
interface Facts {
  readonly roots: readonly string[];
  readonly kinds: readonly { readonly group: string; readonly version: string; readonly kind: string; readonly namespaced: boolean; readonly status: boolean; readonly subresources?: readonly string[] }[];
  readonly enums: Readonly<Record<string, readonly string[]>>;
  readonly types: Readonly<Record<string, { readonly fields: Readonly<Record<string, FieldFact>>; readonly structType?: string }>>;
}

const facts = JSON.parse(readFileSync(new URL('k8s-api-facts.json', import.meta.url), 'utf8')) as Facts;

const definitionName = (type: string): string => {
  const [group = '', name = ''] = [type.slice(0, type.lastIndexOf('.')), type.slice(type.lastIndexOf('.') + 1)];
  const [api = '', version = ''] = group.split('/');
  return api === 'meta.k8s.io' ? `io.k8s.apimachinery.pkg.apis.meta.v1.${name}` : `io.k8s.api.${api.replace(/\.k8s\.io$/, '')}.${version}.${name}`;
};

const collect = (plan: StructPlan, into: Map<string, StructPlan>): void => {
  if (into.has(plan.facts.name)) return;
  into.set(plan.facts.name, plan);
  for (const field of plan.fields) {
    const struct = field.struct();
    if (struct !== undefined) collect(struct, into);
  }
};

const SCALARS: Readonly<Record<string, string>> = {
  string: 'string', boolean: 'bool', int32: 'int32', int64: 'int64', float64: 'float64', bytes: 'bytes', Quantity: 'quantity',
  Time: 'time', MicroTime: 'microTime', IntOrString: 'intOrString', RawExtension: 'rawExtension', FieldsV1: 'fieldsV1',
};
/** Defaults named by constants upstream. */
const CONSTANTS: Readonly<Record<string, string>> = { 'ref(AzureDataDiskCachingReadWrite)': '"ReadWrite"', 'ref(AzureSharedBlobDisk)': '"Shared"' };

const elementOf = (fact: { readonly type: string; readonly ref?: string }): string => (fact.ref === undefined ? SCALARS[fact.type] ?? fact.type : definitionName(fact.ref));

const FORMS: Readonly<Record<string, string>> = { array: 'list', map: 'map' };

const enumOf = (group: string, name: string | undefined): readonly string[] | undefined =>
  name === undefined ? undefined : facts.enums[`${group}.${name}`] ?? facts.enums[`core/v1.${name}`];

const expectedOf = (group: string, fact: FieldFact, via: FieldFact | undefined) => {
  const strategies = (fact.patchStrategy ?? '').split(',').filter((name) => name !== '');
  return {
    form: FORMS[fact.type] ?? 'one',
    element: elementOf(fact.items ?? fact),
    number: fact.proto ?? 0,
    via: via?.proto,
    required: fact.required === true,
    pointer: fact.pointer === true,
    omitted: fact.omitempty === true,
    type: fact.listType ?? fact.mapType,
    keys: fact.listMapKeys,
    strategies,
    mergeKey: fact.patchMergeKey,
    gate: fact.featureGate,
    enum: enumOf(group, fact.enumType ?? fact.items?.enumType),
  };
};

const strategiesOf = (patch: FieldPlan['facts']['patch']): readonly string[] =>
  [patch?.strategy, patch?.retainKeys === true ? 'retainKeys' : undefined].filter((name) => name !== undefined);

const declaredOf = (field: FieldPlan) => {
  const { facts: declared } = field;
  const { patch } = declared;
  return {
    form: declared.form,
    element: field.struct()?.facts.name ?? field.scalar,
    number: declared.number,
    via: declared.via?.number,
    required: declared.required === true,
    pointer: declared.pointer === true,
    omitted: declared.required === true ? declared.omitempty === true : declared.always !== true,
    type: declared.type,
    keys: declared.keys,
    strategies: strategiesOf(patch),
    mergeKey: patch?.key,
    gate: declared.gate,
    enum: declared.enum ?? declared.known,
  };
};

interface Flat {
  readonly name: string;
  readonly fact: FieldFact;
  readonly via: FieldFact | undefined;
}

/** Fields as JSON shows them, embedded structs spread in place. */
const flatten = (type: string): readonly Flat[] =>
  Object.entries(facts.types[type]?.fields ?? {}).flatMap(([name, fact]): readonly Flat[] => {
    if (!name.startsWith('~')) return [{ name, fact, via: undefined }];
    if (name === '~TypeMeta') return ['kind', 'apiVersion'].map((field) => ({ name: field, fact: { type: 'string' }, via: undefined }));
    return flatten(fact.ref ?? '').map((inner) => ({ ...inner, via: fact }));
  });

/** Types that only exist spread into others. */
const isSpread = (type: string): boolean => ['core/v1.VolumeSource', 'core/v1.ProbeHandler', 'core/v1.EphemeralContainerCommon', 'meta.k8s.io/v1.TypeMeta'].includes(type);

describe('the schemas and the facts of the Kubernetes API', () => {
  const kinds = createKinds();
  const planner = createPlanner();
  const plans = new Map<string, StructPlan>();
  before(() => {
    for (const root of facts.roots) {
      const [group = '', kind = ''] = [root.slice(0, root.lastIndexOf('/')), root.slice(root.lastIndexOf('.') + 1)];
      const apiGroup = group === 'core' || group === 'meta.k8s.io' ? '' : group;
      const definition = kinds.byKind(apiGroup, 'v1', kind)?.definition;
      expect(definition, root).not.equal(undefined);
      collect(planner(definition?.schema as unknown as AnyStruct), plans);
    }
    collect(planner(ListMetaSchema), plans);
  });

  for (const type of Object.keys(facts.types).filter((name) => !isSpread(name))) {
    it(`${type} has every field with its wire number, keys, merge rules and known values`, () => {
      const plan = plans.get(definitionName(type));
      const flat = flatten(type);
      expect(plan?.fields.map((field) => field.name)).deep.equal(flat.map(({ name }) => name));
      expect(plan?.facts.type).equal(facts.types[type]?.structType);
      for (const { name, fact, via } of flat) {
        const field = plan?.byName.get(name);
        expect(field && declaredOf(field), `${type}.${name}`).deep.equal(expectedOf(type.slice(0, type.lastIndexOf('.')), fact, via));
      }
    });

    it(`${type} has upstream's declared defaults`, () => {
      for (const { name, fact } of flatten(type)) {
        if (fact.default === undefined || (fact.default === '""' && fact.pointer !== true)) continue;
        const declared = plans.get(definitionName(type))?.byName.get(name)?.facts.default;
        expect(declared, `${type}.${name}`).deep.equal(JSON.parse(CONSTANTS[fact.default] ?? fact.default));
      }
    });
  }

  for (const { group, version, kind, namespaced, status } of facts.kinds) {
    it(`${kind} has upstream's scope and status subresource`, () => {
      const definition = kinds.byKind(group, version, kind)?.definition;
      expect(definition?.namespaced).equal(namespaced);
      if (kinds.all().some((compiled) => compiled.definition === definition)) expect(definition?.hasStatus).equal(status);
    });
  }
});
