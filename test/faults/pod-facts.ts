import { z } from 'zod';
import type { LiveCluster } from '../support/live-cluster.ts';

const PodListSchema = z.object({
  items: z.array(z.object({
    metadata: z.object({ name: z.string(), uid: z.string(), deletionTimestamp: z.string().optional() }),
    spec: z.object({ nodeName: z.string().optional() }),
    status: z.object({ containerStatuses: z.array(z.object({ ready: z.boolean(), restartCount: z.int(), containerID: z.string().optional() })).optional() }),
  })),
});

/** Who a pod is and which container it runs, as the API tells. */
export interface PodFacts {
  readonly name: string;
  readonly uid: string;
  readonly node: string | undefined;
  readonly terminating: boolean;
  readonly ready: boolean;
  readonly restartCount: number;
  readonly containerID: string | undefined;
}

/** The pods of a namespace, by name. */
export const readPodFacts = async (cluster: LiveCluster, namespace: string): Promise<readonly PodFacts[]> => {
  const { items } = PodListSchema.parse(JSON.parse(await cluster.ok(['-n', namespace, 'get', 'pods', '-o', 'json'])));
  return items.map(({ metadata: { name, uid, deletionTimestamp }, spec, status }) => {
    const [container] = status.containerStatuses ?? [];
    return { name, uid, node: spec.nodeName, terminating: deletionTimestamp !== undefined, ready: container?.ready ?? false, restartCount: container?.restartCount ?? 0, containerID: container?.containerID };
  });
};
