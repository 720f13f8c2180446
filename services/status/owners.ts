/**
 * Who writes which part of a status. Everyone writes through compare-and-set; a writer leaves what is not its own as
 * it found it. The table is also the documentation: docs name this file.
 */
export type StatusOwner =
  /** The node's agent, through the status service. */
  | 'agent'
  | 'scheduler'
  /** Whoever evicts or preempts: API eviction, node lifecycle. */
  | 'evictor'
  /** Set by the API server when the object is created. */
  | 'api'
  /** Sets Ready to Unknown while a node is silent; the agent's next report takes it back. */
  | 'node-lifecycle'
  /** Anyone with a readiness gate or a condition of their own. */
  | 'others';

export const POD_STATUS_OWNERS: Readonly<Record<string, StatusOwner>> = {
  phase: 'agent',
  message: 'agent',
  reason: 'agent',
  observedGeneration: 'agent',
  hostIP: 'agent',
  hostIPs: 'agent',
  podIP: 'agent',
  podIPs: 'agent',
  startTime: 'agent',
  containerStatuses: 'agent',
  initContainerStatuses: 'agent',
  ephemeralContainerStatuses: 'agent',
  resize: 'agent',
  allocatedResources: 'agent',
  resources: 'agent',
  nominatedNodeName: 'scheduler',
  qosClass: 'api',
  resourceClaimStatuses: 'others',
  extendedResourceClaimStatus: 'scheduler',
};

export const POD_CONDITION_OWNERS: Readonly<Record<string, StatusOwner>> = {
  PodReadyToStartContainers: 'agent',
  Initialized: 'agent',
  Ready: 'agent',
  ContainersReady: 'agent',
  PodResizePending: 'agent',
  PodResizeInProgress: 'agent',
  AllContainersRestarting: 'agent',
  PodScheduled: 'scheduler',
  DisruptionTarget: 'evictor',
};

export const NODE_STATUS_OWNERS: Readonly<Record<string, StatusOwner>> = {
  capacity: 'agent',
  allocatable: 'agent',
  addresses: 'agent',
  daemonEndpoints: 'agent',
  nodeInfo: 'agent',
  images: 'agent',
  volumesInUse: 'agent',
  config: 'agent',
  runtimeHandlers: 'agent',
  features: 'agent',
  declaredFeatures: 'agent',
  volumesAttached: 'others',
  phase: 'others',
};

export const NODE_CONDITION_OWNERS: Readonly<Record<string, StatusOwner>> = {
  Ready: 'agent',
  MemoryPressure: 'agent',
  DiskPressure: 'agent',
  PIDPressure: 'agent',
  NetworkUnavailable: 'others',
};

const agentKeys = (owners: Readonly<Record<string, StatusOwner>>): readonly string[] => Object.keys(owners).filter((key) => owners[key] === 'agent');

export const AGENT_POD_FIELDS = agentKeys(POD_STATUS_OWNERS);
export const AGENT_POD_CONDITIONS = agentKeys(POD_CONDITION_OWNERS);
export const AGENT_NODE_FIELDS = agentKeys(NODE_STATUS_OWNERS);
export const AGENT_NODE_CONDITIONS = agentKeys(NODE_CONDITION_OWNERS);
