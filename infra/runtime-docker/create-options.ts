import type { ContainerCreateOptions, HostConfig } from 'dockerode';
import type { ContainerResources, ContainerSpec, HostPort, SandboxSpec } from '../../services/node-agent/port.ts';
import { containerName, identityLabels, labelNames } from './labels.ts';
import type { Place } from './labels.ts';

export interface Surroundings extends Place {
  readonly network: string;
  readonly sandboxImage: string;
}

const CPU_PERIOD_US = 100_000;
const MIN_CPU_QUOTA_US = 1000;
const MIN_CPU_SHARES = 2;
const NO_RESTART = { RestartPolicy: { Name: '' } } as const;
const LOGS = { LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '5' } } } as const;

const portKey = ({ containerPort, protocol }: HostPort): string => `${containerPort}/${protocol.toLowerCase()}`;

const portBindings = (ports: readonly HostPort[]): NonNullable<HostConfig['PortBindings']> => {
  const bindings: Record<string, { HostIp: string; HostPort: string }[]> = {};
  for (const port of ports) (bindings[portKey(port)] ??= []).push({ HostIp: port.hostIp, HostPort: String(port.hostPort) });
  return bindings;
};

/** The Engine's request for a pod's sandbox: it holds network, IPC, hostname and host ports. */
export const sandboxOptions = (place: Surroundings, spec: SandboxSpec): ContainerCreateOptions => ({
  name: containerName(place, spec),
  Image: place.sandboxImage,
  ...(!spec.hostNetwork && { Hostname: spec.hostname }),
  Labels: { ...identityLabels(place, spec), [labelNames.image]: place.sandboxImage, ...(spec.address && { [labelNames.address]: spec.address }) },
  ExposedPorts: Object.fromEntries(spec.hostPorts.map((port) => [portKey(port), {}])),
  HostConfig: {
    ...NO_RESTART,
    LogConfig: { Type: 'none', Config: {} },
    NetworkMode: spec.hostNetwork ? 'host' : place.network,
    IpcMode: spec.hostIpc ? 'host' : 'shareable',
    ...(spec.hostPid && { PidMode: 'host' }),
    PortBindings: portBindings(spec.hostPorts),
    ReadonlyRootfs: true,
    SecurityOpt: ['no-new-privileges'],
    Sysctls: { ...spec.sysctls },
  },
  ...(spec.address !== undefined && { NetworkingConfig: { EndpointsConfig: { [place.network]: { IPAMConfig: { IPv4Address: spec.address } } } } }),
});

const cpu = (spec: ContainerResources): Partial<HostConfig> => ({
  CpuShares: Math.max(MIN_CPU_SHARES, Math.floor((spec.milliCpuRequest * 1024) / 1000)),
  ...(spec.milliCpuLimit > 0 && { CpuPeriod: CPU_PERIOD_US, CpuQuota: Math.max(MIN_CPU_QUOTA_US, (spec.milliCpuLimit * CPU_PERIOD_US) / 1000) }),
});

const memory = ({ memoryLimitBytes }: ContainerResources): Partial<HostConfig> =>
  memoryLimitBytes > 0 ? { Memory: memoryLimitBytes, MemorySwap: memoryLimitBytes } : {};

/** The Engine's terms for what a container may take. */
export const resourceOptions = (resources: ContainerResources): Partial<HostConfig> => ({ ...cpu(resources), ...memory(resources) });

/** What the Engine has in force for a container, in the port's terms. The Engine rounds requests of CPU down; this undoes it. */
export const resourcesInForce = ({ CpuShares = 0, CpuQuota = 0, CpuPeriod = 0, Memory = 0 }: HostConfig): ContainerResources => ({
  milliCpuRequest: Math.ceil((CpuShares * 1000) / 1024),
  milliCpuLimit: CpuQuota > 0 ? Math.round((CpuQuota * 1000) / (CpuPeriod || CPU_PERIOD_US)) : 0,
  memoryLimitBytes: Memory,
});

const security = ({ security: wanted }: ContainerSpec): Partial<HostConfig> => ({
  Privileged: wanted.privileged,
  ReadonlyRootfs: wanted.readOnlyRootFilesystem,
  CapAdd: [...wanted.addCapabilities],
  CapDrop: [...wanted.dropCapabilities],
  GroupAdd: wanted.groups.map(String),
  SecurityOpt: [...(wanted.noNewPrivileges ? ['no-new-privileges'] : []), ...(wanted.seccompUnconfined ? ['seccomp=unconfined'] : [])],
});

const pidMode = (spec: ContainerSpec): Partial<HostConfig> => {
  if (spec.processesOf !== undefined) return { PidMode: `container:${spec.processesOf}` };
  if (spec.hostPid) return { PidMode: 'host' };
  return spec.shareProcesses ? { PidMode: `container:${spec.sandboxId}` } : {};
};

/** The Engine's request for a container in its pod's sandbox. */
export const containerOptions = (place: Surroundings, spec: ContainerSpec): ContainerCreateOptions => ({
  name: containerName(place, spec),
  Image: spec.imageId,
  Labels: { ...identityLabels(place, spec), [labelNames.image]: spec.image, ...(spec.terminationLog && { [labelNames.terminationLog]: spec.terminationLog }) },
  ...(spec.command && { Entrypoint: [...spec.command] }),
  // With a command of its own and no arguments, the image's default arguments must not be appended.
  ...(spec.args ? { Cmd: [...spec.args] } : spec.command && { Cmd: [] }),
  Env: spec.env.map(([name, value]) => `${name}=${value}`),
  ...(spec.workingDir && { WorkingDir: spec.workingDir }),
  ...(spec.security.user && { User: spec.security.user }),
  Tty: spec.tty,
  OpenStdin: spec.stdin,
  StdinOnce: spec.stdinOnce,
  HostConfig: {
    ...NO_RESTART,
    ...LOGS,
    NetworkMode: `container:${spec.sandboxId}`,
    IpcMode: `container:${spec.sandboxId}`,
    ...pidMode(spec),
    Binds: spec.mounts.map(({ source, target, readOnly }) => `${source}:${target}:${readOnly ? 'ro' : 'rw'}`),
    // Engines in a container may not go below their own score, and then could start nothing.
    OomScoreAdj: Math.max(0, spec.oomScoreAdj),
    ...resourceOptions(spec),
    ...security(spec),
  },
});
