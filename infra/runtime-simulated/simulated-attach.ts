import type { AttachOptions, Exec } from '../../services/node-agent/port.ts';
import type { SimulatedLog } from './simulated-log.ts';

/** What an attached client does to a virtual container. */
export interface SimulatedProcess {
  readonly log: SimulatedLog;
  /** It reads its input. */
  readonly stdin: boolean;
  readonly now: () => number;
  /** The end of its input, when it takes part in that. */
  readonly onInputEnd: () => void;
}

/** A virtual process shows what it writes from now on and echoes what it reads, line by line. */
export const simulatedAttach = ({ log, stdin, now, onInputEnd }: SimulatedProcess, options: AttachOptions): Exec => {
  const abort = new AbortController();
  const reads = options.stdin && stdin;
  return {
    output: log.read({ follow: true, timestamps: false, tailLines: 0 }, abort.signal),
    write: (bytes) => {
      if (reads) log.write('stdout', new TextDecoder().decode(bytes), now());
      return Promise.resolve();
    },
    closeStdin: () => { if (reads) onInputEnd(); },
    resize: () => Promise.resolve(),
    exitCode: () => Promise.resolve(0),
    close: () => { abort.abort(); },
  };
};
