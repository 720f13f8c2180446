import type { ContainerInspectInfo } from 'dockerode';
import type { RuntimeContainer } from '../../services/node-agent/port.ts';
import { resourcesInForce } from './create-options.ts';
import { identityFromLabels, labelNames } from './labels.ts';

/** Docker writes year 1 for "never". */
const timeMs = (text: string): number | undefined => {
  const ms = Date.parse(text);
  return Number.isNaN(ms) || ms <= 0 ? undefined : ms;
};

type State = Pick<RuntimeContainer, 'state' | 'startedAtMs' | 'finishedAtMs' | 'exitCode' | 'oomKilled' | 'startError'>;

const stateOf = ({ State: docker, Created }: ContainerInspectInfo): State => {
  const startedAtMs = timeMs(docker.StartedAt);
  const started = startedAtMs === undefined ? {} : { startedAtMs };
  if (docker.Running) return { state: 'running', ...started };
  if (startedAtMs === undefined && docker.ExitCode === 0 && docker.Error === '') return { state: 'created' };
  // A process that ends at once is seen to end before Docker has noted its start.
  const finishedAtMs = Math.max(timeMs(docker.FinishedAt) ?? 0, startedAtMs ?? Date.parse(Created));
  return {
    state: 'exited', ...started, finishedAtMs, exitCode: docker.ExitCode, oomKilled: docker.OOMKilled,
    ...(startedAtMs === undefined && { startError: docker.Error }),
  };
};

/** What the Engine tells about a container, in the port's terms. */
export const runtimeContainer = (info: ContainerInspectInfo): RuntimeContainer => {
  const labels = info.Config.Labels;
  const address = labels[labelNames.address];
  const terminationLog = labels[labelNames.terminationLog];
  return {
    ...identityFromLabels(labels),
    id: info.Id,
    createdAtMs: Date.parse(info.Created),
    ...stateOf(info),
    image: labels[labelNames.image] ?? info.Config.Image,
    imageId: info.Image,
    ...(labels[labelNames.role] === 'container' && { resources: resourcesInForce(info.HostConfig) }),
    ...(address !== undefined && { address }),
    ...(terminationLog !== undefined && { terminationLog }),
  };
};
