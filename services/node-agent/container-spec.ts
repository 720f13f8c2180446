import type { Container } from '../../events/resources/_types/container.ts';
import type { AssignedPod as Pod } from './desired-pod.ts';
import { milliValue, parseQuantity, quantityValue } from '../../events/schema/quantity.ts';
import { expand } from './expand.ts';
import { containersOf } from './desired-pod.ts';
import type { ContainerIdentity, ContainerResources, ContainerSecurity, ContainerSpec, HostPort, ImageInfo, Mount, SandboxSpec } from './port.ts';
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
  const score = 1000 - Math.floor((1000 * bytes(container.resources.requests?.memory)) / nodeMemoryBytes);
  return Math.min(BURSTABLE_MAX, Math.max(BURSTABLE_MIN, score));
};

type PodSecurity = NonNullable<NonNullable<Pod['spec']>['securityContext']>;
type OwnSecurity = NonNullable<Container['securityContext']>;

const sharedSecurity = ({ spec }: Pod): PodSecurity => spec?.securityContext ?? {};
const ownSecurity = ({ securityContext }: Container): OwnSecurity => securityContext ?? {};

const userOf = (shared: PodSecurity, own: OwnSecurity): string | undefined => {
  const user = own.runAsUser ?? shared.runAsUser;
  const group = own.runAsGroup ?? shared.runAsGroup;
  if (user === undefined) return group === undefined ? undefined : `0:${group}`;
  return group === undefined ? String(user) : `${user}:${group}`;
};

const groupsOf = ({ supplementalGroups = [], fsGroup }: PodSecurity): readonly number[] =>
  fsGroup === undefined ? supplementalGroups : [...supplementalGroups, fsGroup];

const securityOf = (pod: Pod, container: Container): ContainerSecurity => {
  const own = ownSecurity(container);
  const shared = sharedSecurity(pod);
  const user = userOf(shared, own);
  const { add = [], drop = [] } = own.capabilities ?? {};
  return {
    ...(user !== undefined && { user }),
    groups: groupsOf(shared),
    privileged: own.privileged === true,
    readOnlyRootFilesystem: own.readOnlyRootFilesystem === true,
    noNewPrivileges: own.allowPrivilegeEscalation === false,
    seccompUnconfined: (own.seccompProfile ?? shared.seccompProfile)?.type === 'Unconfined',
    addCapabilities: add,
    dropCapabilities: drop,
  };
};

/** What is wrong with running the image's own user; undefined when it surely is not root. */
const rootImage = ({ user }: ImageInfo): string | undefined => {
  const [name = ''] = user.split(':');
  if (name === '' || name === '0' || name === 'root') return 'container has runAsNonRoot and image will run as root';
  return /^\d+$/.test(name) ? undefined : `container has runAsNonRoot and image has non-numeric user (${name}), cannot verify user is non-root`;
};

/** Throws SourceError when a container that must not run as root would. */
const checkNonRoot = (pod: Pod, container: Container, image: ImageInfo): void => {
  const own = ownSecurity(container);
  const shared = sharedSecurity(pod);
  if ((own.runAsNonRoot ?? shared.runAsNonRoot) !== true) return;
  const user = own.runAsUser ?? shared.runAsUser;
  const wrong = user === undefined ? rootImage(image) : (user === 0 ? "container's runAsUser breaks non-root policy" : undefined);
  const { name = '', namespace = '', uid = '' } = pod.metadata;
  if (wrong !== undefined) throw new SourceError(`${wrong} (pod: "${name}_${namespace}(${uid})", container: ${container.name})`);
};

export interface ContainerSpecInput {
  readonly pod: Pod;
  readonly container: Container;
  readonly identity: ContainerIdentity;
  readonly sandboxId: string;
  readonly processesOf?: string | undefined;
  readonly image: ImageInfo;
  readonly environment: ReadonlyMap<string, string>;
  readonly mounts: readonly Mount[];
  readonly terminationLog?: string | undefined;
  readonly nodeMemoryBytes: number;
}

const nonEmpty = (list: readonly string[] | undefined): readonly string[] | undefined => (list === undefined || list.length === 0 ? undefined : list);

/** CPU and memory for the runtime; a limit alone is a request too. */
export const resourcesOf = ({ resources }: Pick<Container, 'resources'>): ContainerResources => {
  const { limits = {}, requests = {} } = resources;
  return { milliCpuRequest: milliCpu(requests.cpu ?? limits.cpu), milliCpuLimit: milliCpu(limits.cpu), memoryLimitBytes: bytes(limits.memory) };
};

const flagsOf = (pod: Pod, { stdin, stdinOnce, tty }: Container): Pick<ContainerSpec, 'hostNetwork' | 'shareProcesses' | 'hostPid' | 'stdin' | 'stdinOnce' | 'tty'> => {
  const { hostNetwork, shareProcessNamespace, hostPID } = pod.spec ?? {};
  return {
    hostNetwork: hostNetwork === true, shareProcesses: shareProcessNamespace === true, hostPid: hostPID === true,
    stdin: stdin === true, stdinOnce: stdinOnce === true, tty: tty === true,
  };
};

/** Everything the runtime needs to make one container of a pod. */
export const containerSpec = (input: ContainerSpecInput): ContainerSpec => {
  const { pod, container, identity, sandboxId, image, environment, mounts, terminationLog } = input;
  checkNonRoot(pod, container, image);
  const command = nonEmpty(container.command)?.map((word) => expand(word, environment));
  const args = nonEmpty(container.args)?.map((word) => expand(word, environment));
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
    ...resourcesOf(container),
    ...(input.processesOf !== undefined && { processesOf: input.processesOf }),
    oomScoreAdj: oomScoreAdj(pod, container, input.nodeMemoryBytes),
    security: securityOf(pod, container),
    ...flagsOf(pod, container),
  };
};
