import type { NatsConnection } from '@nats-io/transport-node';
import { EventStoreError } from '../../events/errors.ts';

/** Where servers answer with their JetStream settings: an import of one system service, nothing else of that account. */
export const SERVER_SETTINGS_SUBJECT = 'server.jetstream';

const COLLECT_MS = 2000;

const isSyncAlways = (answer: unknown): boolean => {
  const { data } = answer as { data?: { config?: { sync_always?: boolean } } };
  return data?.config?.sync_always === true;
};

/**
 * Makes sure that an acknowledged write is on disk: every server of the cluster must sync always. Throws
 * EventStoreError `misconfigured` if one does not, `unavailable` if none answers.
 */
export const checkServerSettings = async (connection: NatsConnection): Promise<void> => {
  let answers = 0;
  try {
    for await (const message of await connection.requestMany(SERVER_SETTINGS_SUBJECT, '{}', { strategy: 'stall', maxWait: COLLECT_MS, stall: 100 })) {
      if (message.headers?.code === 503) continue;
      answers += 1;
      if (!isSyncAlways(message.json())) throw new EventStoreError('misconfigured', 'nats-server must run with jetstream sync_interval: always');
    }
  } catch (cause) {
    if (cause instanceof EventStoreError) throw cause;
    throw new EventStoreError('unavailable', 'nats-server did not tell its settings', { cause });
  }
  if (answers === 0) throw new EventStoreError('unavailable', 'nats-server did not tell its settings');
};
