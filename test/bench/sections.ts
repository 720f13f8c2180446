import { ensureClient } from '../../infra/setup/kubectl.ts';
import { startLiveCluster } from '../support/live-cluster.ts';
import type { LiveCluster } from '../support/live-cluster.ts';
import type { Figure } from './figure.ts';
import { printFigures } from './figure.ts';

export interface Section {
  readonly title: string;
  /** Of `./shiplog up`. */
  readonly args: readonly string[];
  readonly run: (cluster: LiveCluster) => Promise<readonly Figure[]>;
}

/** Runs each section on a cluster of its own and prints its figures; `words` choose sections by their titles, none chooses all. */
export const runSections = async (sections: readonly Section[], words: readonly string[]): Promise<void> => {
  await ensureClient('kubectl');
  for (const { title, args, run } of sections.filter((section) => words.length === 0 || words.some((word) => section.title.includes(word)))) {
    console.log(title);
    const cluster = await startLiveCluster(args);
    try {
      printFigures(await run(cluster));
    } finally {
      await cluster.stop();
    }
  }
};
