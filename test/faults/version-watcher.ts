import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { lines } from '../../infra/runtime-docker/output.ts';
import type { ApiClient } from '../support/api-client.ts';

const FrameSchema = z.object({
  type: z.string(),
  object: z.object({ metadata: z.object({ resourceVersion: z.string().optional() }).optional(), code: z.number().optional() }),
});

export interface VersionWatcher {
  /** Ends the watch; answers every resourceVersion seen, in order of arrival. Rejects when the API gave the watch up. */
  stop(): Promise<readonly number[]>;
}

/** Watches a path and goes on from the last version after every interruption, as an informer does. */
export const startVersionWatcher = (api: ApiClient, path: string, from: string): VersionWatcher => {
  const seen: number[] = [];
  const gaveUp: string[] = [];
  let last = from;
  let running = true;
  let current: { destroy(): void } | undefined;
  const watchOnce = async (): Promise<void> => {
    const answer = await api.open(`${path}?watch=true&allowWatchBookmarks=true&resourceVersion=${last}`);
    current = answer;
    for await (const line of lines(answer)) {
      const { type, object } = FrameSchema.parse(JSON.parse(line));
      if (type === 'ERROR') {
        gaveUp.push(line);
        running = false;
        return;
      }
      const version = object.metadata?.resourceVersion;
      if (version === undefined) continue;
      seen.push(Number(version));
      last = version;
    }
  };
  const watch = async (): Promise<void> => {
    while (running) {
      await watchOnce().catch(() => undefined);
      if (running) await pause(100);
    }
  };
  const done = watch();
  return {
    stop: async () => {
      running = false;
      current?.destroy();
      await done;
      if (gaveUp.length > 0) throw new Error(`the API gave a watch up: ${gaveUp.join()}`);
      return seen;
    },
  };
};
