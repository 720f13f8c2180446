import type { JsonObject } from './json.ts';
import type { ObjectRef } from './object-ref.ts';
import type { StreamName } from './catalogue.ts';

/** Sequences folded per stream: what a decision had seen, where a reader stands. */
export type Vector = Readonly<Partial<Record<StreamName, number>>>;

/** One event's place: `EVENTS/42` in headers and on the command line. */
export interface Position {
  readonly stream: StreamName;
  readonly sequence: number;
}

/**
 * Why an event was appended. Stored as JSON behind the object in the event's body, so history explains itself.
 * Every field but `reason` is present only where it applies.
 */
export interface Decision {
  /** One sentence for people: "scaled up to 3 because 1 of 3 replicas was missing". */
  readonly reason: string;
  /** What the writer had folded when it decided, and the clock reading it used (RFC 3339). */
  readonly observed?: { readonly vector: Vector; readonly time?: string; readonly build?: string };
  /** Paths that differ from the previous version, e.g. `spec.replicas`, at most 64. */
  readonly changed?: readonly string[];
  /** Names of admission plugins that altered the object. */
  readonly admission?: readonly string[];
  /** Scheduler verdicts, a node's observation, a deadline: facts the decision relied on, whole. */
  readonly facts?: JsonObject;
}

/** How bytes in `object` are to be read. `sealed` is encrypted (see docs/adr/0003-sealed-objects.md). */
export type ObjectForm = 'json' | 'sealed';

/** CloudEvents 1.0 attributes of one change of one object, before it has a place in the log. */
export interface Envelope {
  /** hash(subject, expected sequence, body, nonce of the call): publishing the same decision twice is the same event. */
  readonly id: string;
  /** Past-tense label such as `PodBound`; derived from the difference; folds never depend on it. */
  readonly type: string;
  /** The writer's clock, RFC 3339 with milliseconds. Order never comes from it. */
  readonly time: string;
  /** User name, e.g. `kubernetes-admin`, `system:kube-scheduler`. */
  readonly actor: string;
  /** Id of the first event of the chain of causes; equals `id` when a person began it. */
  readonly correlation: string;
  /** The event that made the writer act; absent when a person or a clock did. */
  readonly causation?: Position;
  /** W3C trace context. */
  readonly traceparent?: string;
  readonly ref: ObjectRef;
  /** `delete` carries the final object and leaves a tombstone on its subject. */
  readonly operation: 'put' | 'delete';
  readonly form: ObjectForm;
  /** The stored object: normal-form JSON, without `metadata.resourceVersion` (the sequence is it). */
  readonly object: Uint8Array;
  readonly decision: Decision;
}

/** An event to append, and the last sequence its subject must have (0: no message yet). */
export interface NewEvent extends Envelope {
  readonly expected: number;
}

/** An event with its place in the log. */
export interface Recorded extends Envelope {
  readonly stream: StreamName;
  readonly sequence: number;
  /** Server time of storage, milliseconds since the epoch. */
  readonly storedAtMs: number;
  /** Why the stored message could not be read as an event; everything but its place and `ref` is then meaningless. */
  readonly malformed?: string;
  /** Set on members of an atomic batch; `last` marks the commit. */
  readonly batch?: { readonly id: string; readonly index: number; readonly last: boolean };
}

export const formatPosition = ({ stream, sequence }: Position): string => `${stream}/${sequence}`;
