import { event } from '../../events/resources/core/event/schema.ts';
import { pod } from '../../events/resources/core/pod/schema.ts';
import { kindsOf } from '../../events/resources/kinds-of.ts';
import { createViews } from '../../services/kit/reconcile/view.ts';
import { createScheduler } from '../../services/scheduler/scheduler.ts';
import { startRecorder } from './event-recording.ts';
import { startLogProcess, waitUntilCaughtUp } from './log-process.ts';
import type { LogProcess } from './log-process.ts';
import type { ProcessContext, RunningProcess } from './process-context.ts';
import { startWriter } from './writing.ts';

const STREAMS = ['EVENTS', 'EVENTOBJECTS'] as const;

/** Runs the scheduler over a process's fold. */
export const runScheduler = async (log: LogProcess): Promise<RunningProcess> => {
  const { follower, store, clock, logger, telemetry } = log;
  const writer = startWriter(log);
  await waitUntilCaughtUp(log, STREAMS);
  const recorder = startRecorder(log, writer);
  const scheduler = createScheduler({ follower, view: createViews(), writer, store, record: recorder.record, clock, logger, telemetry });
  await scheduler.start();
  return { stop: async () => { await scheduler.stop(); await recorder.stop(); } };
};

export const startScheduler = async (context: ProcessContext): Promise<RunningProcess> => {
  const log = await startLogProcess(context, { role: 'scheduler', streams: STREAMS, kinds: kindsOf({ served: [pod, event] }) });
  const running = await runScheduler(log);
  return {
    stop: async () => {
      await running.stop();
      await log.stop();
    },
  };
};
