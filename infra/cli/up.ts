import { spawn } from 'node:child_process';
import { mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import Docker from 'dockerode';
import { readClusterConfig, writeClusterConfig } from '../cluster/cluster-config.ts';
import type { ClusterConfig } from '../cluster/cluster-config.ts';
import type { ClusterFolder } from '../cluster/cluster-folder.ts';
import { newClusterConfig, nodeNames } from '../cluster/new-cluster-config.ts';
import { prepareCluster } from '../processes/prepare-cluster.ts';
import { ensureNetwork } from '../runtime-docker/network.ts';
import { ensureSandboxImage } from '../runtime-docker/sandbox-image.ts';
import { ensureBusybox } from '../setup/busybox.ts';
import { withCompileCache } from '../setup/compile-cache.ts';
import { dockerSocket, ensureDockerEngine } from '../setup/docker-engine.ts';
import { ensureNatsServer } from '../setup/nats-server.ts';
import { repoPath } from '../setup/tools-folder.ts';
import type { CliCommand, Invocation } from './command.ts';
import { DIR_OPTION, UsageError, durationOption, flag, numberOption, stringOption } from './command.ts';
import { folderOf, runningSupervisor } from './open-cluster.ts';
import { say } from './say.ts';
import { waitUntilReady } from './wait-until-ready.ts';

const runtimeOption = (invocation: Invocation): ClusterConfig['runtime'] | undefined => {
  const text = stringOption(invocation, 'runtime');
  if (text === undefined || text === 'docker' || text === 'simulated') return text;
  throw new UsageError(`--runtime is docker or simulated, not "${text}"`);
};

const urlOption = (invocation: Invocation, name: string): string | undefined => {
  const text = stringOption(invocation, name);
  if (text === undefined || (URL.canParse(text) && /^https?:/.test(text))) return text;
  throw new UsageError(`--${name} takes an HTTP address, not "${text}"`, `for example --${name} http://127.0.0.1:4318`);
};

/** What the command line asks for; only what it names changes an existing cluster. */
const asked = (invocation: Invocation): Partial<ClusterConfig> => {
  const nodes = numberOption(invocation, 'nodes', [1, 64]);
  const apiPort = numberOption(invocation, 'port', [1, 65_535]);
  const apiServers = numberOption(invocation, 'api', [1, 8]);
  const metricsBasePort = numberOption(invocation, 'metrics', [1, 65_500]);
  const runtime = runtimeOption(invocation);
  const tracesUrl = urlOption(invocation, 'traces');
  const compactionWindowSeconds = durationOption(invocation, 'compaction-window');
  return {
    ...(nodes !== undefined && { nodes: nodeNames(nodes) }),
    ...(apiPort !== undefined && { apiPort }),
    ...(apiServers !== undefined && { apiServers }),
    ...(metricsBasePort !== undefined && { metricsBasePort }),
    ...(runtime !== undefined && { runtime }),
    ...(tracesUrl !== undefined && { tracesUrl }),
    ...(compactionWindowSeconds !== undefined && { compactionWindowSeconds }),
    ...(flag(invocation, 'in-one') && { inOne: true }),
  };
};

const prepareDocker = async (config: ClusterConfig): Promise<void> => {
  if (config.runtime !== 'docker') return;
  const docker = new Docker({ socketPath: dockerSocket() });
  await ensureSandboxImage(docker, { busyboxPath: await ensureBusybox(say) });
  await ensureNetwork(docker, config.name, { subnet: config.podNetwork.cidr, gateway: config.podNetwork.gateway });
};

const startSupervisor = (folder: ClusterFolder): void => {
  const log = openSync(folder.log('supervisor'), 'a', 0o600);
  const args = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=2', repoPath('infra/processes/run.ts'), 'supervisor', '--dir', folder.root];
  spawn(process.execPath, args, { detached: true, stdio: ['ignore', log, log], env: withCompileCache(process.env) }).unref();
};

const settle = async (folder: ClusterFolder, invocation: Invocation): Promise<ClusterConfig> => {
  const wanted = asked(invocation);
  const existing = await readClusterConfig(folder.config);
  const config = existing === undefined ? await newClusterConfig(wanted) : { ...existing, ...wanted };
  if (existing !== undefined && config.runtime !== existing.runtime) throw new UsageError(`the cluster in ${folder.root} runs on ${existing.runtime}`, 'use another --dir, or reset it first');
  await writeClusterConfig(folder.config, config);
  return config;
};

/** What was asked for must be what runs: a running cluster is not changed under its owner. */
const refuseChanges = async (folder: ClusterFolder, invocation: Invocation): Promise<void> => {
  const running = new Map<string, unknown>(Object.entries((await readClusterConfig(folder.config)) ?? {}));
  const wanted = Object.entries(asked(invocation)).filter(([name, value]) => !isDeepStrictEqual(value, running.get(name)));
  if (wanted.length > 0) throw new UsageError('the cluster is already running, with other options', './shiplog down first, then up with the new ones');
};

export const up: CliCommand = {
  name: 'up',
  summary: 'start the cluster in the background, or resume it',
  usage: '[--dir DIR] [--nodes N] [--port P] [--runtime docker|simulated] [--api N] [--in-one] [--metrics PORT] [--traces URL] [--compaction-window TIME]',
  options: {
    ...DIR_OPTION,
    nodes: { type: 'string', value: 'N', help: 'nodes, from 1 to 64 (default 1)' },
    port: { type: 'string', value: 'P', help: 'port of the API (default 6443, or a free one)' },
    runtime: { type: 'string', value: 'RUNTIME', help: 'docker (the default), or simulated: pods in memory' },
    api: { type: 'string', value: 'N', help: 'API servers, from 1 to 8, all active on one port (default 1)' },
    'in-one': { type: 'boolean', help: 'the control plane as one process, for small machines' },
    metrics: { type: 'string', value: 'PORT', help: 'Prometheus metrics, a loopback port per component from PORT on (docs/metrics.md)' },
    traces: { type: 'string', value: 'URL', help: 'send OpenTelemetry traces there by OTLP over HTTP' },
    'compaction-window': { type: 'string', value: 'TIME', help: 'how long clients may go on from an older state: 90s, 5m (the default), 1h' },
  },
  run: async (invocation) => {
    const folder = folderOf(invocation);
    if ((await runningSupervisor(folder)) !== undefined) {
      await refuseChanges(folder, invocation);
      say('the cluster is already running');
    } else {
      mkdirSync(join(folder.root, 'logs'), { recursive: true, mode: 0o700 });
      await ensureNatsServer(say);
      // Before an address range is chosen: Docker brings the networks of other clusters with it.
      if (stringOption(invocation, 'runtime') !== 'simulated') await ensureDockerEngine(say, join(folder.root, 'logs', 'dockerd.log'));
      const config = await settle(folder, invocation);
      await prepareDocker(config);
      await prepareCluster(folder, config);
      say(`starting a cluster of ${config.nodes.length} ${config.nodes.length === 1 ? 'node' : 'nodes'}`);
      startSupervisor(folder);
    }
    await waitUntilReady(folder);
    process.stdout.write(`ready; kubeconfig: ${folder.kubeconfig}\n`);
    return 0;
  },
};
