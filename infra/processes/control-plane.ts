import { createKinds } from '../../events/resources/registry.ts';
import { runApiServer } from './api-server.ts';
import { runControllers } from './controllers.ts';
import { runDispatcher } from './dispatcher.ts';
import { startLogProcess } from './log-process.ts';
import type { ProcessContext, RunningProcess } from './process-context.ts';
import { runScheduler } from './scheduler.ts';
import { runStatus } from './status.ts';

const STREAMS = ['EVENTS', 'LEASES', 'EVENTOBJECTS'] as const;

/** The whole control plane over one fold, for small machines. */
export const startControlPlane = async (context: ProcessContext): Promise<RunningProcess> => {
  const log = await startLogProcess(context, { role: 'control-plane', streams: STREAMS, kinds: createKinds() });
  const running = await Promise.all([runApiServer, runControllers, runScheduler, runDispatcher, runStatus].map((run) => run(log)));
  return {
    stop: async () => {
      await Promise.all(running.map(({ stop }) => stop()));
      await log.stop();
    },
  };
};
