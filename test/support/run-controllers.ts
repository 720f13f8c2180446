import { createKinds } from '../../events/resources/registry.ts';
import { sha256Digest } from '../../infra/crypto/digest.ts';
import { hostClock } from '../../infra/host/clock.ts';
import { createJsonLogger } from '../../infra/logging/json-logger.ts';
import { startTelemetry } from '../../infra/telemetry/telemetry.ts';
import { createOwners } from '../../projections/owners/owners.ts';
import { createControllers } from '../../services/controllers/registry.ts';
import type { Writer } from '../../services/kit/command.ts';
import type { Follower } from '../../services/kit/follower.ts';
import { createEventRecorder } from '../../services/kit/reconcile/event-recorder.ts';
import { createReconcilerRunner } from '../../services/kit/reconcile/run-reconciler.ts';
import { createViews } from '../../services/kit/reconcile/view.ts';

/** Runs every controller in this process beside an API server there; answers how to end them. */
export const runControllers = async ({ follower, writer }: { readonly follower: Follower; readonly writer: Writer }): Promise<() => Promise<void>> => {
  const [clock, logger, kinds, telemetry] = [hostClock(), createJsonLogger('test', 'error'), createKinds(), await startTelemetry({ component: 'test', report: () => undefined })];
  const owners = createOwners();
  owners.load(follower.snapshot());
  const forget = follower.onCommit((changes) => { owners.apply(changes); });
  const recorder = createEventRecorder({ writer, follower, clock, logger, digest: sha256Digest() });
  const deps = { follower, writer, view: createViews(), record: recorder.record, clock, logger, telemetry };
  const runners = createControllers({ caPem: 'PEM', kinds, owners }).map((reconciler) => createReconcilerRunner(reconciler, deps));
  for (const runner of runners) runner.start();
  return async () => {
    forget();
    await Promise.all(runners.map((runner) => runner.stop()));
    await recorder.stop();
  };
};
