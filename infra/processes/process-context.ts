import type { ClusterConfig } from '../cluster/cluster-config.ts';
import type { ClusterFolder } from '../cluster/cluster-folder.ts';
import type { Logger } from '../../services/kit/port.ts';

/** What a process is told by its command line. */
export interface ProcessContext {
  readonly role: string;
  /** Unique name within the cluster: `api-server-0`, `agent-node-1`. */
  readonly component: string;
  readonly folder: ClusterFolder;
  readonly config: ClusterConfig;
  /** Of several processes of one role. */
  readonly index: number;
  /** The agent's node. */
  readonly node: string | undefined;
  readonly logger: Logger;
}

export interface RunningProcess {
  /** Finishes what is under way and lets go of everything. */
  readonly stop: () => Promise<void>;
  /** Beyond the ordinary time to stop, milliseconds. */
  readonly stopTimeoutMs?: number;
}
