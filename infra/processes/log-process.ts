import { setTimeout as pause } from 'node:timers/promises';
import type { NatsConnection } from '@nats-io/transport-node';
import type { StreamName } from '../../events/catalogue.ts';
import type { EventStore } from '../../events/event-store/port.ts';
import type { Kinds } from '../../events/resources/kinds.ts';
import { createFollower } from '../../services/kit/follower/create-follower.ts';
import type { FollowerProcess } from '../../services/kit/follower/create-follower.ts';
import type { Clock, Logger } from '../../services/kit/port.ts';
import { jetstreamEventStore } from '../eventstore-jetstream/jetstream-event-store.ts';
import { hostClock } from '../host/clock.ts';
import { inboxPrefixOf } from '../nats/users.ts';
import type { NatsRole } from '../nats/users.ts';
import { snapshotFiles } from '../snapshot-file/snapshot-files.ts';
import { startTelemetry } from '../telemetry/telemetry.ts';
import type { RunningTelemetry } from '../telemetry/telemetry.ts';
import { metricsPortOf } from './component-list.ts';
import { connectAs } from './connect-as.ts';
import { answerMemberStatus } from './member-status.ts';
import type { ProcessContext } from './process-context.ts';

/** What every process that folds the log shares. */
export interface LogProcess {
  readonly context: ProcessContext;
  readonly connection: NatsConnection;
  readonly store: EventStore;
  readonly follower: FollowerProcess;
  readonly kinds: Kinds;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telemetry: RunningTelemetry;
  stop(): Promise<void>;
}

export const startComponentTelemetry = ({ component, config, logger }: ProcessContext): Promise<RunningTelemetry> =>
  startTelemetry({ component: `shiplog-${component}`, metricsPort: metricsPortOf(config, component), tracesUrl: config.tracesUrl, report: (message, fields) => logger.warn(message, fields) });

/** A follower that halted cannot be trusted again in this process; the end of the process is the alarm. */
const endOnHalt = (follower: FollowerProcess, logger: Logger): void => {
  follower.onHalt((why) => {
    logger.error('following the log stopped for good', { why });
    process.exit(3);
  });
};

const answerStatus = ({ context, connection, follower }: Pick<LogProcess, 'context' | 'connection' | 'follower'>): void => {
  answerMemberStatus(connection, () => {
    const { positions, heads, caughtUp, quarantined } = follower.status();
    return { component: context.component, pid: process.pid, positions, heads, caughtUp, quarantined: quarantined.length, rssBytes: process.memoryUsage.rss() };
  });
};

export interface LogProcessOptions {
  readonly role: NatsRole;
  readonly streams: readonly StreamName[];
  /** What the process writes; each kind loaded takes memory. */
  readonly kinds: Kinds;
}

/** Connects with the role's certificate and follows the streams; resolves when the follower has begun. */
export const startLogProcess = async (context: ProcessContext, { role, streams, kinds }: LogProcessOptions): Promise<LogProcess> => {
  const { logger, folder, component } = context;
  const telemetry = await startComponentTelemetry(context);
  const connection = await connectAs(context, { role });
  const store = jetstreamEventStore({ connection, inboxPrefix: inboxPrefixOf({ role }) });
  const clock = hostClock();
  const follower = createFollower({ store, streams, snapshots: snapshotFiles(folder.snapshots(component)), clock, logger, telemetry });
  endOnHalt(follower, logger);
  await follower.start();
  answerStatus({ context, connection, follower });
  return {
    context,
    connection,
    store,
    follower,
    kinds,
    clock,
    logger,
    telemetry,
    stop: async () => {
      await follower.stop();
      await connection.drain();
      await telemetry.stop();
    },
  };
};

const HEAD_TIMEOUT_MS = 10_000;
const RETRY_MS = 500;

/** Waits until the fold has reached the head, as long as it takes: deciding on less would decide on the past. */
export const waitUntilCaughtUp = async ({ follower, logger }: LogProcess, streams: readonly StreamName[]): Promise<void> => {
  for (;;) {
    try {
      await follower.waitForHead(streams, HEAD_TIMEOUT_MS);
      return;
    } catch (error) {
      logger.info('catching up with the log', { ...follower.status().positions, error });
      await pause(RETRY_MS);
    }
  }
};
