import { readFile } from 'node:fs/promises';
import type { CliCommand } from './command.ts';
import { DIR_OPTION } from './command.ts';
import { openCluster } from './open-cluster.ts';

export const kubeconfig: CliCommand = {
  name: 'kubeconfig',
  summary: "print the administrator's kubeconfig",
  usage: '[--dir DIR]',
  options: DIR_OPTION,
  run: async (invocation) => {
    const { folder } = await openCluster(invocation);
    process.stdout.write(await readFile(folder.kubeconfig, 'utf8'));
    return 0;
  },
};
