import type { LogOptions, OutputChunk } from '../../services/node-agent/port.ts';
import { createQueue } from './queue.ts';

interface Line {
  readonly timeMs: number;
  readonly channel: OutputChunk['channel'];
  readonly text: string;
}

/** The output of one virtual container, with its followers. */
export interface SimulatedLog {
  write(channel: OutputChunk['channel'], text: string, timeMs: number): void;
  /** The container ended: followers end too. */
  end(): void;
  read(options: LogOptions, signal: AbortSignal): AsyncIterable<OutputChunk>;
}

const chunkOf = (line: Line, timestamps: boolean): OutputChunk => {
  const stamp = timestamps ? `${new Date(line.timeMs).toISOString().replace('Z', '000000Z')} ` : '';
  return { channel: line.channel, bytes: new TextEncoder().encode(`${stamp}${line.text}\n`) };
};

export const createSimulatedLog = (): SimulatedLog => {
  const lines: Line[] = [];
  const followers = new Set<{ readonly push: (line: Line) => void; readonly end: () => void }>();
  let ended = false;
  return {
    write: (channel, text, timeMs) => {
      for (const part of text.replace(/\n$/, '').split('\n')) {
        const line = { timeMs, channel, text: part };
        lines.push(line);
        for (const follower of followers) follower.push(line);
      }
    },
    end: () => {
      ended = true;
      for (const follower of followers) follower.end();
    },
    async *read(options, signal) {
      const since = lines.filter(({ timeMs }) => timeMs >= (options.sinceMs ?? 0));
      const wanted = options.tailLines === undefined ? since : since.slice(since.length - Math.min(since.length, options.tailLines));
      const queue = createQueue<Line>(signal);
      followers.add(queue);
      if (ended || !options.follow) queue.end();
      try {
        for (const line of wanted) yield chunkOf(line, options.timestamps);
        for await (const line of queue) yield chunkOf(line, options.timestamps);
      } finally {
        followers.delete(queue);
      }
    },
  };
};
