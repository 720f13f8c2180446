import type { Logger } from '../../services/kit/port.ts';
import { superviseChild } from './child.ts';
import type { Child, ChildSpec } from './child.ts';
import { isOurProcess, readSupervisorState, signal, waitUntilGone, writeSupervisorState } from './supervisor-state.ts';

interface SupervisorDeps {
  /** Started in this order, each at once after the other; stopped in the reverse order. */
  readonly specs: readonly ChildSpec[];
  readonly stateFile: string;
  /** Appears in every child's command line; tells our leftovers from strangers with a recycled pid. */
  readonly marker: string;
  readonly logger: Logger;
}

export interface Supervisor {
  start(): Promise<void>;
  stop(): Promise<void>;
}

const LEFTOVER_TIMEOUT_MS = 10_000;

/** A supervisor killed outright leaves its children running; two of a kind must not run, so they go first. */
const endLeftovers = async ({ stateFile, marker, logger }: SupervisorDeps): Promise<void> => {
  for (const { name, pid } of readSupervisorState(stateFile)?.children ?? []) {
    if (pid === undefined || !(await isOurProcess(pid, marker))) continue;
    logger.warn('ending a leftover of the last supervisor', { name, pid });
    signal(pid, 'SIGTERM');
    if (!(await waitUntilGone(pid, LEFTOVER_TIMEOUT_MS))) signal(pid, 'SIGKILL');
  }
};

/** Keeps the cluster's processes running and writes who they are to the state file at every change. */
export const createSupervisor = (deps: SupervisorDeps): Supervisor => {
  let children: readonly Child[] = [];
  const record = (): void => {
    writeSupervisorState(deps.stateFile, { pid: process.pid, children: children.map((child) => child.state()) });
  };
  return {
    start: async () => {
      await endLeftovers(deps);
      children = deps.specs.map((spec) => superviseChild(spec, { logger: deps.logger, onChange: record }));
      for (const child of children) child.start();
    },
    stop: async () => {
      const [log, ...others] = children;
      await Promise.all(others.map((child) => child.stop()));
      // The log goes last, so that what the others still have to say is kept.
      await log?.stop();
    },
  };
};
