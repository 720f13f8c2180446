import type { JsonObject } from '../../../events/json.ts';
import { listAt, numberAt, objectAt, stringAt, withValueAt } from '../../../events/json-path.ts';
import type { CompiledKind } from '../../../events/schema/compiled-kind.ts';
import type { DeleteObject } from '../command.ts';
import { formatTime, parseTime } from '../timestamp.ts';
import { finalizersOf, isBeingDeleted, metadataOf, withMetadata } from './metadata.ts';

const ORPHAN = 'orphan';
const FOREGROUND = 'foregroundDeletion';

type Options = Pick<DeleteObject, 'gracePeriodSeconds' | 'propagation'>;

/** What a delete request makes of an object. `mark` stores it with its deletion begun; `remove` ends it. */
export type Deletion = { readonly step: 'wait' } | { readonly step: 'mark' | 'remove'; readonly object: JsonObject };

const isNamespace = (kind: CompiledKind): boolean => kind.definition.group === '' && kind.definition.resource === 'namespaces';

/** Whether nothing holds the object any more: deletion begun, no grace left, no finalizers. */
export const isDeletionComplete = (kind: CompiledKind, object: JsonObject): boolean =>
  isBeingDeleted(object) &&
  finalizersOf(object).length === 0 &&
  (numberAt(object, 'metadata', 'deletionGracePeriodSeconds') ?? 0) === 0 &&
  (!isNamespace(kind) || listAt(object, 'spec', 'finalizers').length === 0);

const bumped = (object: JsonObject): number | undefined => {
  const generation = numberAt(object, 'metadata', 'generation');
  return generation === undefined || generation === 0 ? generation : generation + 1;
};

const begun = (object: JsonObject, graceSeconds: number, nowMs: number): JsonObject =>
  withMetadata(object, {
    deletionTimestamp: formatTime(nowMs + graceSeconds * 1000),
    deletionGracePeriodSeconds: graceSeconds,
    generation: bumped(object),
  });

/** An explicit policy decides; without one, finalizers already present do, and without them the kind. */
const withPolicyFinalizers = ({ definition }: CompiledKind, object: JsonObject, options: Options): JsonObject => {
  const before = finalizersOf(object);
  const isDecided = before.includes(ORPHAN) || before.includes(FOREGROUND);
  const propagation = options.propagation ?? (isDecided ? undefined : definition.strategy.defaultPropagation);
  const wants = (finalizer: string, policy: string): boolean =>
    propagation === undefined ? before.includes(finalizer) : propagation === policy;
  const finalizers = before.filter((each) => each !== ORPHAN && each !== FOREGROUND);
  if (wants(ORPHAN, 'Orphan')) finalizers.push(ORPHAN);
  if (wants(FOREGROUND, 'Foreground')) finalizers.push(FOREGROUND);
  const known = new Set(before);
  const same = finalizers.length === before.length && finalizers.every((each) => known.has(each));
  return same ? object : withMetadata(object, { finalizers: finalizers.length === 0 ? undefined : finalizers });
};

/** About 6000 years: a longer grace would end at a time that cannot be written. */
const MOST_GRACE_SECONDS = 200_000_000_000;

/** Grace the kind gives this object; 0 for kinds that go at once. */
const graceOf = (kind: CompiledKind, object: JsonObject, { gracePeriodSeconds }: Options): number => {
  const standard = kind.definition.strategy.deleteGraceSeconds?.(object) ?? 0;
  if (standard <= 0) return 0;
  const asked = gracePeriodSeconds ?? standard;
  return asked < 0 ? 1 : Math.min(asked, MOST_GRACE_SECONDS);
};

interface Graceful {
  readonly object: JsonObject;
  readonly graceSeconds: number;
}

const shortened = (object: JsonObject, current: number, asked: number | undefined): Graceful | 'pending' => {
  if (asked === undefined || asked >= current) return 'pending';
  const graceSeconds = Math.max(0, asked);
  const began = (parseTime(stringAt(object, 'metadata', 'deletionTimestamp')) ?? 0) - current * 1000;
  const metadata = { deletionTimestamp: formatTime(began + graceSeconds * 1000), deletionGracePeriodSeconds: graceSeconds };
  return { object: withMetadata(object, metadata), graceSeconds };
};

/** The grace part of a delete: undefined where the kind has none, `pending` where it runs already. */
const withGrace = (kind: CompiledKind, object: JsonObject, at: Options & { readonly nowMs: number }): Graceful | 'pending' | undefined => {
  if (isBeingDeleted(object)) {
    const current = numberAt(object, 'metadata', 'deletionGracePeriodSeconds') ?? 0;
    return current === 0 ? undefined : shortened(object, current, at.gracePeriodSeconds);
  }
  if (kind.definition.strategy.deleteGraceSeconds === undefined) return undefined;
  const graceSeconds = graceOf(kind, object, at);
  return { object: begun(object, graceSeconds, at.nowMs), graceSeconds };
};

const deleteNamespace = (kind: CompiledKind, object: JsonObject, at: Options & { readonly nowMs: number }): Deletion => {
  if (isBeingDeleted(object)) return isDeletionComplete(kind, object) ? { step: 'remove', object } : { step: 'wait' };
  const held = withPolicyFinalizers(kind, object, at);
  const marked = withMetadata(held, { deletionTimestamp: formatTime(at.nowMs) });
  const ended = withValueAt(marked, ['status'], { ...objectAt(marked, 'status'), phase: 'Terminating' });
  return { step: isDeletionComplete(kind, ended) ? 'remove' : 'mark', object: ended };
};

/**
 * Upstream's rules. Grace comes first: an object whose grace runs is not touched again except to shorten it. Then
 * finalizers hold it, marked, until the last one is removed. What neither holds is gone at once.
 */
export const decideDeletion = (kind: CompiledKind, object: JsonObject, at: Options & { readonly nowMs: number }): Deletion => {
  if (isNamespace(kind)) return deleteNamespace(kind, object, at);
  const graceful = withGrace(kind, object, at);
  if (graceful === 'pending') return { step: 'wait' };
  const { object: graced, graceSeconds } = graceful ?? { object, graceSeconds: 0 };
  const held = withPolicyFinalizers(kind, graced, at);
  if (finalizersOf(held).length === 0 && graceSeconds === 0) return { step: 'remove', object: held };
  const marked = isBeingDeleted(held) ? held : begun(held, 0, at.nowMs);
  return metadataOf(marked) === metadataOf(object) ? { step: 'wait' } : { step: 'mark', object: marked };
};
