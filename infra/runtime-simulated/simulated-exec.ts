import type { Exec, ExecOptions, OutputChunk } from '../../services/node-agent/port.ts';
import { exitCodeOfCommand } from './program.ts';
import { createQueue } from './queue.ts';

/** A virtual command: `cat` echoes its input, everything else prints itself; the exit code is read off `exit N`. */
export const simulatedExec = (options: ExecOptions): Exec => {
  const output = createQueue<OutputChunk>();
  const echoes = options.command.at(-1)?.split(' ')[0] === 'cat' && options.stdin;
  if (!echoes) {
    output.push({ channel: 'stdout', bytes: new TextEncoder().encode(`${options.command.join(' ')}\n`) });
    output.end();
  }
  return {
    output,
    write: (bytes) => {
      if (echoes) output.push({ channel: 'stdout', bytes });
      return Promise.resolve();
    },
    closeStdin: output.end,
    resize: () => Promise.resolve(),
    exitCode: () => Promise.resolve(exitCodeOfCommand(options.command)),
    close: output.end,
  };
};
