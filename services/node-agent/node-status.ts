import type { JsonObject } from '../../events/json.ts';
import type { EngineInfo } from './port.ts';
import { formatTime } from '../kit/timestamp.ts';

export interface NodeFacts {
  readonly node: string;
  readonly hostIp: string;
  readonly engine: EngineInfo;
  /** Version the agent reports as kubeletVersion, e.g. `v1.36.0-shiplog.1`. */
  readonly version: string;
  readonly machineId: string;
  readonly bootId: string;
  readonly maxPods: number;
  /** Set while the runtime does not answer. */
  readonly runtimeDown: boolean;
  /** Since when Ready has its present value. */
  readonly readySinceMs: number;
  readonly startedMs: number;
  readonly nowMs: number;
}

const kibibytes = (bytes: number): string => `${Math.floor(bytes / 1024)}Ki`;

/** What of the machine pods may use. All of it: agents on one Engine share it knowingly. */
export const allocatableOf = (engine: EngineInfo, maxPods: number): Readonly<Record<string, string>> =>
  ({ cpu: String(engine.cpus), 'ephemeral-storage': kibibytes(engine.storageBytes), memory: kibibytes(engine.memoryBytes), pods: String(maxPods) });

interface Condition {
  readonly type: string;
  readonly status: boolean;
  readonly reason: string;
  readonly message: string;
  readonly sinceMs: number;
}

const conditionsOf = ({ runtimeDown, readySinceMs, startedMs, nowMs }: NodeFacts): readonly JsonObject[] => {
  const quiet = (type: string, reason: string, message: string): Condition => ({ type, status: false, reason, message, sinceMs: startedMs });
  const ready: Condition = runtimeDown
    ? { type: 'Ready', status: false, reason: 'KubeletNotReady', message: 'container runtime is down', sinceMs: readySinceMs }
    : { type: 'Ready', status: true, reason: 'KubeletReady', message: 'kubelet is posting ready status', sinceMs: readySinceMs };
  const all = [
    quiet('MemoryPressure', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'),
    quiet('DiskPressure', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
    quiet('PIDPressure', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
    ready,
  ];
  return all.map(({ type, status, reason, message, sinceMs }) => ({
    type, status: status ? 'True' : 'False', lastHeartbeatTime: formatTime(nowMs), lastTransitionTime: formatTime(sinceMs), reason, message,
  }));
};

/** The NodeStatus an agent reports. */
export const nodeStatus = (facts: NodeFacts): JsonObject => {
  const { engine, hostIp, node, version, machineId, bootId, maxPods } = facts;
  const capacity = allocatableOf(engine, maxPods);
  return {
    capacity,
    allocatable: capacity,
    conditions: conditionsOf(facts),
    addresses: [{ type: 'InternalIP', address: hostIp }, { type: 'Hostname', address: node }],
    nodeInfo: {
      machineID: machineId, systemUUID: machineId, bootID: bootId, kernelVersion: engine.kernelVersion, osImage: engine.operatingSystem,
      containerRuntimeVersion: `${engine.name}://${engine.version}`, kubeletVersion: version, kubeProxyVersion: '', operatingSystem: 'linux', architecture: engine.architecture,
    },
  };
};

/** The well-known labels of a node, with the configured ones over them. */
export const nodeLabels = (node: string, engine: EngineInfo, configured: Readonly<Record<string, string>>): Readonly<Record<string, string>> => ({
  'beta.kubernetes.io/arch': engine.architecture,
  'beta.kubernetes.io/os': 'linux',
  'kubernetes.io/arch': engine.architecture,
  'kubernetes.io/hostname': node,
  'kubernetes.io/os': 'linux',
  ...configured,
});
