import { kindsOf } from '../../events/resources/kinds-of.ts';
import { createDispatcher } from '../../services/dispatcher/dispatcher.ts';
import { createViews } from '../../services/kit/reconcile/view.ts';
import { natsMessaging } from '../nats/messaging.ts';
import { startLogProcess, waitUntilCaughtUp } from './log-process.ts';
import type { LogProcess } from './log-process.ts';
import type { ProcessContext, RunningProcess } from './process-context.ts';

const STREAMS = ['EVENTS'] as const;

/** Runs the dispatcher over a process's fold. */
export const runDispatcher = async (log: LogProcess): Promise<RunningProcess> => {
  const { connection, logger, follower, clock, telemetry } = log;
  const messaging = natsMessaging({ connection, report: (message, fields) => logger.warn(message, fields) });
  await waitUntilCaughtUp(log, STREAMS);
  const dispatcher = createDispatcher({ follower, view: createViews(), messaging, clock, logger, telemetry });
  await dispatcher.start();
  return { stop: () => dispatcher.stop() };
};

export const startDispatcher = async (context: ProcessContext): Promise<RunningProcess> => {
  const log = await startLogProcess(context, { role: 'dispatcher', streams: STREAMS, kinds: kindsOf({ served: [] }) });
  const running = await runDispatcher(log);
  return {
    stop: async () => {
      await running.stop();
      await log.stop();
    },
  };
};
