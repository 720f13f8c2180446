import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Logger } from '../../services/kit/port.ts';

export interface ChildSpec {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly logFile: string;
  /** How long it may take to end after SIGTERM before it is killed, milliseconds. */
  readonly stopTimeoutMs: number;
}

export interface ChildState {
  readonly name: string;
  /** Undefined while it waits to be started again. */
  readonly pid: number | undefined;
  readonly restarts: number;
  /** RFC 3339 of the last start. */
  readonly since: string;
}

export interface Child {
  start(): void;
  /** SIGTERM, then SIGKILL after the spec's time; resolves when it is gone; it is not started again. */
  stop(): Promise<void>;
  state(): ChildState;
}

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 5_000;
/** A child that ran this long is healthy again: its next restart is immediate. */
const HEALTHY_MS = 10_000;

/** Pause before the next start: doubles while the child keeps dying young. Pure. */
export const restartDelayMs = (previousMs: number, ranMs: number): number =>
  ranMs >= HEALTHY_MS || previousMs === 0 ? FIRST_DELAY_MS : Math.min(previousMs * 2, LONGEST_DELAY_MS);

const launch = (spec: ChildSpec): ChildProcess => {
  const log = openSync(spec.logFile, 'a', 0o600);
  try {
    return spawn(spec.program, [...spec.args], { stdio: ['ignore', log, log] });
  } finally {
    closeSync(log);
  }
};

/** Keeps one process running until it is told to stop. */
export const superviseChild = (spec: ChildSpec, deps: { readonly logger: Logger; readonly onChange: () => void }): Child => {
  let process_: ChildProcess | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopping = false;
  let restarts = 0;
  let delayMs = 0;
  let startedAt = Date.now();

  const start = (): void => {
    startedAt = Date.now();
    const child = launch(spec);
    process_ = child;
    child.once('error', (error) => deps.logger.error('could not start', { name: spec.name, error }));
    child.once('exit', (code, signal) => ended(code, signal));
    deps.onChange();
  };

  const ended = (code: number | null, signal: NodeJS.Signals | null): void => {
    process_ = undefined;
    if (!stopping) {
      delayMs = restartDelayMs(delayMs, Date.now() - startedAt);
      restarts += 1;
      deps.logger.warn('ended, starting again', { name: spec.name, code, signal, delayMs });
      timer = setTimeout(start, delayMs);
    }
    deps.onChange();
  };

  const stop = async (): Promise<void> => {
    stopping = true;
    clearTimeout(timer);
    const child = process_;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
    });
    child.kill('SIGTERM');
    const killer = setTimeout(() => child.kill('SIGKILL'), spec.stopTimeoutMs);
    await gone;
    clearTimeout(killer);
  };

  return { start, stop, state: () => ({ name: spec.name, pid: process_?.pid, restarts, since: new Date(startedAt).toISOString() }) };
};
