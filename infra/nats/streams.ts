import type { JetStreamManager, StreamConfig } from '@nats-io/jetstream';
import { AckPolicy, DeliverPolicy, DiscardPolicy, JetStreamApiError, RetentionPolicy, StorageType, StoreCompression } from '@nats-io/jetstream';
import { EventStoreError } from '../../events/errors.ts';

/** Remembers, outside JetStream's own directory, that this cluster's log has been created. */
export interface LogMarker {
  exists(): Promise<boolean>;
  write(): Promise<void>;
}

/** The durable consumer all replicas of status share. */
export const OBSERVATIONS_CONSUMER = 'status';

const SECOND_NS = 1_000_000_000;
const STREAM_NOT_FOUND = 10059;
const NAME_IN_USE = 10058;

/** Core and events.k8s.io Events live this long after their last change, unless told otherwise. */
const EVENT_OBJECT_TTL_SECONDS = 3600;

const common = (replicas: number): Partial<StreamConfig> => ({
  storage: StorageType.File,
  num_replicas: replicas,
  compression: StoreCompression.S2,
  allow_direct: false,
  discard: DiscardPolicy.New,
  duplicate_window: 120 * SECOND_NS,
});

type NamedConfig = Partial<StreamConfig> & { readonly name: string };

/** Batches only where every version is kept: a stream that forgets versions one by one would forget half a batch. */
const streamConfigs = (replicas: number, eventObjectTtlSeconds: number): readonly NamedConfig[] => [
  { ...common(replicas), name: 'EVENTS', subjects: ['ev.>'], deny_delete: true, deny_purge: true, allow_atomic: true },
  { ...common(replicas), name: 'LEASES', subjects: ['le.>'], max_msgs_per_subject: 1, deny_delete: true },
  {
    ...common(replicas), name: 'EVENTOBJECTS', subjects: ['eo.>'], deny_delete: true,
    allow_rollup_hdrs: true, allow_msg_ttl: true,
    // The server keeps no message for less than a marker: the two are the same time.
    subject_delete_marker_ttl: eventObjectTtlSeconds * SECOND_NS,
  },
  { ...common(replicas), name: 'OBSERVATIONS', subjects: ['obs.>'], retention: RetentionPolicy.Workqueue, duplicate_window: 1800 * SECOND_NS },
  { ...common(replicas), name: 'KV_KEYS', subjects: ['$KV.KEYS.>'], max_msgs_per_subject: 1, allow_rollup_hdrs: true },
];

const isCode = (error: unknown, code: number): boolean => error instanceof JetStreamApiError && error.code === code;

const exists = async (manager: JetStreamManager, name: string): Promise<boolean> => {
  try {
    await manager.streams.info(name);
    return true;
  } catch (cause) {
    if (isCode(cause, STREAM_NOT_FOUND)) return false;
    throw new EventStoreError('unavailable', `stream ${name} cannot be looked up`, { cause });
  }
};

const create = async (manager: JetStreamManager, config: NamedConfig): Promise<void> => {
  try {
    await manager.streams.add(config);
  } catch (cause) {
    if (isCode(cause, NAME_IN_USE)) return;
    throw new EventStoreError('misconfigured', `stream ${config.name} cannot be created`, { cause });
  }
};

const ensureConsumer = async (manager: JetStreamManager, replicas: number): Promise<void> => {
  await manager.consumers.add('OBSERVATIONS', {
    durable_name: OBSERVATIONS_CONSUMER,
    ack_policy: AckPolicy.Explicit,
    deliver_policy: DeliverPolicy.All,
    // What a killed replica had taken waits this long; applying one takes milliseconds, and twice is harmless.
    ack_wait: 5 * SECOND_NS,
    max_deliver: -1,
    max_ack_pending: 1000,
    num_replicas: replicas,
  });
};

export interface EnsureStreamsOptions {
  readonly replicas: number;
  readonly marker: LogMarker;
  /** Time to live of Event objects; give the event store the same. Default an hour, as upstream's. */
  readonly eventObjectTtlSeconds?: number;
}

/** Streams whose loss loses history or plaintext: never made again once they have been. */
const KEPT: readonly string[] = ['EVENTS', 'KV_KEYS'];

/**
 * Creates the streams that are missing. EVENTS and the keys are created by a cluster's first start only, which the
 * marker remembers; missing later they throw EventStoreError `misconfigured`, because an empty log in their place
 * would be a different cluster. One that is there keeps the configuration it was made with. Safe to repeat and to
 * interrupt anywhere.
 */
export const ensureStreams = async (manager: JetStreamManager, options: EnsureStreamsOptions): Promise<void> => {
  const begun = await options.marker.exists();
  for (const config of streamConfigs(options.replicas, options.eventObjectTtlSeconds ?? EVENT_OBJECT_TTL_SECONDS)) {
    if (await exists(manager, config.name)) continue;
    if (begun && KEPT.includes(config.name)) {
      throw new EventStoreError('misconfigured', `stream ${config.name} is gone: restore JetStream's directory; it is never created again`);
    }
    await create(manager, config);
  }
  await ensureConsumer(manager, options.replicas);
  if (!begun) await options.marker.write();
};
