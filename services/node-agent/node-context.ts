import type { ApiService } from './environment.ts';

/** What pods of a node share; fixed while the agent runs. */
export interface NodeContext {
  readonly node: string;
  readonly hostIp: string;
  readonly runtimeName: string;
  readonly memoryBytes: number;
  readonly allocatable: Readonly<Record<string, string>>;
  /** Where pods reach the API server. */
  readonly api: ApiService;
  /** Cluster DNS servers; none yet means pods use the node's resolver. */
  readonly dnsServers: readonly string[];
  readonly clusterDomain: string;
}
