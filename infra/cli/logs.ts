import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { CliCommand } from './command.ts';
import { DIR_OPTION, UsageError } from './command.ts';
import { openCluster } from './open-cluster.ts';

export const logs: CliCommand = {
  name: 'logs',
  summary: "print a component's log, or name the components",
  usage: '[COMPONENT] [--dir DIR]',
  options: DIR_OPTION,
  words: 1,
  run: async (invocation) => {
    const { folder } = await openCluster(invocation);
    const files = (await readdir(join(folder.root, 'logs'))).filter((file) => file.endsWith('.log'));
    const components = files.map((file) => file.slice(0, -'.log'.length)).toSorted();
    const [component] = invocation.positionals;
    if (component === undefined) {
      process.stdout.write(`${components.join('\n')}\n`);
      return 0;
    }
    if (!components.includes(component)) throw new UsageError(`there is no component "${component}"`, `one of: ${components.join(', ')}`);
    await pipeline(createReadStream(folder.log(component)), process.stdout, { end: false });
    return 0;
  },
};
