import type { JsonObject } from '../json.ts';
import type { FieldSet } from './compiled-kind.ts';

/** What server-side apply does with objects of a kind, by the schema's list and map types. All pure. */
export interface TypedApply {
  /**
   * What is wrong with a configuration, each line in upstream's words behind its path: `.spec.replicasx: field not
   * declared in schema`. Empty when nothing is.
   */
  check(config: JsonObject): readonly string[];
  /**
   * `live` with what `config` sets: leaves replaced, structs and maps merged, list items joined by key or value in an order that
   * suits both. `config` has passed `check`. Not yet decoded: what it holds may be null or not in normal form.
   */
  merge(live: JsonObject, config: JsonObject): JsonObject;
  /** A copy without the set's members and what lies below them. */
  remove(object: JsonObject, set: FieldSet): JsonObject;
  /** The set and, besides, every struct field on the way to its members. */
  withStructs(set: FieldSet): FieldSet;
}
