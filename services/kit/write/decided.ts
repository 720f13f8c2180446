import type { Refusal } from '../../../events/errors.ts';
import type { JsonObject } from '../../../events/json.ts';
import type { ObjectRef, ResourceRef } from '../../../events/object-ref.ts';
import type { Kinds } from '../../../events/resources/kinds.ts';
import type { CompiledKind } from '../../../events/schema/compiled-kind.ts';
import type { Requester } from '../../../events/schema/kind.ts';
import type { AdmissionPlugin, Denied } from '../admission/admission-plugin.ts';

/** The stored object a command is decided upon: its plain form and the sequence it was read at. */
export interface Current {
  readonly object: JsonObject;
  /** Plain stored bytes. */
  readonly bytes: Uint8Array;
  readonly sequence: number;
  /** Set when this process holds no key: the ciphertext, while `object` and `bytes` are the clear part. */
  readonly keyless?: Uint8Array;
  /** Set when the stored event cannot be read; `object` is then its identity only. */
  readonly quarantined?: string;
}

/** Everything a decision may depend on. Two decisions with equal inputs are equal. */
export interface DecisionInput {
  readonly kind: CompiledKind;
  /** The served version the command speaks: whose rules hold, and whose fields the writer owns; absent: `kind`. */
  readonly spoken?: CompiledKind;
  /** Where the other versions of the kind are found that managedFields speak of. */
  readonly kinds?: Pick<Kinds, 'byKind'>;
  readonly plugins: readonly AdmissionPlugin[];
  readonly find: (resource: ResourceRef, namespace: string, name: string) => JsonObject | undefined;
  readonly list: (resource: ResourceRef) => readonly JsonObject[];
  readonly actor: string;
  /** In full, where a client asked. */
  readonly requester?: Requester;
  readonly fieldManager: string;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
  readonly uid: string;
  /** Appended to `metadata.generateName`. */
  readonly nameSuffix: string;
}

/** What a command comes to. */
export type Decided =
  | ({ readonly kind: 'refused' } & Denied)
  | { readonly kind: 'unchanged'; readonly ref: ObjectRef; readonly current: Current }
  | Append;

export interface Append {
  readonly kind: 'put' | 'delete';
  readonly ref: ObjectRef;
  /** Normal form; on delete the final object. */
  readonly object: JsonObject;
  /** Plain stored bytes of `object`. */
  readonly bytes: Uint8Array;
  readonly before: Current | undefined;
  /** Admission plugins that altered the object. */
  readonly admission: readonly string[];
}

export const refused = (refusal: Refusal): Decided => ({ kind: 'refused', refusal });
