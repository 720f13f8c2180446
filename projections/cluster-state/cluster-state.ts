import type { StreamName } from '../../events/catalogue.ts';
import type { ObjectForm, Recorded, Vector } from '../../events/envelope.ts';
import type { ResourceRef } from '../../events/object-ref.ts';
import type { FrozenMap } from '../ordered-map/ordered-map.ts';

/** The newest version of one object. Immutable; `body` is a view on a slab and must not be kept past the entry. */
export interface Entry {
  readonly group: string;
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  /** resourceVersion. */
  readonly sequence: number;
  /** Sequence of the version before, 0 for the first. */
  readonly previous: number;
  readonly form: ObjectForm;
  /** Stored bytes (see CompiledKind.encode), without resourceVersion. */
  readonly body: Uint8Array;
  /** Set for an object whose event could not be read; readers answer an error, never an older value. */
  readonly quarantined?: string;
}

/** One step of an object's life as watchers and reconcilers see it. */
export interface Change {
  readonly operation: 'put' | 'delete';
  /** The new version, or on delete the final one at the deletion's sequence. */
  readonly entry: Entry;
  readonly before: Entry | undefined;
  /** Id, actor, type and causes of the event; its bodies are not kept. */
  readonly event: Pick<Recorded, 'id' | 'type' | 'actor' | 'correlation' | 'causation' | 'traceparent' | 'storedAtMs' | 'stream' | 'sequence'>;
}

/** A point-in-time view; O(1) to take, never changes. */
export interface Snapshot {
  readonly vector: Vector;
  position(stream: StreamName): number;
  get(resource: ResourceRef, namespace: string, name: string): Entry | undefined;
  /** Ordered by namespace then name, all namespaces unless one is given; starts behind `after` (an objectKey) when given. */
  list(resource: ResourceRef, options?: { readonly namespace?: string; readonly after?: string }): Iterable<Entry>;
  count(resource: ResourceRef, namespace?: string): number;
  /** Resources that hold at least one object. */
  resources(): readonly ResourceRef[];
  /** Entries that differ from another snapshot of the same state; costs what differs, not what there is. */
  differences?(resource: ResourceRef, older: Snapshot): Iterable<{ readonly before: Entry | undefined; readonly after: Entry | undefined }>;
  /** The resource's tree, for `differences` of another snapshot. */
  versionOf?(resource: ResourceRef): FrozenMap<Entry> | undefined;
}

/** The fold. `apply` takes whole commits in order; an event at or below the stream's position is ignored. */
export interface ClusterState {
  apply(commit: readonly Recorded[]): readonly Change[];
  /** Moves the position without events, e.g. past a void batch or a stream's gap in LEASES. */
  advance(stream: StreamName, sequence: number): void;
  snapshot(): Snapshot;
}
