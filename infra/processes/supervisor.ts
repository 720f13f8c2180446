import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { repoPath } from '../setup/tools-folder.ts';
import { ensureNatsServer } from '../setup/nats-server.ts';
import type { ChildSpec } from '../supervisor/child.ts';
import { createSupervisor } from '../supervisor/supervisor.ts';
import { componentList } from './component-list.ts';
import type { ProcessContext, RunningProcess } from './process-context.ts';

/**
 * Most of what a request or an event makes is garbage at once: where the young generation is too small for what is
 * under way, it is copied about instead, which costs more than the work. An idle process does not grow into it.
 */
const YOUNG_MIB: Readonly<Record<string, number>> = { 'api-server': 32, 'control-plane': 32 };
const OTHER_YOUNG_MIB = 8;
/**
 * Stored bytes lie outside the heap and count as its growth: a small heap would be collected whole every few MiB of
 * them. The heap may grow to five times what a collection left; an idle process is collected again soon.
 */
const HEAP_GROWTH = '--heap-growing-percent=400';
/**
 * Where no object of a shape is alive at a whole collection, V8 forgets the shape, and with it all code compiled for it.
 * Requests' objects come and go between two collections: their shapes are kept (as if there were so few collections).
 */
const KEEP_SHAPES = '--retain-maps-for-n-gc=1000000';
const RUN = repoPath('infra/processes/run.ts');
const STOP_TIMEOUT_MS = 10_000;

const nodeArgs = ({ folder }: ProcessContext, args: readonly string[]): readonly string[] => ['--disable-warning=ExperimentalWarning', `--max-semi-space-size=${YOUNG_MIB[args[0] ?? ''] ?? OTHER_YOUNG_MIB}`, HEAP_GROWTH, KEEP_SHAPES, RUN, ...args, '--dir', folder.root];

const specs = (context: ProcessContext): readonly ChildSpec[] =>
  componentList(context.config).map(({ name, args }) => ({
    name,
    program: process.execPath,
    args: nodeArgs(context, [...args, '--name', name]),
    logFile: context.folder.log(name),
    stopTimeoutMs: STOP_TIMEOUT_MS,
  }));

const setUpLog = (context: ProcessContext): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, nodeArgs(context, ['set-up-log']), { stdio: 'inherit' });
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`setting up the log ended with code ${String(code)}`))));
  });

/** The process that keeps all others running. */
export const startSupervisor = async (context: ProcessContext): Promise<RunningProcess> => {
  const supervisor = createSupervisor({
    log: {
      name: 'nats-server',
      program: await ensureNatsServer((line) => context.logger.info(line)),
      args: ['--config', context.folder.natsConfig],
      logFile: join(context.folder.root, 'logs', 'nats-server.log'),
      stopTimeoutMs: STOP_TIMEOUT_MS,
    },
    others: specs(context),
    setUpLog: () => setUpLog(context),
    stateFile: context.folder.supervisorState,
    marker: context.folder.root,
    logger: context.logger,
  });
  await supervisor.start();
  return { stop: () => supervisor.stop(), stopTimeoutMs: 2 * STOP_TIMEOUT_MS };
};
