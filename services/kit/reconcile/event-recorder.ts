import type { JsonObject } from '../../../events/json.ts';
import { numberAt } from '../../../events/json-path.ts';
import type { ObjectRef } from '../../../events/object-ref.ts';
import type { Command, WriteContext, Writer } from '../command.ts';
import type { Follower } from '../follower.ts';
import type { Clock, Digest, Logger } from '../port.ts';
import type { EventNote } from '../reconciler.ts';
import { formatTime } from '../timestamp.ts';
import { createTokenBuckets } from './token-buckets.ts';
import { createWorkQueue } from './work-queue.ts';

export interface EventSource {
  /** E.g. `replicaset-controller`, `kubelet`. */
  readonly component: string;
  readonly host?: string;
}

/**
 * Records core/v1 Events. Equal notes of one source about one object are one Event whose count grows, under a name
 * that is a function of them: any replica, before or after a restart, counts the same object on. Recording never
 * fails its caller: what cannot be written is logged and dropped, as is what one source says too often of one object.
 */
export interface EventRecorder {
  record(note: EventNote, source: EventSource, cause?: WriteContext['cause']): void;
  /** Resolves when what is being written is written. */
  stop(): Promise<void>;
}

export interface EventRecorderDeps {
  readonly writer: Writer;
  /** Must follow EVENTOBJECTS. */
  readonly follower: Follower;
  readonly clock: Clock;
  readonly digest: Digest;
  readonly logger: Logger;
}

interface Pending {
  readonly note: EventNote;
  readonly source: EventSource;
  readonly cause: WriteContext['cause'];
  count: number;
}

const EVENTS = { group: '', resource: 'events' } as const;
const HASH_LENGTH = 16;
const MOST_NAME_LENGTH = 253;
const MOST_MESSAGE_LENGTH = 1024;
/** client-go's spam filter: 25 at once, then one in five minutes, per source and object. */
const BURST = 25;
const REFILL_MS = 300_000;
const WORKERS = 4;

const actorOf = ({ component, host }: EventSource): string =>
  component === 'kubelet' && host !== undefined ? `system:node:${host}` : `system:serviceaccount:kube-system:${component}`;

const eventObject = ({ note, source, count }: Pending, name: string, time: string): JsonObject => {
  const { regarding, type, reason, message } = note;
  const { kind, namespace, uid, apiVersion } = regarding;
  return {
    metadata: { name, namespace: namespace === '' ? 'default' : namespace },
    involvedObject: { kind, namespace, name: regarding.name, uid, apiVersion, ...('fieldPath' in regarding && typeof regarding.fieldPath === 'string' && { fieldPath: regarding.fieldPath }) },
    reason,
    message: message.slice(0, MOST_MESSAGE_LENGTH),
    source: { component: source.component, ...(source.host !== undefined && { host: source.host }) },
    firstTimestamp: time,
    lastTimestamp: time,
    count,
    type,
    reportingComponent: source.component,
    reportingInstance: source.host ?? '',
  };
};

export const createEventRecorder = ({ writer, follower, clock, digest, logger }: EventRecorderDeps): EventRecorder => {
  const pending = new Map<string, Pending>();
  const buckets = createTokenBuckets({ clock, burst: BURST, refillMs: REFILL_MS });

  const nameOf = ({ regarding, type, reason, message }: EventNote, { component, host = '' }: EventSource): string => {
    const hash = digest.hex(HASH_LENGTH, regarding.uid, regarding.kind, regarding.fieldPath ?? '', type, reason, message, component, host);
    return `${regarding.name.slice(0, MOST_NAME_LENGTH - HASH_LENGTH - 1)}.${hash}`;
  };

  const commandFor = (each: Pending, ref: ObjectRef): Command => {
    const time = formatTime(clock.now());
    const reason = `${each.note.reason}: recorded by ${each.source.component}`;
    if (follower.snapshot().get(EVENTS, ref.namespace, ref.name) === undefined) {
      return { verb: 'create', ref, object: eventObject(each, ref.name, time), reason };
    }
    const object = (current: JsonObject): JsonObject =>
      ({ ...current, count: (numberAt(current, 'count') ?? 0) + each.count, lastTimestamp: time });
    return { verb: 'update', ref, object, reason };
  };

  const write = async (each: Pending, name: string): Promise<void> => {
    const { regarding } = each.note;
    const ref = { ...EVENTS, namespace: regarding.namespace === '' ? 'default' : regarding.namespace, name };
    const context: WriteContext = { actor: actorOf(each.source), fieldManager: each.source.component, ...(each.cause && { cause: each.cause }) };
    const outcome = await writer.execute([commandFor(each, ref)], context);
    if (outcome.ok) return;
    // Another replica created it, or it expired, since this process last looked; the writer has caught up with that.
    const raced = outcome.refusal.reason === 'AlreadyExists' || outcome.refusal.reason === 'NotFound';
    const last = raced ? await writer.execute([commandFor(each, ref)], context) : outcome;
    if (!last.ok) logger.debug('an Event was not recorded', { name, namespace: ref.namespace, why: last.refusal.message });
  };

  const work = async (key: string): Promise<void> => {
    const each = pending.get(key);
    pending.delete(key);
    if (each === undefined) return;
    try {
      await write(each, key.slice(key.indexOf('/') + 1));
    } catch (error) {
      logger.warn('an Event was not recorded', { key, error });
    }
  };
  const queue = createWorkQueue({ clock, work, workers: WORKERS });

  return {
    record: (note, source, cause) => {
      if (!buckets.take(`${source.component} ${source.host ?? ''} ${note.regarding.uid} ${note.regarding.name}`)) return;
      const key = `${note.regarding.namespace}/${nameOf(note, source)}`;
      const known = pending.get(key);
      if (known === undefined) pending.set(key, { note, source, cause, count: 1 });
      else known.count += 1;
      queue.add(key);
    },
    stop: () => queue.stop(),
  };
};
