import { benchCreates } from '../creates.ts';
import { runSections } from '../sections.ts';
import type { Section } from '../sections.ts';
import { benchStart } from '../start.ts';
import { benchFiltered } from './filtered.ts';
import { benchGet } from './get.ts';
import { benchLists } from './list.ts';
import { benchWatchers } from './watchers.ts';

const ONE_NODE = ['--nodes', '1'];
const SIMULATED = [...ONE_NODE, '--runtime', 'simulated'];

/** What the API server gives, TLS with client certificates and `sync_interval: always` throughout, pods of 4 KiB with managedFields, gzip off. */
const sections: readonly Section[] = [
  { title: 'creates on 64 connections', args: ONE_NODE, run: benchCreates },
  { title: 'creates on 64 connections, two API servers', args: [...ONE_NODE, '--api', '2'], run: benchCreates },
  { title: 'GET of one pod on 64 connections while 50 writes/s go on', args: ONE_NODE, run: benchGet },
  { title: 'LIST of 5,000 pods while 50 writes/s go on', args: ONE_NODE, run: benchLists },
  { title: 'filtered LISTs of 1 % of 50,000 objects, and what they take of memory', args: SIMULATED, run: benchFiltered },
  { title: '1,000 watchers, 200 updates/s', args: ONE_NODE, run: benchWatchers },
  { title: 'restart with 100,000 pods', args: SIMULATED, run: (cluster) => benchStart(cluster, 100_000) },
];

await runSections(sections, process.argv.slice(2));
process.exit(0);
