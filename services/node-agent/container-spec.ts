import type { Container } from '../../events/resources/_types/container.ts';
import type { AssignedPod as Pod } from './desired-pod.ts';
import { milliValue, parseQuantity, quantityValue } from '../../events/schema/quantity.ts';
import { expand } from './expand.ts';
import { containersOf } from './desired-pod.ts';
import type { ContainerIdentity, ContainerSecurity, ContainerSpec, HostPort, ImageInfo, Mount, SandboxSpec } from './port.ts';
import { hostnameOf } from './network-files.ts';
import { SourceError } from './source-object.ts';

const milliCpu = (text: string | undefined): number => (text === undefined ? 0 : milliValue(parseQuantity(text)));
const bytes = (text: string | undefined): number => (text === undefined ? 0 : quantityValue(parseQuantity(text)));

const hostPortsOf = (pod: Pod): readonly HostPort[] =>
  containersOf(pod).flatMap(({ container }) => (container.ports ?? []).flatMap(({ hostPort, containerPort, protocol, hostIP }): readonly HostPort[] => {
    if (hostPort === undefined || hostPort === 0) return [];
    return [{ hostPort, containerPort, protocol: protocol === 'UDP' || protocol === 'SCTP' ? protocol : 'TCP', hostIp: hostIP ?? '' }];
  }));

export const sandboxSpec = (pod: Pod, identity: ContainerIdentity, address: string | undefined): SandboxSpec => {
  const hostNetwork = pod.spec?.hostNetwork === true;
  return {
    ...identity,
    hostname: hostnameOf(pod),
    ...(address !== undefined && { address }),
    hostNetwork,
    hostPid: pod.spec?.hostPID === true,
    hostIpc: pod.spec?.hostIPC === true,
    hostPorts: hostNetwork ? [] : hostPortsOf(pod),
    sysctls: Object.fromEntries((pod.spec?.securityContext?.sysctls ?? []).map(({ name, value }) => [name, value])),
  };
};

const BURSTABLE_MIN = 2;
const BURSTABLE_MAX = 999;
const BEST_EFFORT = 1000;
const GUARANTEED = -997;

/** kubelet's rule: the smaller a container's share of the node's memory, the earlier it goes. */
const oomScoreAdj = (pod: Pod, container: Container, nodeMemoryBytes: number): number => {
  const quality = pod.status?.qosClass;
  if (quality === 'Guaranteed') return GUARANTEED;
  if (quality === 'BestEffort') return BEST_EFFORT;
  const score = 1000 - Math.floor((1000 * bytes(container.resources?.requests?.memory)) / nodeMemoryBytes);
  return Math.min(BURSTABLE_MAX, Math.max(BURSTABLE_MIN, score));
};

const userOf = (pod: Pod, container: Container): string | undefined => {
  const own = container.securityContext;
  const shared = pod.spec?.securityContext;
  const user = own?.runAsUser ?? shared?.runAsUser;
  const group = own?.runAsGroup ?? shared?.runAsGroup;
  if (user === undefined) return group === undefined ? undefined : `0:${group}`;
  return group === undefined ? String(user) : `${user}:${group}`;
};

const securityOf = (pod: Pod, container: Container): ContainerSecurity => {
  const own = container.securityContext;
  const shared = pod.spec?.securityContext;
  const user = userOf(pod, container);
  return {
    ...(user !== undefined && { user }),
    groups: [...(shared?.supplementalGroups ?? []), ...(shared?.fsGroup === undefined ? [] : [shared.fsGroup])],
    privileged: own?.privileged === true,
    readOnlyRootFilesystem: own?.readOnlyRootFilesystem === true,
    noNewPrivileges: own?.allowPrivilegeEscalation === false,
    seccompUnconfined: (own?.seccompProfile ?? shared?.seccompProfile)?.type === 'Unconfined',
    addCapabilities: own?.capabilities?.add ?? [],
    dropCapabilities: own?.capabilities?.drop ?? [],
  };
};

/** Throws SourceError when a container that must not run as root would. */
const checkNonRoot = (pod: Pod, container: Container, image: ImageInfo): void => {
  const required = container.securityContext?.runAsNonRoot ?? pod.spec?.securityContext?.runAsNonRoot;
  if (required !== true) return;
  const user = container.securityContext?.runAsUser ?? pod.spec?.securityContext?.runAsUser;
  const about = `(pod: "${pod.metadata?.name ?? ''}_${pod.metadata?.namespace ?? ''}(${pod.metadata?.uid ?? ''})", container: ${container.name})`;
  if (user === 0) throw new SourceError(`container's runAsUser breaks non-root policy ${about}`);
  if (user !== undefined) return;
  const [imageUser = ''] = image.user.split(':');
  if (imageUser === '' || imageUser === '0' || imageUser === 'root') throw new SourceError(`container has runAsNonRoot and image will run as root ${about}`);
  if (!/^\d+$/.test(imageUser)) throw new SourceError(`container has runAsNonRoot and image has non-numeric user (${imageUser}), cannot verify user is non-root ${about}`);
};

export interface ContainerSpecInput {
  readonly pod: Pod;
  readonly container: Container;
  readonly identity: ContainerIdentity;
  readonly sandboxId: string;
  readonly image: ImageInfo;
  readonly environment: ReadonlyMap<string, string>;
  readonly mounts: readonly Mount[];
  readonly terminationLog?: string | undefined;
  readonly nodeMemoryBytes: number;
}

const nonEmpty = (list: readonly string[] | undefined): readonly string[] | undefined => (list === undefined || list.length === 0 ? undefined : list);

/** Everything the runtime needs to make one container of a pod. */
export const containerSpec = (input: ContainerSpecInput): ContainerSpec => {
  const { pod, container, identity, sandboxId, image, environment, mounts, terminationLog } = input;
  checkNonRoot(pod, container, image);
  const command = nonEmpty(container.command)?.map((word) => expand(word, environment));
  const args = nonEmpty(container.args)?.map((word) => expand(word, environment));
  const { limits, requests } = container.resources ?? {};
  return {
    ...identity,
    sandboxId,
    image: container.image ?? '',
    imageId: image.id,
    ...(command !== undefined && { command }),
    ...(args !== undefined && { args }),
    env: [...environment],
    ...(container.workingDir !== undefined && { workingDir: container.workingDir }),
    mounts,
    ...(terminationLog !== undefined && { terminationLog }),
    milliCpuRequest: milliCpu(requests?.cpu ?? limits?.cpu),
    milliCpuLimit: milliCpu(limits?.cpu),
    memoryLimitBytes: bytes(limits?.memory),
    oomScoreAdj: oomScoreAdj(pod, container, input.nodeMemoryBytes),
    security: securityOf(pod, container),
    hostNetwork: pod.spec?.hostNetwork === true,
    shareProcesses: pod.spec?.shareProcessNamespace === true,
    hostPid: pod.spec?.hostPID === true,
    stdin: container.stdin === true,
    stdinOnce: container.stdinOnce === true,
    tty: container.tty === true,
  };
};
