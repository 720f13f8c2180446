import { Kvm } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/transport-node';
import { EventStoreError } from '../../events/errors.ts';

/** Wrapped data keys by id. `put` is durable when it resolves. Faults throw EventStoreError `unavailable`. */
export interface KeyRing {
  put(id: string, wrapped: Uint8Array): Promise<void>;
  /** Undefined when there is no such key. */
  get(id: string): Promise<Uint8Array | undefined>;
}

const BUCKET = 'KEYS';

const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (cause) {
    throw new EventStoreError('unavailable', 'the key bucket cannot be reached', { cause });
  }
};

/** The `KEYS` bucket, which API roles alone may use. Reads come from the leader; its stream syncs like every other. */
export const natsKeyRing = async (connection: NatsConnection): Promise<KeyRing> => {
  const bucket = await guarded(() => new Kvm(connection).open(BUCKET, { allow_direct: false }));
  return {
    put: async (id, wrapped) => { await guarded(() => bucket.put(id, wrapped)); },
    get: async (id) => {
      const entry = await guarded(() => bucket.get(id));
      return entry?.operation === 'PUT' ? entry.value : undefined;
    },
  };
};
