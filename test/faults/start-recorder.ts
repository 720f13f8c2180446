import { setTimeout as pause } from 'node:timers/promises';
import type Docker from 'dockerode';
import { z } from 'zod';
import { labelNames } from '../../infra/runtime-docker/labels.ts';
import { lines } from '../../infra/runtime-docker/output.ts';

const EventSchema = z.object({ Action: z.string(), Actor: z.object({ Attributes: z.record(z.string(), z.string()) }) });

export interface StartRecorder {
  /** `pod uid/container/attempt` of every start the Engine reported. */
  readonly starts: readonly string[];
  stop(): Promise<void>;
}

/** Notes every container start of one cluster that Docker reports, across restarts of the Engine. */
export const startRecorder = (docker: Docker, cluster: string): StartRecorder => {
  const starts: string[] = [];
  let running = true;
  let current: { destroy?: () => void } | undefined;
  const listenOnce = async (): Promise<void> => {
    const stream = await docker.getEvents({ filters: { type: ['container'], event: ['start'], label: [`${labelNames.cluster}=${cluster}`] } });
    current = stream as unknown as { destroy: () => void };
    for await (const line of lines(stream as AsyncIterable<Buffer>)) {
      const { Attributes: labels } = EventSchema.parse(JSON.parse(line)).Actor;
      starts.push([labels[labelNames.podUid], labels[labelNames.role] === 'sandbox' ? '(sandbox)' : labels[labelNames.container], labels[labelNames.attempt]].join('/'));
    }
  };
  const listen = async (): Promise<void> => {
    while (running) {
      await listenOnce().catch(() => undefined);
      if (running) await pause(100);
    }
  };
  const done = listen();
  return {
    starts,
    stop: async () => {
      running = false;
      current?.destroy?.();
      await done;
    },
  };
};
