import type { Change, Entry, Snapshot } from '../../projections/cluster-state/cluster-state.ts';
import type { EntrySearch } from '../../projections/cluster-state/entry-search.ts';
import type { JsonObject } from '../../events/json.ts';
import type { ObjectRef, ResourceOf, ResourceRef } from '../../events/object-ref.ts';
import type { Refusal } from '../../events/errors.ts';
import type { Command } from './command.ts';

/** Typed, cached reading of a snapshot for planners. `T` comes from the kind's schema. */
export interface View {
  snapshot(): Snapshot;
  get<T>(resource: ResourceOf<T>, namespace: string, name: string): Viewed<T> | undefined;
  list<T>(resource: ResourceOf<T>, namespace?: string): readonly Viewed<T>[];
  /** Objects whose controlling owner has this uid (an index, not a scan). */
  controlledBy<T>(resource: ResourceOf<T>, namespace: string, ownerUid: string): readonly Viewed<T>[];
  /** Objects with this label (an index, not a scan). */
  labelled<T>(resource: ResourceOf<T>, namespace: string, label: { readonly key: string; readonly value: string }): readonly Viewed<T>[];
  /** Parses an entry of a Change (the new or final version, or the one before), cached like `get`. */
  read<T>(resource: ResourceOf<T>, entry: Entry): Viewed<T>;
  /** What an entry mentions, without parsing it: most concern most readers in no way. */
  readonly search: EntrySearch;
}

/** Makes views; each takes its snapshot when that is first looked at, and keeps it. */
export type Views = (take: () => Snapshot) => View;

/** A parsed object with the version it was read at. Never changed in place. */
export interface Viewed<T = JsonObject> {
  readonly entry: Entry;
  readonly object: T;
}

/** A Kubernetes Event to record beside the decision, e.g. `SuccessfulCreate`. */
export interface EventNote {
  /** `fieldPath` names a part, e.g. `spec.containers{web}`. */
  readonly regarding: ObjectRef & { readonly uid: string; readonly kind: string; readonly apiVersion: string; readonly fieldPath?: string };
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

/** What a planner wants done. Each element of `batches` is one atomic append, run in order; a refusal ends the plan and the key is tried again. */
export interface Plan {
  readonly batches: readonly (readonly Command[])[];
  readonly notes?: readonly EventNote[];
  /** Look again after this long even if nothing happens (a deadline within the plan's inputs). */
  readonly againAfterMs?: number;
}

/**
 * One controller. `plan` is pure: (snapshot, key, now) → commands. The runner in run-reconciler.ts gives it keys
 * from a de-duplicating queue, carries the plan out, and holds a key until the projection reached its own last write.
 */
export interface Reconciler {
  readonly name: string;
  /** Actor of its events, e.g. `system:serviceaccount:kube-system:replicaset-controller`. */
  readonly actor: string;
  /** Which changes concern which keys. */
  readonly watches: readonly { readonly resource: ResourceRef; readonly keys: (change: Change, view: View) => readonly string[] }[];
  /** Keys to plan at start and on the slow timer. */
  readonly allKeys: (view: View) => Iterable<string>;
  readonly resyncMs: number;
  readonly plan: (view: View, key: string, nowMs: number) => Plan;
  /**
   * What to record when a batch of the key's plan was refused for a reason other than a lost race (Conflict): a
   * condition, a Warning. Carried out once before the key is tried again with back-off. Pure, like `plan`.
   */
  readonly refused?: (view: View, key: string, refused: RefusedBatch) => Plan;
}

/** The batch that was refused, the command the refusal is about, and why. */
export interface RefusedBatch {
  readonly batch: readonly Command[];
  readonly command: Command;
  readonly refusal: Refusal;
  readonly nowMs: number;
}
