import type { Refusal } from '../../../events/errors.ts';
import type { JsonObject } from '../../../events/json.ts';
import type { ObjectRef, ResourceRef } from '../../../events/object-ref.ts';
import type { Command } from '../command.ts';

/** One write on its way into the log. */
export interface AdmissionRequest {
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE';
  readonly ref: ObjectRef;
  readonly subresource: string | undefined;
  /** Name for messages: the prefix while a name is still to be generated. */
  readonly displayName: string;
  /** The object as it would be stored; on DELETE the stored one. */
  readonly object: JsonObject;
  readonly before: JsonObject | undefined;
  readonly actor: string;
  /** Another object as this write sees it; of a sealed kind only the clear part. */
  readonly find: (resource: ResourceRef, namespace: string, name: string) => JsonObject | undefined;
  /** All objects of a resource as this write sees them, in no order; for kinds of which there are few. */
  readonly list: (resource: ResourceRef) => readonly JsonObject[];
}

/** What a write has come to. */
export interface Change {
  readonly ref: ObjectRef;
  readonly before: JsonObject | undefined;
  /** Absent when the object goes. */
  readonly after: JsonObject | undefined;
  readonly find: AdmissionRequest['find'];
}

export interface Denied {
  readonly refusal: Refusal;
  /** What is missing is about to be written by a controller; the writer tries again for a moment before refusing. */
  readonly soon?: boolean;
  /** Other objects are the reason: they are looked at again on the newest state before refusing. */
  readonly others?: boolean;
}

/** A built-in plugin; pure. `mutate` answers the object unchanged (the same reference) when it has nothing to add. */
export interface AdmissionPlugin {
  /** Recorded in the decision of every event whose object it altered. */
  readonly name: string;
  /** Asked first, before anything is altered or validated. */
  readonly precheck?: (request: AdmissionRequest) => Denied | undefined;
  readonly mutate?: (request: AdmissionRequest) => JsonObject;
  /** Asked last, about the final object. */
  readonly validate?: (request: AdmissionRequest) => Denied | undefined;
  /** Writes that stand or fall with this one, in one batch: claims of what only one object may have are created and deleted so. */
  readonly companions?: (change: Change) => readonly Command[];
}
