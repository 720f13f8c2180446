import { benchCreates } from './creates.ts';
import { benchIdleMemory } from './idle-memory.ts';
import { benchList } from './list.ts';
import { benchPodStart } from './pod-start.ts';
import { runSections } from './sections.ts';
import type { Section } from './sections.ts';
import { benchStart } from './start.ts';

const sections: readonly Section[] = [
  { title: 'idle memory (proportional set size of all processes, 2 nodes)', args: ['--nodes', '2'], run: (cluster) => benchIdleMemory(cluster, 600) },
  { title: 'idle memory, --in-one (1 node)', args: ['--nodes', '1', '--in-one'], run: (cluster) => benchIdleMemory(cluster, 250) },
  { title: 'pod create → Running, one at a time, minus the same two containers made raw', args: ['--nodes', '1'], run: benchPodStart },
  { title: 'creates: 4 KiB pods, 64 connections, TLS, sync_interval: always', args: ['--nodes', '1'], run: benchCreates },
  { title: 'creates, the same with two API servers', args: ['--nodes', '1', '--api', '2'], run: benchCreates },
  { title: 'LIST of 5,000 pods of 4 KiB while 50 writes/s go on', args: ['--nodes', '1'], run: benchList },
  { title: 'restart with 50,000 objects of 4 KiB', args: ['--nodes', '1', '--runtime', 'simulated'], run: benchStart },
];

await runSections(sections, process.argv.slice(2));
process.exit(0);
