/** The highest priority users may define; above are the system's own. */
export const HIGHEST_USER_PRIORITY = 1_000_000_000;

/** A class every cluster has from its start. */
export interface SystemPriorityClass {
  readonly name: string;
  readonly value: number;
  readonly description: string;
}

export const SYSTEM_PRIORITY_CLASSES: readonly SystemPriorityClass[] = [
  { name: 'system-node-critical', value: 2 * HIGHEST_USER_PRIORITY + 1000, description: 'Used for system critical pods that must not be moved from their current node.' },
  { name: 'system-cluster-critical', value: 2 * HIGHEST_USER_PRIORITY, description: 'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.' },
];
