import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { ApiClient } from '../support/api-client.ts';
import type { SeededRandom } from '../support/seeded-random.ts';
import type { Version } from './validators.ts';

const FrameSchema = z.object({ type: z.string(), object: z.object({ metadata: z.object({ name: z.string().optional(), resourceVersion: z.string().optional() }) }) });

export interface CutWatcherOptions {
  readonly random: SeededRandom;
  /** Another server whenever the watch is opened again. */
  readonly apis: () => ApiClient;
  /** With its query, but for version and bookmarks. */
  readonly path: string;
  readonly from: number;
}

export interface CutWatcher {
  /** Everything told, in order, over all interruptions. */
  readonly frames: readonly (Version | { readonly bookmark: number })[];
  readonly cuts: () => number;
  /** Goes on until it has been told of everything up to the version. */
  until(version: number): Promise<void>;
}

const MOST_FRAMES = 30;

/** Lines as they come; a connection that breaks off just ends. */
async function* linesOf(answer: IncomingMessage): AsyncGenerator<string> {
  let pending = '';
  try {
    for await (const chunk of answer) {
      const lines = `${pending}${(chunk as Buffer).toString('utf8')}`.split('\n');
      pending = lines.pop() ?? '';
      yield* lines;
    }
  } catch (error) {
    if (!answer.destroyed) throw error;
  }
}

/** Watches, is cut off after a few frames at a time, and goes on from the last version it was told, as an informer does. */
export const startCutWatcher = ({ random, apis, path, from }: CutWatcherOptions): CutWatcher => {
  const frames: (Version | { readonly bookmark: number })[] = [];
  let last = from;
  let end = Number.POSITIVE_INFINITY;
  let cuts = 0;
  let current: IncomingMessage | undefined;

  const take = (line: string): void => {
    const { type, object } = FrameSchema.parse(JSON.parse(line));
    const { name = '', resourceVersion = '' } = object.metadata;
    if (type === 'ERROR') throw new Error(`the watch ended: ${line}`);
    last = Number(resourceVersion);
    frames.push(type === 'BOOKMARK' ? { bookmark: last } : { name, version: last, gone: type === 'DELETED' });
  };

  const watchOnce = async (): Promise<void> => {
    current = await apis().open(`${path}${path.includes('?') ? '&' : '?'}watch=true&allowWatchBookmarks=true&resourceVersion=${last}`);
    let left = 1 + random.below(MOST_FRAMES);
    for await (const line of linesOf(current)) {
      take(line);
      left -= 1;
      if (left === 0 || last >= end) break;
    }
    current.destroy();
    cuts += 1;
  };

  const watch = async (): Promise<void> => {
    while (last < end) await watchOnce();
  };
  const done = watch();
  done.catch(() => undefined);
  return {
    frames,
    cuts: () => cuts,
    until: async (version) => {
      end = version;
      if (last >= end) current?.destroy();
      await done;
    },
  };
};
