import { lease } from '../../events/resources/coordination/lease/schema.ts';
import { configMap } from '../../events/resources/core/config-map/schema.ts';
import { event } from '../../events/resources/core/event/schema.ts';
import { pod } from '../../events/resources/core/pod/schema.ts';
import { kindsOf } from '../../events/resources/kinds-of.ts';
import { node, nodes } from '../../events/resources/core/node/schema.ts';
import { createViews } from '../../services/kit/reconcile/view.ts';
import { createStatusService } from '../../services/status/status-service.ts';
import { observationsInbox } from '../nats/observations-inbox.ts';
import { startRecorder } from './event-recording.ts';
import { startLogProcess, waitUntilCaughtUp } from './log-process.ts';
import type { LogProcess } from './log-process.ts';
import type { ProcessContext, RunningProcess } from './process-context.ts';
import { startWriter } from './writing.ts';

const STREAMS = ['EVENTS', 'LEASES', 'EVENTOBJECTS'] as const;
const NODE_PREFIX = 24;

/** Runs the status service over a process's fold. */
export const runStatus = async (log: LogProcess): Promise<RunningProcess> => {
  const { context, connection, follower, store, kinds, clock, logger, telemetry } = log;
  const nodeKind = kinds.of(nodes);
  if (nodeKind === undefined) throw new Error('this build has no kind for nodes');
  const writer = startWriter(log);
  await waitUntilCaughtUp(log, STREAMS);
  const recorder = startRecorder(log, writer);
  const status = createStatusService({
    follower,
    view: createViews(),
    writer,
    store,
    inbox: observationsInbox({ connection, report: (message, fields) => logger.warn(message, fields) }),
    record: recorder.record,
    clock,
    logger,
    telemetry,
    podRange: { cidr: context.config.podNetwork.cidr, nodePrefix: NODE_PREFIX },
    normalizeNode: (node) => nodeKind.normalize(node),
  });
  await status.start();
  return {
    stop: async () => {
      await status.stop();
      await recorder.stop();
    },
  };
};

export const startStatus = async (context: ProcessContext): Promise<RunningProcess> => {
  const log = await startLogProcess(context, { role: 'status', streams: STREAMS, kinds: kindsOf({ served: [pod, node, lease, configMap, event] }) });
  const running = await runStatus(log);
  return {
    stop: async () => {
      await running.stop();
      await log.stop();
    },
  };
};
