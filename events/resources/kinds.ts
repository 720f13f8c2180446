import type { ResourceRef } from '../object-ref.ts';
import type { CompiledKind } from '../schema/compiled-kind.ts';

/** Every kind this build knows, compiled on first use. */
export interface Kinds {
  of(ref: ResourceRef): CompiledKind | undefined;
  byKind(group: string, version: string, kind: string): CompiledKind | undefined;
  /** In the registry's order. */
  all(): readonly CompiledKind[];
}
