import { ensureClient } from '../../infra/setup/kubectl.ts';
import { startLiveCluster } from '../support/live-cluster.ts';
import type { LiveCluster } from '../support/live-cluster.ts';
import { benchCreates } from './creates.ts';
import type { Figure } from './figure.ts';
import { printFigures } from './figure.ts';
import { benchIdleMemory } from './idle-memory.ts';
import { benchList } from './list.ts';
import { benchPodStart } from './pod-start.ts';
import { benchStart } from './start.ts';

interface Section {
  readonly title: string;
  readonly args: readonly string[];
  readonly run: (cluster: LiveCluster) => Promise<readonly Figure[]>;
}

const sections: readonly Section[] = [
  { title: 'idle memory (proportional set size of all processes, 2 nodes)', args: ['--nodes', '2'], run: (cluster) => benchIdleMemory(cluster, 600) },
  { title: 'idle memory, --in-one (1 node)', args: ['--nodes', '1', '--in-one'], run: (cluster) => benchIdleMemory(cluster, 250) },
  { title: 'pod create → Running, one at a time, minus the same two containers made raw', args: ['--nodes', '1'], run: benchPodStart },
  { title: 'creates: 4 KiB pods, 64 connections, TLS, sync_interval: always', args: ['--nodes', '1'], run: benchCreates },
  { title: 'LIST of 5,000 pods of 4 KiB while 50 writes/s go on', args: ['--nodes', '1'], run: benchList },
  { title: 'restart with 50,000 objects of 4 KiB', args: ['--nodes', '1', '--runtime', 'simulated'], run: benchStart },
];

await ensureClient('kubectl');
const wanted = process.argv.slice(2);
for (const { title, args, run } of sections.filter((section) => wanted.length === 0 || wanted.some((word) => section.title.includes(word)))) {
  console.log(title);
  const cluster = await startLiveCluster(args);
  try {
    printFigures(await run(cluster));
  } finally {
    await cluster.stop();
  }
}
process.exit(0);
