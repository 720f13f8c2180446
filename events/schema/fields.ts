import { z } from 'zod';
import type { Json, JsonObject } from '../json.ts';

/** Kinds of leaf value, with Go's names for them in error texts (see go-type-names.ts). */
export type ScalarName =
  | 'string' | 'bool' | 'int32' | 'int64' | 'float64' | 'bytes' | 'quantity' | 'time' | 'microTime' | 'intOrString' | 'rawExtension' | 'fieldsV1'
  /** A list of texts as one value, e.g. of a map. */
  | 'strings'
  /** Any JSON. */
  | 'json';

export type ListType = 'atomic' | 'granular' | 'set' | 'map';

/** What JSON may hold in place of a struct: JSON Schema's unions. On the wire each is a message of its own. */
export type Alternative = 'structs' | 'bool' | 'strings';

/** What a field's declaration says beyond its type. */
export interface FieldOptions {
  /** Upstream's "required": no omitempty, listed as required in OpenAPI. */
  readonly required?: true;
  /** Written even when zero although not required. */
  readonly always?: true;
  /** Required, yet left out when zero. */
  readonly omitempty?: true;
  /** A Go pointer: zero values set by the client are kept. */
  readonly pointer?: true;
  /** Filled in when the field is absent. */
  readonly default?: Json;
  /** All values the field may have, for OpenAPI; decoding accepts any string and validation refuses others. */
  readonly enum?: readonly string[];
  /** Values upstream knows of an open set; documentation only. */
  readonly known?: readonly string[];
  /** Feature gate; a field of a disabled gate is dropped (feature-gates.ts). */
  readonly gate?: string;
  readonly description?: string;
  /** Lists. `keys` for `map`. Maps and structs: `atomic` or `granular`; absent: as the struct says, and granular maps. */
  readonly type?: ListType;
  readonly keys?: readonly string[];
  /** Of structs: the other form the value may have. */
  readonly or?: Alternative;
  /** Strategic merge: upstream's patchStrategy and patchMergeKey. */
  readonly patch?: { readonly strategy?: 'merge'; readonly key?: string; readonly retainKeys?: true };
}

/** A struct inlined in JSON but nested on the wire: protobuf number of the nesting message. */
export interface Via {
  readonly number: number;
  readonly type: string;
}

/** A field as the compiler reads it. `element` is the struct or scalar of a `one`, list item or map value. */
export interface FieldFacts extends FieldOptions {
  /** Protobuf field number; 0 for `kind` and `apiVersion`, which are not on the wire. */
  readonly number: number;
  readonly form: 'one' | 'list' | 'map';
  readonly element: ScalarName | AnyStruct;
  readonly via?: Via;
}

export interface StructOptions {
  readonly type?: 'atomic';
  readonly description?: string;
  /** Upstream's SetDefaults for the struct, run before its fields are defaulted. Pure; returns the same object when nothing is missing. */
  readonly defaults?: (object: JsonObject) => JsonObject;
  /** Last step of decoding, e.g. folding `stringData`. Pure. */
  readonly fold?: (object: JsonObject) => JsonObject;
}

export interface StructFacts extends StructOptions {
  /** OpenAPI definition name, e.g. `io.k8s.api.core.v1.PodSpec`. */
  readonly name: string;
}

type Shape = Readonly<Record<string, z.ZodType>>;
export type Struct<S extends Shape> = z.ZodLazy<z.ZodObject<S>>;
export type AnyStruct = z.ZodLazy<z.ZodObject>;

/** Declared facts by schema. */
interface Registry<F> {
  add(schema: z.ZodType, facts: F): unknown;
  get(schema: z.ZodType): F | undefined;
}

/** zod holds registered facts weakly: they live as long as their schema. Typed narrowly, as zod would rewrite schemas within facts. */
export const fieldFacts = z.registry() as unknown as Registry<FieldFacts>;
export const structFacts = z.registry() as unknown as Registry<StructFacts>;

const register = <F, S extends z.ZodType>(registry: Registry<F>, schema: S, facts: F): S => {
  registry.add(schema, facts);
  return schema;
};

/** A named struct; its fields are built once, on first use. */
export const struct = <S extends Shape>(name: string, shape: () => S, options: StructOptions = {}): Struct<S> => {
  let built: z.ZodObject<S> | undefined;
  return register(structFacts, z.lazy(() => (built ??= z.object(shape()))), { name, ...options });
};

