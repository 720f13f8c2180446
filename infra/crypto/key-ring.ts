import { jetstreamManager, JetStreamApiError } from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/transport-node';
import { EventStoreError } from '../../events/errors.ts';

/** Wrapped data keys by id. `put` is durable when it resolves. Faults throw EventStoreError `unavailable`. */
export interface KeyRing {
  put(id: string, wrapped: Uint8Array): Promise<void>;
  /** Undefined when there is no such key (any more). */
  get(id: string): Promise<Uint8Array | undefined>;
  /** Destroys a key, overwriting it on disk: what is sealed with it can never be read again. */
  destroy(id: string): Promise<void>;
}

const BUCKET = 'KEYS';
const STREAM = `KV_${BUCKET}`;
const NO_MESSAGE = 10037;

const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (cause) {
    throw new EventStoreError('unavailable', 'the key bucket cannot be reached', { cause });
  }
};

const isGone = (error: unknown): boolean => error instanceof JetStreamApiError && error.code === NO_MESSAGE;

/** The `KEYS` bucket, which API roles alone may use. Reads come from the leader; its stream syncs like every other. */
export const natsKeyRing = async (connection: NatsConnection): Promise<KeyRing> => {
  const manager = await guarded(() => jetstreamManager(connection, { checkAPI: false }));
  const bucket = await guarded(() => new Kvm(connection).open(BUCKET, { allow_direct: false }));
  return {
    put: async (id, wrapped) => { await guarded(() => bucket.put(id, wrapped)); },
    get: async (id) => {
      const entry = await guarded(() => bucket.get(id));
      return entry?.operation === 'PUT' ? entry.value : undefined;
    },
    destroy: async (id) => {
      const entry = await guarded(() => bucket.get(id));
      if (!entry) return;
      await manager.streams.deleteMessage(STREAM, entry.revision, true).catch((cause: unknown) => {
        if (!isGone(cause)) throw new EventStoreError('unavailable', 'the key could not be destroyed', { cause });
      });
    },
  };
};
