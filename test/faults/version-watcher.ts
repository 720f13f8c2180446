import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { lines } from '../../infra/runtime-docker/output.ts';
import type { ApiClient } from '../support/api-client.ts';

const FrameSchema = z.object({
  type: z.string(),
  object: z.object({ metadata: z.object({ resourceVersion: z.string().optional() }).optional(), code: z.number().optional() }),
});

const ListSchema = z.object({ metadata: z.object({ resourceVersion: z.string() }) });

export interface VersionWatcher {
  /** Ends the watch; answers every resourceVersion seen, those of lists included, in order of arrival. */
  stop(): Promise<readonly number[]>;
}

/** Lists and watches a path, goes on from the last version after every interruption, and lists again when told to, as an informer does. */
export const startVersionWatcher = (api: ApiClient, path: string): VersionWatcher => {
  const seen: number[] = [];
  let last: string | undefined;
  let running = true;
  let current: { destroy(): void } | undefined;
  const list = async (): Promise<string> => {
    const { status, body } = await api.send('GET', path);
    if (status !== 200) throw new Error(`no list: ${status}`);
    const version = ListSchema.parse(JSON.parse(body)).metadata.resourceVersion;
    seen.push(Number(version));
    return version;
  };
  const watchOnce = async (): Promise<void> => {
    last ??= await list();
    const answer = await api.open(`${path}?watch=true&allowWatchBookmarks=true&resourceVersion=${last}`);
    current = answer;
    for await (const line of lines(answer)) {
      const { type, object } = FrameSchema.parse(JSON.parse(line));
      if (type === 'ERROR') last = undefined;
      const version = object.metadata?.resourceVersion;
      if (version === undefined || type === 'ERROR') continue;
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
      return seen;
    },
  };
};
