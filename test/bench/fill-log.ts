import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../events/json.ts';
import type { NewEvent, Recorded } from '../../events/envelope.ts';
import type { ObjectRef } from '../../events/object-ref.ts';
import type { LiveCluster } from '../support/live-cluster.ts';
import { withLog } from '../support/open-log.ts';

const BATCH = 500;

/** Changes to a copy, by its number. */
export type Vary = (object: JsonObject, index: number) => JsonObject;

const copyOf = (original: Recorded, index: number, vary: Vary): NewEvent => {
  const name = `copy-${String(index).padStart(6, '0')}`;
  const object = vary(JSON.parse(new TextDecoder().decode(original.object)) as JsonObject, index);
  const copied = { ...object, metadata: { ...(object['metadata'] as JsonObject), name, uid: randomUUID() } };
  return { ...original, id: randomUUID(), expected: 0, ref: { ...original.ref, name }, object: new TextEncoder().encode(JSON.stringify(copied)) };
};

/** Fills the log in batches with copies of an object the API made: the API would take minutes. */
export const fillLog = (cluster: LiveCluster, { original: ref, copies, vary = (object) => object }: { readonly original: ObjectRef; readonly copies: number; readonly vary?: Vary }): Promise<void> =>
  withLog(cluster, async (store) => {
    const original = await store.last(ref);
    if (original === undefined) throw new Error('the original is not in the log');
    for (let from = 0; from < copies; from += BATCH) {
      const size = Math.min(BATCH, copies - from);
      const result = await store.append(Array.from({ length: size }, (_, offset) => copyOf(original, from + offset, vary)));
      if (!result.ok) throw new Error('a batch was refused');
    }
  });
