import { Worker } from 'node:worker_threads';
import type { ReadYaml, YamlReader } from '../../services/kit/port.ts';

export interface YamlReaderOptions {
  /** Module that answers each message (a text) with what became of it. */
  readonly thread: URL;
  readonly limitMs?: number;
  readonly threads?: number;
  readonly mostWaiting?: number;
}

interface Job {
  readonly bytes: Uint8Array;
  readonly done: (read: ReadYaml) => void;
}

const LIMIT_MS = 10_000;
const THREADS = 1;
const MOST_WAITING = 16;
const HEAP_MIB = 512;
const TOO_LONG: ReadYaml = { error: 'yaml: the document takes too long to read' };
const TOO_LARGE: ReadYaml = { error: 'yaml: the document takes too much to read' };

/** Answers one job at a time; ended when a job breaks its limits. */
interface Thread {
  run(job: Job): void;
  stop(): void;
}

const startThread = ({ thread, limitMs = LIMIT_MS }: YamlReaderOptions, onFree: (thread: Thread | undefined) => void): Thread => {
  const worker = new Worker(thread, { resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB } });
  worker.unref();
  let current: Job | undefined;
  let timer: NodeJS.Timeout | undefined;
  const end = (read: ReadYaml, isUsable: boolean): void => {
    clearTimeout(timer);
    const job = current;
    current = undefined;
    if (!isUsable) void worker.terminate();
    onFree(isUsable ? self : undefined);
    job?.done(read);
  };
  worker.on('message', (read: ReadYaml) => { end(read, true); });
  worker.on('error', () => { end(TOO_LARGE, false); });
  const self: Thread = {
    run: (job) => {
      current = job;
      timer = setTimeout(() => { end(TOO_LONG, false); }, limitMs);
      worker.postMessage(job.bytes);
    },
    stop: () => void worker.terminate(),
  };
  return self;
};

/** Reads YAML on threads of its own, started when first needed. A text that breaks the limits costs its thread alone. */
export const createYamlReader = (options: YamlReaderOptions): YamlReader & { stop(): void } => {
  const { threads = THREADS, mostWaiting = MOST_WAITING } = options;
  const waiting: Job[] = [];
  const idle: Thread[] = [];
  let started = 0;
  const onFree = (thread: Thread | undefined): void => {
    if (thread === undefined) started -= 1;
    else idle.push(thread);
    next();
  };
  const take = (): Thread | undefined => {
    const found = idle.pop();
    if (found !== undefined || started >= threads) return found;
    started += 1;
    return startThread(options, onFree);
  };
  const next = (): void => {
    if (waiting.length === 0) return;
    const thread = take();
    const job = thread && waiting.shift();
    if (job !== undefined) thread?.run(job);
  };
  return {
    read: (bytes) => new Promise((done) => {
      if (waiting.length >= mostWaiting) return done({ busy: true });
      waiting.push({ bytes, done });
      next();
    }),
    stop: () => { for (const thread of idle) thread.stop(); },
  };
};
