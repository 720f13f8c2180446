import type { Logger } from '../../services/kit/port.ts';
import { superviseChild } from './child.ts';
import type { Child, ChildSpec } from './child.ts';
import { endLeftovers } from './leftovers.ts';
import { writeSupervisorState } from './supervisor-state.ts';

interface SupervisorDeps {
  /** The log's server: started first, stopped last. */
  readonly log: ChildSpec;
  /** Everything else; started together once the log is set up. */
  readonly others: readonly ChildSpec[];
  /** Sets the log up; rejects when it must not be used, and then nothing else is started. */
  readonly setUpLog: () => Promise<void>;
  readonly stateFile: string;
  /** Appears in every child's command line; tells our leftovers from strangers with a recycled pid. */
  readonly marker: string;
  readonly logger: Logger;
}

export interface Supervisor {
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Keeps the cluster's processes running and writes who they are to the state file at every change. */
export const createSupervisor = (deps: SupervisorDeps): Supervisor => {
  const child = (spec: ChildSpec): Child => superviseChild(spec, { logger: deps.logger, onChange: () => record() });
  const log = child(deps.log);
  const others = deps.others.map(child);
  const record = (): void => {
    writeSupervisorState(deps.stateFile, { pid: process.pid, children: [log, ...others].map(({ state }) => state()) });
  };
  return {
    start: async () => {
      const leftovers = await endLeftovers(deps);
      if (leftovers.length > 0) deps.logger.warn('ended what the last supervisor left running', { names: leftovers });
      log.start();
      await deps.setUpLog();
      for (const other of others) other.start();
    },
    stop: async () => {
      await Promise.all(others.map((other) => other.stop()));
      // The log goes last, so that what the others still have to say is kept.
      await log.stop();
    },
  };
};
