/**
 * Gates that are off by default at API level v1.36 and guard fields of known kinds. Such a field is dropped
 * without a word, as upstream drops it.
 */
const DISABLED: ReadonlySet<string> = new Set([
  'ClusterTrustBundleProjection',
  'CoordinatedLeaderElection',
  'CrossNamespaceVolumeDataSource',
  'DRAListTypeAttributes',
  'DRANodeAllocatableResources',
  'GenericWorkload',
  'PodCertificateProjection',
  'ShardedListAndWatch',
]);

export const isGateDisabled = (gate: string | undefined): boolean => gate !== undefined && DISABLED.has(gate);
