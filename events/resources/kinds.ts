import type { ResourceRef } from '../object-ref.ts';
import type { CompiledKind } from '../schema/compiled-kind.ts';

/** Every kind this build knows, compiled on first use. */
export interface Kinds {
  /** The stored version of a resource. */
  of(ref: ResourceRef): CompiledKind | undefined;
  byKind(group: string, version: string, kind: string): CompiledKind | undefined;
  /** The version of a resource that requests name; it may be another than the stored one. */
  served(ref: ResourceRef, version: string): CompiledKind | undefined;
  /** Kinds that are stored, each once, in the registry's order. */
  all(): readonly CompiledKind[];
  /** All served versions, with the questions that are never stored; of each group's versions the preferred comes first. */
  allServed(): readonly CompiledKind[];
}