const SCALARS = {
  string: () => z.string(),
  bool: () => z.boolean(),
  int32: () => z.int32(),
  int64: () => z.int(),
  float64: () => z.number(),
  bytes: () => z.base64(),
  quantity: () => z.string(),
  time: () => z.string(),
  microTime: () => z.string(),
  intOrString: () => z.union([z.int32(), z.string()]),
  rawExtension: () => z.custom<JsonObject>(),
  fieldsV1: () => z.custom<JsonObject>(),
  strings: () => z.array(z.string()),
  json: () => z.custom<Json>(),
} as const;

type Scalars = { readonly [K in ScalarName]: ReturnType<(typeof SCALARS)[K]> };
type Element = ScalarName | AnyStruct;
type SchemaOf<E extends Element> = E extends ScalarName ? Scalars[E] : E extends z.ZodType ? E : never;

/** Present in every stored object: required, or written even when zero. */
type Presence<S extends z.ZodType, O> = O extends { required: true; omitempty?: never } ? S : O extends { always: true; pointer?: never } ? S : z.ZodOptional<S>;
type StructPresence<S extends z.ZodType, O> = O extends { pointer: true } ? Presence<S, O> : S;

const schemaOf = (element: Element): z.ZodType => (typeof element === 'string' ? SCALARS[element]() : element);

const isPresent = ({ required, always, omitempty, pointer }: FieldOptions): boolean =>
  (required === true && omitempty !== true) || (always === true && pointer !== true);

const declare = (schema: z.ZodType, facts: FieldFacts, present: boolean): z.ZodType =>
  register(fieldFacts, present ? schema : schema.optional(), facts);

const scalar = <N extends ScalarName>(name: N) =>
  <const O extends FieldOptions = Record<never, never>>(number: number, options?: O): Presence<Scalars[N], O> => {
    const facts: FieldFacts = { ...options, number, form: 'one', element: name };
    return declare(schemaOf(name), facts, isPresent(facts)) as Presence<Scalars[N], O>;
  };

/** Scalar fields: protobuf number, options. */
export const string = scalar('string');
export const bool = scalar('bool');
export const int32 = scalar('int32');
export const int64 = scalar('int64');
export const float64 = scalar('float64');
/** Base64 text in JSON. */
export const bytes = scalar('bytes');
export const quantity = scalar('quantity');
/** RFC 3339 in whole seconds, UTC. */
export const time = scalar('time');
/** RFC 3339 with six fractional digits, UTC. */
export const microTime = scalar('microTime');
export const intOrString = scalar('intOrString');
export const rawExtension = scalar('rawExtension');
export const fieldsV1 = scalar('fieldsV1');
export const strings = scalar('strings');
export const json = scalar('json');

/** A nested struct. Without `pointer` it is always present in normal form, if only as `{}`. */
export const one = <S extends AnyStruct, const O extends FieldOptions = Record<never, never>>(number: number, element: S, options?: O): StructPresence<S, O> => {
  const facts: FieldFacts = { ...options, number, form: 'one', element };
  return declare(element.clone(), facts, facts.pointer !== true || isPresent(facts)) as StructPresence<S, O>;
};

export const list = <E extends Element, const O extends FieldOptions = Record<never, never>>(number: number, element: E, options?: O): Presence<z.ZodArray<SchemaOf<E>>, O> => {
  const facts: FieldFacts = { ...options, number, form: 'list', element };
  return declare(z.array(schemaOf(element)), facts, isPresent(facts)) as Presence<z.ZodArray<SchemaOf<E>>, O>;
};

export const map = <E extends Element, const O extends FieldOptions = Record<never, never>>(number: number, element: E, options?: O): Presence<z.ZodRecord<z.ZodString, SchemaOf<E>>, O> => {
  const facts: FieldFacts = { ...options, number, form: 'map', element };
  return declare(z.record(z.string(), schemaOf(element)), facts, isPresent(facts)) as Presence<z.ZodRecord<z.ZodString, SchemaOf<E>>, O>;
};

/** Spreads an embedded struct's fields: inline in JSON, message `number` of Go type `type` on the wire. */
export const inline = <S extends Shape>(number: number, type: string, fields: S): S => {
  for (const schema of Object.values(fields)) {
    const facts = fieldFacts.get(schema);
    if (facts !== undefined) fieldFacts.add(schema, { ...facts, via: { number, type } });
  }
  return fields;
};

/** Narrows what TypeScript knows of a field of stored objects; nothing changes at run time. */
export const typedAs = <T>(schema: z.ZodType): z.ZodType<T> => schema as unknown as z.ZodType<T>;

/** `kind` and `apiVersion`, the first fields of every object. */
export const typeMeta = () => ({
  kind: string(0, { always: true, description: 'Name of the type of this object; cannot be changed.' }),
  apiVersion: string(0, { always: true, description: 'Group and version of the schema of this object.' }),
});
