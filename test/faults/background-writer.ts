import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { ApiClient } from '../support/api-client.ts';

const CreatedSchema = z.object({ metadata: z.object({ resourceVersion: z.string() }) });

export interface BackgroundWriter {
  /** Ends the writing; answers the names of every object whose creation was acknowledged, and their versions in that order. */
  stop(): Promise<{ readonly names: readonly string[]; readonly versions: readonly number[] }>;
}

/** Creates ConfigMaps one after the other until stopped, and remembers which were acknowledged. */
export const startBackgroundWriter = (api: ApiClient, namespace: string, prefix: string): BackgroundWriter => {
  const names: string[] = [];
  const versions: number[] = [];
  let running = true;
  const write = async (): Promise<void> => {
    for (let index = 0; running; index += 1) {
      const name = `${prefix}-${index}`;
      const answer = await api.send('POST', `/api/v1/namespaces/${namespace}/configmaps`, { metadata: { name }, data: { index: String(index) } }).catch(() => undefined);
      if (answer?.status === 201) {
        names.push(name);
        versions.push(Number(CreatedSchema.parse(JSON.parse(answer.body)).metadata.resourceVersion));
      }
      await pause(20);
    }
  };
  const done = write();
  return {
    stop: async () => {
      running = false;
      await done;
      return { names, versions };
    },
  };
};
