import { setTimeout as pause } from 'node:timers/promises';
import type Docker from 'dockerode';
import { z } from 'zod';
import { labelNames } from '../../infra/runtime-docker/labels.ts';
import { lines } from '../../infra/runtime-docker/output.ts';

const EventSchema = z.object({ id: z.string(), time: z.number(), timeNano: z.number(), Actor: z.object({ Attributes: z.record(z.string(), z.string()) }) });

type EngineEvent = z.infer<typeof EventSchema>;

export interface StartRecorder {
  /** `pod uid/container/attempt` of every start the Engine reported so far. */
  starts(): readonly string[];
  stop(): Promise<void>;
}

const identityOf = ({ Actor: { Attributes: labels } }: EngineEvent): string =>
  [labels[labelNames.podUid], labels[labelNames.role] === 'sandbox' ? '(sandbox)' : labels[labelNames.container], labels[labelNames.attempt]].join('/');

/** Notes every container start of one cluster that Docker reports, across restarts of the Engine. Resolves when it listens. */
export const startRecorder = async (docker: Docker, cluster: string): Promise<StartRecorder> => {
  /** By container and moment: after a break the Engine tells some again. */
  const starts = new Map<string, string>();
  const abort = new AbortController();
  let since = Math.floor(Date.now() / 1000);
  const listenOnce = async (onConnected: () => void): Promise<void> => {
    const stream = await docker.getEvents({
      since,
      filters: { type: ['container'], event: ['start'], label: [`${labelNames.cluster}=${cluster}`] },
      abortSignal: abort.signal,
    });
    onConnected();
    for await (const line of lines(stream as AsyncIterable<Buffer>)) {
      const event = EventSchema.parse(JSON.parse(line));
      since = event.time;
      starts.set(`${event.id}@${event.timeNano}`, identityOf(event));
    }
  };
  const listen = async (onConnected: () => void): Promise<void> => {
    while (!abort.signal.aborted) {
      await listenOnce(onConnected).catch(() => undefined);
      if (!abort.signal.aborted) await pause(100);
    }
  };
  const connected = Promise.withResolvers<undefined>();
  const done = listen(() => connected.resolve(undefined));
  await connected.promise;
  return {
    starts: () => [...starts.values()],
    stop: async () => {
      abort.abort();
      await done;
    },
  };
};
