import { setTimeout as pause } from 'node:timers/promises';
import type { ApiClient } from '../support/api-client.ts';

const WRITES_PER_SECOND = 50;

/** Creates ConfigMaps at an even pace until told to stop; answers how many a second were acknowledged. */
export const keepWriting = (api: ApiClient): (() => Promise<number>) => {
  let running = true;
  const started = performance.now();
  const writes: Promise<number>[] = [];
  const write = async (): Promise<void> => {
    for (let index = 0; running; index += 1) {
      const map = { metadata: { generateName: 'w-' }, data: { index: String(index) } };
      writes.push(api.send('POST', '/api/v1/namespaces/bench/configmaps', map).then(({ status }) => Number(status === 201)));
      // Behind schedule after a busy stretch, the next follow at once.
      await pause(Math.max(0, started + ((index + 1) * 1_000) / WRITES_PER_SECOND - performance.now()));
    }
  };
  const done = write();
  return async () => {
    running = false;
    await done;
    const acknowledged = await Promise.all(writes);
    return acknowledged.reduce((sum, one) => sum + one, 0) / ((performance.now() - started) / 1_000);
  };
};
