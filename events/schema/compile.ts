import type { JsonObject } from '../json.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from '../meta/validate-object-meta.ts';
import { compileApply } from './compile-apply.ts';
import { compileCompare } from './compile-compare.ts';
import { compileDecode } from './compile-decode.ts';
import { compileDefault } from './compile-default.ts';
import { compileCreatedFields, compileFieldSet } from './compile-field-set.ts';
import { compileNormalize } from './compile-normalize.ts';
import { compileOpenApi } from './compile-open-api.ts';
import { compilePatchRules } from './compile-patch-rules.ts';
import { compileProtobuf } from './compile-protobuf.ts';
import type { CompiledKind } from './compiled-kind.ts';
import type { AnyStruct } from './fields.ts';
import type { KindDefinition } from './kind.ts';
import type { Planner, StructPlan } from './struct-plan.ts';
import { createPlanner } from './struct-plan.ts';

export interface CompileOptions {
  /** Shared by all kinds of a registry, so that common structs are planned once. */
  readonly planner?: Planner;
  /** ListMeta's struct, for the List type in OpenAPI; absent for kinds that are never listed. */
  readonly listMeta?: AnyStruct;
  /** The compiled `storedAs.definition`, for a version that is served but not stored. */
  readonly stored?: CompiledKind;
}

/** Runs `make` at the first call and keeps its result. */
const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
};

const apiVersionOf = ({ group, version }: KindDefinition): string => (group === '' ? version : `${group}/${version}`);

const withoutResourceVersion = (object: JsonObject): JsonObject => {
  const metadata = object['metadata'] as JsonObject | undefined;
  if (metadata?.['resourceVersion'] === undefined) return object;
  const { resourceVersion: _, ...rest } = metadata;
  return { ...object, metadata: rest };
};

const createEncode = (): ((object: JsonObject) => Uint8Array) => {
  const encoder = new TextEncoder();
  return (object) => encoder.encode(JSON.stringify(withoutResourceVersion(object)));
};

const same = (object: JsonObject): JsonObject => object;

type Conversions = Pick<CompiledKind, 'toStored' | 'fromStored'>;

/** The kind's conversions, given what they are made of: its own defaults and normal form. */
const conversionsOf = ({ storedAs }: KindDefinition, stored: CompiledKind | undefined, own: Pick<CompiledKind, 'default' | 'normalize'>): Conversions => {
  if (storedAs === undefined || stored === undefined) return { toStored: same, fromStored: same };
  const { group, version, kind } = storedAs.definition;
  return {
    toStored: (object) => ({ ...storedAs.toStored(own.default(object)), kind, apiVersion: group === '' ? version : `${group}/${version}` }),
    fromStored: (object) => own.normalize(storedAs.fromStored(object)),
  };
};

/** Validation of a version that is served but not stored is the stored version's, where it has none of its own. */
const rulesOf = (definition: KindDefinition): Pick<KindDefinition, 'validate' | 'validateUpdate'> => {
  const { validate, validateUpdate } = { ...definition.storedAs?.definition, ...definition };
  return { ...(validate && { validate }), ...(validateUpdate && { validateUpdate }) };
};

/** See CompiledKind; every operation is compiled when first used. */
export const compileKind = (definition: KindDefinition, options: CompileOptions = {}): CompiledKind => {
  const planner = options.planner ?? createPlanner();
  const struct = definition.schema as unknown as AnyStruct;
  const plan = once((): StructPlan => planner(struct));
  const apiVersion = apiVersionOf(definition);
  const head = `${definition.kind} in version ${JSON.stringify(definition.version)} cannot be handled as a ${definition.kind}`;
  const decode = once(() => compileDecode(plan(), head));
  const normalize = once(() => compileNormalize(plan()));
  const encode = once(createEncode);
  const apply = once(() => compileApply(plan()));
  const isTyped = (object: JsonObject): boolean => object['kind'] === definition.kind && object['apiVersion'] === apiVersion;
  const typed = (object: JsonObject): JsonObject => (isTyped(object) ? object : { ...object, kind: definition.kind, apiVersion });
  const listMeta = options.listMeta;
  const openApi = once(() => compileOpenApi(definition, plan(), listMeta === undefined ? undefined : planner(listMeta)));
  const filled = (object: JsonObject): JsonObject => compileDefault(plan())(object);
  const normal = (object: JsonObject): JsonObject => normalize()(typed(object));
  const rules = rulesOf(definition);
  const compiled: CompiledKind = {
    definition,
    decode: (input) => decode()(input),
    default: filled,
    normalize: normal,
    encode: (object) => encode()(object),
    prefix: `{"kind":${JSON.stringify(definition.kind)},"apiVersion":${JSON.stringify(apiVersion)},"metadata":{`,
    fromProtobuf: (bytes) => typed(decode()(compileProtobuf(plan())(bytes)).object),
    fieldSet: (object) => compileFieldSet(plan())(object),
    get apply() {
      return apply();
    },
    createdFields: (object) => compileCreatedFields(plan())(object),
    compare: (before, after) => compileCompare(plan())(before, after),
    patchRules: (field) => compilePatchRules(plan())(field),
    openApiSchemas: openApi,
    get openApiName() {
      return plan().facts.name;
    },
    validate: (object) => [...validateObjectMeta(definition, object), ...(rules.validate?.(object) ?? [])],
    validateUpdate: (object, before) =>
      [...validateObjectMetaUpdate(definition, object, before), ...(rules.validateUpdate?.(object, before) ?? [])],
    get stored() {
      return options.stored ?? compiled;
    },
    ...conversionsOf(definition, options.stored, { default: filled, normalize: normal }),
  };
  return compiled;
};
