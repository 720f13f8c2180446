import type { Refusal, StatusReason } from '../../events/errors.ts';
import type { JsonObject } from '../../events/json.ts';
import type { Observation } from '../../events/node/messages.ts';
import type { ObjectRef } from '../../events/object-ref.ts';
import type { Outcome, WriteContext, Writer, Written } from '../kit/command.ts';
import type { EventOrigins } from '../kit/event-origins.ts';
import type { Follower } from '../kit/follower.ts';
import type { Clock } from '../kit/port.ts';
import type { EventNote, Views } from '../kit/reconciler.ts';
import type { AppliedObservations } from './applied-observations.ts';
import type { ClusterRange } from './pod-cidr.ts';

/** What applying an observation works with. */
export interface Workings {
  readonly follower: Follower;
  readonly view: Views;
  readonly writer: Writer;
  readonly applied: AppliedObservations;
  readonly origins: EventOrigins;
  readonly clock: Clock;
  readonly podRange: ClusterRange;
  readonly normalizeNode: (node: JsonObject) => JsonObject;
}

/** What became of an observation. `notes` are to be recorded, with the same cause: this replica applied it just now. */
export type Verdict =
  | { readonly verdict: 'done'; readonly notes: readonly EventNote[]; readonly cause?: WriteContext['cause'] }
  /** It can never apply: acknowledge it and say why. */
  | { readonly verdict: 'dropped'; readonly why: string }
  /** Somebody else wrote first: decide again on a newer fold. */
  | { readonly verdict: 'again' }
  /** Not now: have it delivered again later. */
  | { readonly verdict: 'later'; readonly why: string };

const TRANSIENT: ReadonlySet<StatusReason> = new Set(['ServiceUnavailable', 'ServerTimeout', 'Timeout', 'TooManyRequests', 'InternalError']);
const RACES: ReadonlySet<StatusReason> = new Set(['Conflict', 'AlreadyExists']);

interface Settled {
  readonly outcome: Outcome;
  readonly observation: Observation;
  /** The object the observation is about. */
  readonly ref: ObjectRef;
  readonly cause?: WriteContext['cause'];
  /** To be recorded once it is written. */
  readonly notes: readonly EventNote[];
}

const noteApplied = ({ applied }: Pick<Workings, 'applied'>, { observation, ref }: Settled, written: readonly Written[]): void => {
  for (const { ref: { resource, name }, changed, deleted, position } of written) {
    if (resource === ref.resource && name === ref.name && changed && !deleted) applied.note(observation, ref, position.sequence);
  }
};

const refused = ({ reason, message }: Refusal, { resource }: ObjectRef): Verdict => {
  if (RACES.has(reason)) return { verdict: 'again' };
  // A node registers as soon as the system namespaces are there; they follow a cluster's first start.
  const tooEarly = reason === 'NotFound' && resource === 'nodes';
  return tooEarly || TRANSIENT.has(reason) ? { verdict: 'later', why: message } : { verdict: 'dropped', why: message };
};

/** How a write's outcome ends an observation; a successful one is noted as applied. */
export const settle = (workings: Pick<Workings, 'applied'>, settled: Settled): Verdict => {
  const { outcome, ref, cause, notes } = settled;
  if (!outcome.ok) return refused(outcome.refusal, ref);
  noteApplied(workings, settled, outcome.written);
  return { verdict: 'done', notes, ...(cause && { cause }) };
};
