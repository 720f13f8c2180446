import { setTimeout as pause } from 'node:timers/promises';
import type { ApiClient } from '../support/api-client.ts';

export interface BackgroundWriter {
  /** Ends the writing; answers the names of every object whose creation was acknowledged. */
  stop(): Promise<readonly string[]>;
}

/** Creates ConfigMaps one after the other until stopped, and remembers which were acknowledged. */
export const startBackgroundWriter = (api: ApiClient, namespace: string, prefix: string): BackgroundWriter => {
  const acknowledged: string[] = [];
  let running = true;
  const write = async (): Promise<void> => {
    for (let index = 0; running; index += 1) {
      const name = `${prefix}-${index}`;
      const answer = await api.send('POST', `/api/v1/namespaces/${namespace}/configmaps`, { metadata: { name }, data: { index: String(index) } }).catch(() => undefined);
      if (answer?.status === 201) acknowledged.push(name);
      await pause(20);
    }
  };
  const done = write();
  return {
    stop: async () => {
      running = false;
      await done;
      return acknowledged;
    },
  };
};
