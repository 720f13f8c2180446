import { setTimeout as delay } from 'node:timers/promises';
import type { StreamName } from '../../events/catalogue.ts';
import { STREAMS } from '../../events/catalogue.ts';
import type { JetStreamApi } from './jetstream-api.ts';
import type { StoredMessage } from './stored-message.ts';
import { batchOf, commitSequence } from './stored-message.ts';

/** How long a stream may stand still with an open batch at its end before that batch counts as broken off. */
const STILL_MS = 500;
const LOOK_AGAIN_MS = 25;

/** Members lie side by side, so the commit's place is known; while the server is still storing the batch, this waits. */
const hasCommit = async (api: JetStreamApi, stream: StreamName, { member, id }: { readonly member: StoredMessage; readonly id: string }): Promise<boolean> => {
  const place = commitSequence(member);
  if (!Number.isSafeInteger(place)) return false;
  let head = 0;
  let stillMs = 0;
  for (;;) {
    const commit = await api.bySequence(stream, place);
    if (commit) return batchOf(commit.header)?.id === id;
    const { last } = await api.info(stream);
    stillMs = last === head ? stillMs + LOOK_AGAIN_MS : 0;
    head = last;
    if (last > place || stillMs >= STILL_MS) return false;
    await delay(LOOK_AGAIN_MS);
  }
};

/**
 * Whether a message stands: it was appended alone, or its batch has its commit. In a stream without history every
 * message stands: a later write to the commit's subject has the commit forgotten.
 */
export const isCommitted = async (api: JetStreamApi, stream: StreamName, message: StoredMessage): Promise<boolean> => {
  const batch = STREAMS[stream].history ? batchOf(message.header) : undefined;
  return batch === undefined || batch.last || hasCommit(api, stream, { member: message, id: batch.id });
};
