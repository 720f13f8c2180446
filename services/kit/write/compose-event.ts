import type { Decision, NewEvent, Vector } from '../../../events/envelope.ts';
import { eventId } from '../../../events/event-id.ts';
import { clearPartOf, isClearPath, joinSealed, sealLabel } from '../../../events/sealed-object.ts';
import type { JsonObject } from '../../../events/json.ts';
import type { CompiledKind } from '../../../events/schema/compiled-kind.ts';
import type { Command, WriteContext } from '../command.ts';
import type { Digest, Sealer } from '../port.ts';
import { changedPaths } from './changed-paths.ts';
import type { Append } from './decided.ts';
import { isBeingDeleted } from './metadata.ts';

export interface EventFacts {
  readonly kind: CompiledKind;
  readonly command: Command;
  readonly append: Append;
  readonly expected: number;
  readonly context: WriteContext;
  readonly traceparent: string | undefined;
  readonly vector: Vector;
  readonly nowMs: number;
  readonly build: string;
  /** Tells this call from another that decides the same at the same moment: two increments are two events. */
  readonly nonce: string;
}

const isBegunDeletion = (before: JsonObject, after: JsonObject): boolean => isBeingDeleted(after) && !isBeingDeleted(before);

/** What happened to an object of any kind. */
const commonType = (before: JsonObject | undefined, after: JsonObject): string => {
  if (before === undefined) return 'Created';
  return isBegunDeletion(before, after) ? 'Terminating' : 'Updated';
};

const eventTypeOf = ({ kind, append }: EventFacts): string => {
  const { definition } = kind;
  if (append.kind === 'delete') return `${definition.kind}Deleted`;
  const before = append.before?.object;
  return definition.eventType?.(before, append.object) ?? `${definition.kind}${commonType(before, append.object)}`;
};

/** Of a sealed kind only the top-level fields are named: what lies below could tell a secret's keys. */
const pathsOf = ({ kind, append }: EventFacts): readonly string[] => {
  if (append.before === undefined || append.before.quarantined !== undefined) return [];
  const paths = changedPaths(append.before.object, append.object);
  return kind.definition.sealed === true ? [...new Set(paths.map((path) => path.split(/[.[]/, 1)[0] ?? path))] : paths;
};

const decisionOf = (facts: EventFacts): Decision => {
  const { command, append, vector, nowMs, build } = facts;
  const changed = pathsOf(facts);
  return {
    reason: command.reason,
    observed: { vector, time: new Date(nowMs).toISOString(), build },
    ...(changed.length > 0 && { changed }),
    ...(append.admission.length > 0 && { admission: append.admission }),
    ...(command.facts !== undefined && { facts: command.facts }),
  };
};

/** What a role without the key may store: the clear part moved on, the ciphertext as it was. */
const withoutKey = ({ kind, append }: EventFacts): Uint8Array => {
  const { before } = append;
  const isEnd = append.kind === 'delete';
  const whole = (object: JsonObject): JsonObject => kind.normalize(kind.default(object));
  const paths = before === undefined ? ['everything'] : changedPaths(whole(before.object), whole(append.object));
  if (!isEnd && !paths.every(isClearPath)) throw new Error(`this process holds no key for ${kind.definition.resource} and cannot change ${paths.join(', ')}`);
  return joinSealed(clearPartOf(append.object), before?.keyless ?? new Uint8Array(0));
};

/** The stored bytes: the plain ones, or for a sealed kind its clear part and the ciphertext. */
const storedBytes = async (facts: EventFacts, sealer: Sealer | undefined): Promise<Uint8Array> => {
  const { kind, append } = facts;
  if (kind.definition.sealed !== true) return append.bytes;
  if (sealer === undefined || append.before?.quarantined !== undefined) return withoutKey(facts);
  return joinSealed(clearPartOf(append.object), await sealer.seal(append.bytes, sealLabel(append.ref)));
};

/** The event of one decided command. Sealing is the only thing it waits for. */
export const composeEvent = async (facts: EventFacts, { digest, sealer }: { readonly digest: Digest; readonly sealer: Sealer | undefined }): Promise<NewEvent> => {
  const { append, context, expected, nowMs, traceparent } = facts;
  const decision = decisionOf(facts);
  const object = await storedBytes(facts, sealer);
  const id = eventId(digest.hex, { ref: append.ref, object, decision, expected, nonce: facts.nonce });
  return {
    id,
    type: eventTypeOf(facts),
    time: new Date(nowMs).toISOString(),
    actor: context.actor,
    correlation: context.cause?.correlation ?? id,
    ...(context.cause && { causation: context.cause.position }),
    ...(traceparent !== undefined && { traceparent }),
    ref: append.ref,
    operation: append.kind,
    form: facts.kind.definition.sealed === true ? 'sealed' : 'json',
    object,
    decision,
    expected,
  };
};
