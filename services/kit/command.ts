import type { JsonObject } from '../../events/json.ts';
import type { Requester } from '../../events/schema/kind.ts';
import type { ObjectRef } from '../../events/object-ref.ts';
import type { Position } from '../../events/envelope.ts';
import type { Refusal } from '../../events/errors.ts';

/** Who writes and on whose behalf of which event. */
export interface WriteContext {
  /** User name recorded as the event's actor. */
  readonly actor: string;
  /** Who it is in full, where a client asked; for kinds that keep it. */
  readonly requester?: Requester;
  /** managedFields manager. */
  readonly fieldManager: string;
  /** The event acted upon; absent for people. */
  readonly cause?: { readonly position: Position; readonly correlation: string; readonly traceparent?: string | undefined };
  readonly traceparent?: string | undefined;
  /** The group and version the commands' objects are in, where that is another than the stored one; `ref` always names the stored resource. */
  readonly speaks?: { readonly group: string; readonly version: string };
}

interface Explained {
  readonly ref: ObjectRef;
  /** One sentence kept in the event's decision: why this write. */
  readonly reason: string;
  /** Facts relied upon, kept whole in the decision. */
  readonly facts?: JsonObject;
}

export interface CreateObject extends Explained {
  readonly verb: 'create';
  /** `ref.name` may be '' with metadata.generateName set. */
  readonly object: JsonObject;
}

/** Replaces what the (sub)resource may change; everything else is kept from the stored object. */
export interface UpdateObject extends Explained {
  readonly verb: 'update';
  readonly subresource?: string;
  /**
   * A whole object for planners; a function for patches, run again on the newest version after a lost race. It gets the
   * stored object, which has no resourceVersion, and its sequence, which is it; it may throw RefusalError.
   */
  readonly object: JsonObject | ((current: JsonObject, sequence: number) => JsonObject);
  /** Preconditions; a planner always gives `sequence`. */
  readonly expect?: { readonly uid?: string; readonly sequence?: number };
  /** Append even when nothing changes: the write is the fence of its batch. */
  readonly fence?: boolean;
}

/** Server-side apply of a configuration, by the context's `fieldManager`. Creates the object when there is none. */
export interface ApplyObject extends Explained {
  readonly verb: 'apply';
  readonly subresource?: string;
  /** What the manager wants, in the version the context speaks (`scale`: a Scale); it has passed that kind's `apply.check`. */
  readonly config: JsonObject;
  /** Takes fields of other managers instead of refusing. */
  readonly force: boolean;
  readonly expect?: { readonly uid?: string; readonly sequence?: number };
}

export interface DeleteObject extends Explained {
  readonly verb: 'delete';
  readonly expect?: { readonly uid?: string; readonly sequence?: number };
  readonly gracePeriodSeconds?: number;
  readonly propagation?: 'Background' | 'Foreground' | 'Orphan';
  /** What the object is to say of its end, written in the same event; pure. Left out where a running deletion goes on as it was. */
  readonly mark?: (object: JsonObject) => JsonObject;
}

export type Command = CreateObject | UpdateObject | ApplyObject | DeleteObject;

/** One command's effect. `changed: false` when the write was a no-op and nothing was appended. */
export interface Written {
  readonly ref: ObjectRef;
  readonly position: Position;
  readonly changed: boolean;
  /** The stored form afterwards (plain, with no resourceVersion); for a completed deletion, the final object. */
  readonly object: JsonObject;
  /** `object` as the kind encodes it, where the write has made that already. */
  readonly bytes?: Uint8Array;
  readonly deleted: boolean;
  /** Nothing was there before. */
  readonly created: boolean;
}

/** Lost races of planners and refusals are values; faults of the log throw. */
export type Outcome =
  | { readonly ok: true; readonly written: readonly Written[] }
  | { readonly ok: false; readonly refusal: Refusal; /** index of the refused command */ readonly index: number };

/**
 * The write pipeline: default → admission → normal form → managedFields → strategy → validation → decide → append.
 * Several commands are one atomic batch. Used by the API server, controllers, scheduler and status alike.
 */
export interface Writer {
  execute(commands: readonly Command[], context: WriteContext, options?: { readonly dryRun?: boolean; readonly traceparent?: string }): Promise<Outcome>;
}
