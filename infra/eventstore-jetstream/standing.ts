import type { StreamName } from '../../events/catalogue.ts';
import type { NewEvent } from '../../events/envelope.ts';
import { subjectOf } from '../../events/subject.ts';
import { isCommitted } from './committed.ts';
import type { JetStreamApi } from './jetstream-api.ts';
import type { StoredMessage } from './stored-message.ts';

/**
 * Where an event's subject stands after a conflict. `stored`: this very event is there already. `free`: nothing that
 * counts follows what it expects, so it may go on `sequence`. `taken`: somebody else wrote first.
 */
export type Standing =
  | { readonly kind: 'stored'; readonly sequence: number }
  | { readonly kind: 'free'; readonly sequence: number }
  | { readonly kind: 'taken'; readonly sequence: number | undefined };

export interface StandingDeps {
  readonly api: JetStreamApi;
  /** All committed messages of one subject with sequences up to `upTo`, oldest first. */
  readonly history: (stream: StreamName, subject: string, upTo: number) => AsyncIterable<StoredMessage>;
}

const idOf = (message: StoredMessage): string | undefined => message.header('ce-id');

const isTombstone = (message: StoredMessage): boolean =>
  message.header('ce-operation') === 'delete' || message.header('Nats-Marker-Reason') !== undefined;

/** The subject's newest message that counts; members of batches never committed do not. */
export const lastCommitted = async ({ api, history }: StandingDeps, stream: StreamName, subject: string): Promise<StoredMessage | undefined> => {
  const last = await api.lastBySubject(stream, subject);
  if (!last || await isCommitted(api, stream, last)) return last;
  let newest: StoredMessage | undefined;
  for await (const message of history(stream, subject, last.sequence - 1)) newest = message;
  return newest;
};

const firstCommittedAfter = async (api: JetStreamApi, stream: StreamName, at: { readonly after: number; readonly subject: string }): Promise<StoredMessage | undefined> => {
  for (let { after } = at; ;) {
    const message = await api.nextBySubject(stream, after, at.subject);
    if (!message || await isCommitted(api, stream, message)) return message;
    after = message.sequence;
  }
};

const findInHistory = async (deps: StandingDeps, stream: StreamName, wanted: { readonly subject: string; readonly id: string; readonly upTo: number }): Promise<number | undefined> => {
  for await (const message of deps.history(stream, wanted.subject, wanted.upTo)) {
    if (idOf(message) === wanted.id) return message.sequence;
  }
  return undefined;
};

/** Of a create that found the subject in use: our own doing, a tombstone to build on, or somebody else's object. */
const standingOfCreate = async (deps: StandingDeps, stream: StreamName, at: { readonly event: NewEvent; readonly subject: string; readonly newest: StoredMessage; readonly thorough: boolean }): Promise<Standing> => {
  const { event, subject, newest, thorough } = at;
  const live = await lastCommitted(deps, stream, subject);
  if (live && idOf(live) === event.id) return { kind: 'stored', sequence: live.sequence };
  const earlier = thorough ? await findInHistory(deps, stream, { subject, id: event.id, upTo: newest.sequence }) : undefined;
  if (earlier !== undefined) return { kind: 'stored', sequence: earlier };
  if (!live || isTombstone(live)) return { kind: 'free', sequence: newest.sequence };
  return { kind: 'taken', sequence: live.sequence };
};

/** Of an event whose subject has moved on: past its expectation, or not even that far. */
const standingOfStale = async (deps: StandingDeps, stream: StreamName, at: { readonly event: NewEvent; readonly subject: string; readonly newest: StoredMessage; readonly thorough: boolean }): Promise<Standing> => {
  const { event, subject, newest } = at;
  const follower = await firstCommittedAfter(deps.api, stream, { after: event.expected, subject });
  if (follower && idOf(follower) === event.id) return { kind: 'stored', sequence: follower.sequence };
  if (event.expected === 0) return standingOfCreate(deps, stream, at);
  if (!follower && newest.sequence > event.expected) return { kind: 'free', sequence: newest.sequence };
  return { kind: 'taken', sequence: (await lastCommitted(deps, stream, subject))?.sequence };
};

/** Reads where a subject stands. All reads are the leader's. */
export const standingOf = async (deps: StandingDeps, stream: StreamName, { event, thorough }: { readonly event: NewEvent; readonly thorough: boolean }): Promise<Standing> => {
  const subject = subjectOf(event.ref);
  const newest = await deps.api.lastBySubject(stream, subject);
  if (!newest) return event.expected === 0 ? { kind: 'free', sequence: 0 } : { kind: 'taken', sequence: undefined };
  if (newest.sequence === event.expected) return { kind: 'free', sequence: event.expected };
  return standingOfStale(deps, stream, { event, subject, newest, thorough });
};
