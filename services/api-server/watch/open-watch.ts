import { RefusalError } from '../../../events/errors.ts';
import type { Snapshot } from '../../../projections/cluster-state/cluster-state.ts';
import { failureStatus } from '../answers/status.ts';
import type { OpenPulled } from '../port.ts';
import { createChunkWriter } from '../read/chunk-writer.ts';
import { listingOf } from '../read/listing.ts';
import { matchingEntries } from '../read/page.ts';
import { renderingOf } from '../scope.ts';
import { bookmarkFrame, errorFrame, writeInitialFrame } from './frames.ts';
import { createLiveFrames } from './live-frames.ts';
import { createWaitingSteps } from './waiting-steps.ts';
import { createWatchAlarms } from './watch-alarms.ts';
import type { WatchPlan } from './watch-plan.ts';

const errorFrameOf = (error: unknown): Uint8Array => {
  if (error instanceof RefusalError) return errorFrame(failureStatus(error.refusal));
  return errorFrame(failureStatus({ reason: 'InternalError', message: 'Internal error occurred: the watch could not go on' }));
};

/** Initial ADDED events, joined into chunks. */
async function* initialChunks({ scope, view, selection }: WatchPlan, snapshot: Snapshot): AsyncGenerator<Uint8Array> {
  const rendering = renderingOf(scope, view);
  const writer = createChunkWriter();
  for await (const entries of matchingEntries(scope, { listing: listingOf(snapshot, scope.kind.stored.definition), selection, after: undefined })) {
    for (const entry of entries) {
      writeInitialFrame(writer, entry, rendering);
      if (writer.isFull()) yield writer.take();
    }
    await scope.shared.pause();
  }
  const rest = writer.take();
  if (rest.length > 0) yield rest;
}

/** What a watch sends before the changes of its class: what exists already, or the whole of a watch of the past. */
async function* beginning(plan: WatchPlan): AsyncGenerator<Uint8Array> {
  const { initial, options, after, view, feed } = plan;
  if (initial !== undefined) yield* initialChunks(plan, initial);
  if (options.sendInitialEvents === true) yield bookmarkFrame(after, view, true);
  else if (feed === undefined && options.allowBookmarks) yield bookmarkFrame(after, view);
}

/** WATCH as pulled bytes: what exists first where it is wanted, then changes as they come; an error ends it with a frame of its own. */
export const openWatch = (plan: WatchPlan): OpenPulled => (ready) => {
  const { scope, feed, initial, options } = plan;
  const alarms = createWatchAlarms(plan, ready);
  const leave = scope.shared.watchers.enter();
  const watchClass = scope.shared.watchClasses.join(plan.classOf);
  const waiting = createWaitingSteps(ready);
  const starts = beginning(plan);
  const live = feed === undefined ? undefined : createLiveFrames({ ...plan, feed, watchClass, alarms, waiting });
  let [begun, over, closed] = [initial === undefined && options.sendInitialEvents !== true && feed !== undefined, false, false];
  const begin = async (): Promise<Uint8Array | undefined> => {
    const { value, done } = await starts.next();
    begun = done === true;
    return value ?? undefined;
  };
  const step = (): Uint8Array | 'over' | undefined => {
    const made = waiting.take();
    if (made !== undefined || waiting.isBusy()) return made;
    if (begun) return live === undefined ? 'over' : live();
    waiting.start(begin());
    return undefined;
  };
  return {
    next: () => {
      if (over) return 'over';
      try {
        return step();
      } catch (error) {
        scope.shared.deps.logger.warn('a watch ended with an error', { resource: scope.kind.definition.resource, error: String(error) });
        over = true;
        return errorFrameOf(error);
      }
    },
    close: () => {
      if (closed) return;
      [over, closed] = [true, true];
      alarms.stop();
      leave();
      watchClass.leave();
      void starts.return(undefined).catch(() => undefined);
    },
  };
};
