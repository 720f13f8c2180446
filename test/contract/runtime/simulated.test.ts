import { randomUUID } from 'node:crypto';
import { createSimulatedRuntime } from '../../../infra/runtime-simulated/simulated-runtime.ts';
import type { Program } from '../../../infra/runtime-simulated/program.ts';
import { describeRuntime } from './runtime-contract.ts';
import type { Behaviour } from './runtime-contract.ts';

const PROGRAMS: Readonly<Record<Behaviour, Program>> = {
  'runs for ever': {},
  'prints hello and exits 3': { stdout: 'one\nhello\n', runMs: 1, exitCode: 3 },
  'ignores TERM': { ignoreTerm: true },
  'repeats its input': {},
  'runs out of memory': { runMs: 1, exitCode: 137, oomKilled: true },
  'cannot be started': { startError: 'exec: "not-there": no such file' },
};

describeRuntime('simulated', () => {
  const clock = {
    now: () => Date.now(),
    after: (delayMs: number, callback: () => void) => {
      const timer = setTimeout(callback, delayMs);
      return () => { clearTimeout(timer); };
    },
  };
  const entropy = { uuid: () => randomUUID(), nameSuffix: (length: number) => 'x'.repeat(length) };
  const runtime = createSimulatedRuntime({ clock, entropy });
  return Promise.resolve({
    runtime,
    reopen: () => runtime,
    image: 'app:1',
    program: (behaviour) => ({ env: [['SIMULATE', JSON.stringify(PROGRAMS[behaviour])]], stdin: behaviour === 'repeats its input', stdinOnce: behaviour === 'repeats its input' }),
    address: (index) => `10.0.0.${index}`,
    close: () => Promise.resolve(),
  });
});
