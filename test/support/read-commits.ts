import type { Recorded } from '../../events/envelope.ts';
import { createCommitAssembler } from '../../projections/commits.ts';
import type { LiveCluster } from './live-cluster.ts';
import { withLog } from './open-log.ts';

/** Every commit of EVENTS from the beginning, straight from the log. */
export const readCommits = (cluster: LiveCluster): Promise<readonly (readonly Recorded[])[]> =>
  withLog(cluster, async (store) => {
    const assembler = createCommitAssembler();
    const commits: (readonly Recorded[])[] = [];
    for await (const event of store.read('EVENTS', { after: 0, upTo: await store.head('EVENTS') })) {
      commits.push(...assembler.push([event]).map(({ events }) => events));
    }
    return commits.filter((events) => events.length > 0);
  });
