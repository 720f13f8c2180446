import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { memoryFolder } from '../cluster/memory-folder.ts';
import type { CliCommand } from './command.ts';
import { DIR_OPTION, UsageError, flag } from './command.ts';
import { removeContainers } from './cluster-containers.ts';
import { stopCluster } from './down.ts';
import { openCluster } from './open-cluster.ts';

const confirmed = async (question: string): Promise<boolean> => {
  if (!process.stdin.isTTY) throw new UsageError('reset forgets the cluster and its whole history', 'add --yes to say so');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`${question} [y/N] `);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
};

export const reset: CliCommand = {
  name: 'reset',
  summary: 'forget the cluster: its containers, its state and its whole history',
  usage: '[--yes] [--dir DIR]',
  options: { ...DIR_OPTION, yes: { type: 'boolean', help: 'do not ask' } },
  run: async (invocation) => {
    const cluster = await openCluster(invocation);
    const sure = flag(invocation, 'yes') || (await confirmed(`Forget the cluster in ${cluster.folder.root} with its whole history?`));
    if (!sure) return 1;
    await stopCluster(cluster);
    await removeContainers(cluster.config);
    await rm(memoryFolder(cluster.config), { recursive: true, force: true });
    await rm(cluster.folder.root, { recursive: true, force: true });
    process.stdout.write('forgotten\n');
    return 0;
  },
};
