import type { JsonObject } from '../json.ts';
import type { FieldError } from './field-error.ts';
import type { KindDefinition } from './kind.ts';
import type { TypedApply } from './typed-apply.ts';

/** Result of turning a client's JSON into the kind's shape. */
export interface Decoded {
  readonly object: JsonObject;
  /** Dotted paths of fields the schema does not know, dropped from `object`: `spec.replicasx`. */
  readonly unknown: readonly string[];
}

/** managedFields' `fieldsV1`: keys `f:name`, `k:{"name":"c"}`, `v:"x"`, `i:0`, `.`. */
export interface FieldSet {
  readonly [key: string]: FieldSet;
}

/** How strategic merge treats one field. */
export interface PatchRule {
  readonly strategy?: 'merge' | 'replace';
  readonly mergeKey?: string;
  readonly retainKeys?: boolean;
  /** Rules of the struct or of the list's or map's element; undefined for scalars. */
  readonly child: PatchRules | undefined;
}
export type PatchRules = (field: string) => PatchRule | undefined;

/**
 * A kind's schema compiled once, lazily per operation. All functions are pure and never change their arguments.
 * Built by `compileKind(definition)` in events/schema/compile.ts; `kinds` in events/resources/registry.ts holds them.
 */
export interface CompiledKind {
  readonly definition: KindDefinition;
  /** Checks types (throws RefusalError BadRequest with upstream's text), drops unknown fields, folds `stringData`. */
  decode(input: JsonObject): Decoded;
  /** Fills absent fields with upstream's defaults. */
  default(object: JsonObject): JsonObject;
  /**
   * What Go would write back: keys in schema order, quantities canonical, times in seconds UTC, null and
   * omitempty zero values dropped, required empties present. What is in normal form already is answered itself, not copied.
   */
  normalize(object: JsonObject): JsonObject;
  /** Stored bytes of a normalized object. They always begin with `prefix`. */
  encode(object: JsonObject): Uint8Array;
  /** `{"kind":"Pod","apiVersion":"v1","metadata":{`: a reader inserts `"resourceVersion":"N",` right behind it. */
  readonly prefix: string;
  /** Reads upstream's protobuf message of this kind (without the `k8s\0` envelope). */
  fromProtobuf(bytes: Uint8Array): JsonObject;
  /** Every leaf the object sets, by the schema's list and map types; the never-owned metadata left out. */
  fieldSet(object: JsonObject): FieldSet;
  /** What a normal object holds besides that of an empty one: `compare(normalize({}), object).changed`, in one pass. */
  createdFields(object: JsonObject): FieldSet;
  /** Leaves whose values differ between two objects: added or changed, and removed. */
  compare(before: JsonObject, after: JsonObject): { readonly changed: FieldSet; readonly removed: FieldSet };
  readonly patchRules: PatchRules;
  /** What server-side apply does with objects of the kind. */
  readonly apply: TypedApply;
  /** OpenAPI v3 component schemas this kind needs, keyed by upstream's definition names. */
  openApiSchemas(): Readonly<Record<string, JsonObject>>;
  /** Definition name of the kind, e.g. `io.k8s.api.apps.v1.Deployment`. */
  readonly openApiName: string;
  /** Runs ObjectMeta's and the kind's rules. */
  validate(object: JsonObject): readonly FieldError[];
  validateUpdate(object: JsonObject, before: JsonObject): readonly FieldError[];
  /** The version that is stored: itself, but for further served versions. */
  readonly stored: CompiledKind;
  /** A decoded object of this version, defaulted, in the stored version's form; the object itself when it is that version. */
  toStored(object: JsonObject): JsonObject;
  /** This version's normal form of a stored object; the object itself when it is the stored version. */
  fromStored(object: JsonObject): JsonObject;
}
