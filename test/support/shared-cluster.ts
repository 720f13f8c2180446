import { startLiveCluster } from './live-cluster.ts';
import type { LiveCluster } from './live-cluster.ts';

let shared: Promise<LiveCluster> | undefined;

/** The one live cluster of the suite, started by whoever asks first; tests keep apart by namespaces. */
export const sharedCluster = (): Promise<LiveCluster> => (shared ??= startLiveCluster(['--nodes', '2']));

/** Ends the shared cluster with the suite. */
export const mochaHooks = {
  async afterAll(): Promise<void> {
    await (await shared)?.stop();
  },
};
