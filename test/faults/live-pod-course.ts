import { z } from 'zod';
import type { Recorded } from '../../events/envelope.ts';

const PodSchema = z.object({
  metadata: z.object({ labels: z.record(z.string(), z.string()).optional(), deletionTimestamp: z.string().optional() }),
  status: z.object({ phase: z.string().optional() }).optional(),
});

const isLive = (event: Recorded, app: string): boolean => {
  if (event.operation === 'delete') return false;
  const { metadata, status } = PodSchema.parse(JSON.parse(new TextDecoder().decode(event.object)));
  const over = status?.phase === 'Failed' || status?.phase === 'Succeeded';
  return metadata.labels?.['app'] === app && metadata.deletionTimestamp === undefined && !over;
};

/** How many pods of an app were neither terminating nor finished, after each commit that touched one. */
export const livePodCourse = (commits: readonly (readonly Recorded[])[], of: { readonly namespace: string; readonly app: string }): readonly { readonly at: string; readonly count: number }[] => {
  const live = new Set<string>();
  return commits.flatMap((events) => {
    const pods = events.filter(({ ref }) => ref.resource === 'pods' && ref.namespace === of.namespace);
    for (const event of pods) {
      if (isLive(event, of.app)) live.add(event.ref.name);
      else live.delete(event.ref.name);
    }
    return pods.length === 0 ? [] : [{ at: `EVENTS/${pods.at(-1)?.sequence ?? 0}`, count: live.size }];
  });
};
