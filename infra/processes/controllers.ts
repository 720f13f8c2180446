import { readFile } from 'node:fs/promises';
import { createKinds } from '../../events/resources/registry.ts';
import { createOwners } from '../../projections/owners/owners.ts';
import type { Owners } from '../../projections/owners/owners.ts';
import { createControllers } from '../../services/controllers/registry.ts';
import { createReconcilerRunner } from '../../services/kit/reconcile/run-reconciler.ts';
import { createViews } from '../../services/kit/reconcile/view.ts';
import { startRecorder } from './event-recording.ts';
import { startLogProcess, waitUntilCaughtUp } from './log-process.ts';
import type { LogProcess } from './log-process.ts';
import type { ProcessContext, RunningProcess } from './process-context.ts';
import { startWriter } from './writing.ts';

const STREAMS = ['EVENTS', 'LEASES', 'EVENTOBJECTS'] as const;

/** Loaded and fed before any reconciler hears of a commit: listeners are called in the order they came. */
const followOwners = ({ follower }: LogProcess): Owners => {
  const owners = createOwners();
  owners.load(follower.snapshot());
  follower.onCommit((changes) => owners.apply(changes));
  return owners;
};

/** Runs every controller over a process's fold. */
export const runControllers = async (log: LogProcess): Promise<RunningProcess> => {
  const { context, follower, kinds, clock, logger, telemetry } = log;
  const writer = startWriter(log);
  await waitUntilCaughtUp(log, STREAMS);
  const owners = followOwners(log);
  const recorder = startRecorder(log, writer);
  const deps = { follower, writer, view: createViews(), record: recorder.record, clock, logger, telemetry };
  const controllers = createControllers({ caPem: await readFile(context.folder.caCert, 'utf8'), kinds, owners });
  const runners = controllers.map((reconciler) => createReconcilerRunner(reconciler, deps));
  for (const runner of runners) runner.start();
  return {
    stop: async () => {
      await Promise.all(runners.map((runner) => runner.stop()));
      await recorder.stop();
    },
  };
};

export const startControllers = async (context: ProcessContext): Promise<RunningProcess> => {
  const log = await startLogProcess(context, { role: 'controllers', streams: STREAMS, kinds: createKinds() });
  const running = await runControllers(log);
  return {
    stop: async () => {
      await running.stop();
      await log.stop();
    },
  };
};
