import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import { readClusterConfig } from '../../infra/cluster/cluster-config.ts';
import type { ClusterConfig } from '../../infra/cluster/cluster-config.ts';
import { clusterFolder } from '../../infra/cluster/cluster-folder.ts';
import type { ClusterFolder } from '../../infra/cluster/cluster-folder.ts';
import { freePort } from '../../infra/cluster/free-addresses.ts';
import { ensureDemoImage } from '../../infra/runtime-docker/demo-image.ts';
import { ensureBusybox } from '../../infra/setup/busybox.ts';
import { dockerSocket } from '../../infra/setup/docker-engine.ts';
import { ensureClient } from '../../infra/setup/kubectl.ts';
import type { ClientLine } from '../../infra/setup/kubectl.ts';
import { repoPath } from '../../infra/setup/tools-folder.ts';
import { readSupervisorState } from '../../infra/supervisor/supervisor-state.ts';
import { runProgram } from './run-program.ts';
import type { ProgramOptions, ProgramResult } from './run-program.ts';
import { startProgram } from './start-program.ts';
import type { StartedProgram } from './start-program.ts';

/** A real cluster on this machine: real NATS, real Docker, driven by unmodified kubectl. */
export interface LiveCluster {
  readonly folder: ClusterFolder;
  readonly config: ClusterConfig;
  readonly docker: Docker;
  kubectl(args: readonly string[], options?: ProgramOptions & { readonly line?: ClientLine }): Promise<ProgramResult>;
  /** As kubectl, and a non-zero exit throws; answers standard output. */
  ok(args: readonly string[], options?: ProgramOptions & { readonly line?: ClientLine }): Promise<string>;
  /** kubectl that goes on running: port-forward, proxy, attach. The caller stops it. */
  start(args: readonly string[], options?: { readonly line?: ClientLine; readonly env?: NodeJS.ProcessEnv }): StartedProgram;
  /** The release of helm that comes with this line: 4 with v35, 3 with v32. */
  helm(args: readonly string[], options?: ProgramOptions & { readonly line?: ClientLine }): Promise<ProgramResult>;
  shiplog(args: readonly string[], options?: ProgramOptions): Promise<ProgramResult>;
  /** Makes a namespace of its own for a test and answers its name. */
  namespace(prefix: string): Promise<string>;
  /** Process id of a component, or undefined while it is being restarted. */
  pid(component: string): number | undefined;
  stop(): Promise<void>;
}

const CLI = repoPath('infra/cli/main.ts');

const command = (folder: ClusterFolder, args: readonly string[], options: ProgramOptions): Promise<ProgramResult> => {
  const [name = '', ...rest] = args;
  return runProgram(process.execPath, ['--disable-warning=ExperimentalWarning', CLI, name, '--dir', folder.root, ...rest], { timeoutMs: 180_000, ...options });
};

const tails = async (folder: ClusterFolder): Promise<string> => {
  const components = ['supervisor', 'nats-server', 'api-server-0', 'control-plane', 'agent-node-1', 'status'];
  const texts = await Promise.all(components.map(async (name) => [name, await readFile(folder.log(name), 'utf8').catch(() => '')] as const));
  return texts.map(([name, text]) => `--- ${name}\n${text.split('\n').slice(-8).join('\n')}`).join('\n');
};

/** Starts a cluster in a folder of its own; `args` go to `./shiplog up`, `processEnv` to every process of it besides. */
export const startLiveCluster = async (args: readonly string[], processEnv: NodeJS.ProcessEnv = {}): Promise<LiveCluster> => {
  const folder = clusterFolder(await mkdtemp(join(tmpdir(), 'shiplog-live-')));
  const docker = new Docker({ socketPath: dockerSocket() });
  const busyboxPath = await ensureBusybox(() => undefined);
  for (const version of ['1', '2'] as const) await ensureDemoImage(docker, { busyboxPath, version });
  // Clusters that start in the same instant would choose the same port.
  const port = args.includes('--port') ? [] : ['--port', String(await freePort())];
  const started = await command(folder, ['up', ...port, ...args], { env: { ...process.env, ...processEnv } });
  if (started.code !== 0) {
    const why = `up failed: ${started.stdout}${started.stderr}\n${await tails(folder)}`;
    // What did start must not be left running.
    await command(folder, ['reset', '--yes'], {});
    await rm(folder.root, { recursive: true, force: true });
    throw new Error(why);
  }
  const config = await readClusterConfig(folder.config);
  if (config === undefined) throw new Error('up wrote no configuration');
  const paths = { v35: await ensureClient('kubectl', 'v35'), v32: await ensureClient('kubectl', 'v32') };
  const helms = { v35: await ensureClient('helm', 'v35'), v32: await ensureClient('helm', 'v32') };
  const env = { ...process.env, KUBECONFIG: folder.kubeconfig, KUBECACHEDIR: join(folder.root, 'kube-cache') };
  const names = new Set<string>();
  const cluster: LiveCluster = {
    folder,
    config,
    docker,
    kubectl: (words, options = {}) => runProgram(paths[options.line ?? 'v35'], words, { ...options, env: { ...env, ...options.env } }),
    ok: async (words, options = {}) => {
      const result = await cluster.kubectl(words, options);
      if (result.code !== 0) throw new Error(`kubectl ${words.join(' ')}: ${result.stderr}${result.stdout}`);
      return result.stdout;
    },
    start: (words, options = {}) => startProgram(paths[options.line ?? 'v35'], words, { ...env, ...options.env }),
    helm: (words, options = {}) => {
      const own = join(folder.root, `helm-${options.line ?? 'v35'}`);
      const homes = { HELM_CACHE_HOME: join(own, 'cache'), HELM_CONFIG_HOME: join(own, 'config'), HELM_DATA_HOME: join(own, 'data') };
      return runProgram(helms[options.line ?? 'v35'], words, { timeoutMs: 120_000, ...options, env: { ...env, ...homes, ...options.env } });
    },
    shiplog: (words, options = {}) => command(folder, words, options),
    namespace: async (prefix) => {
      const name = `${prefix}-${names.size + 1}`;
      names.add(name);
      await cluster.ok(['create', 'namespace', name]);
      return name;
    },
    pid: (component) => readSupervisorState(folder.supervisorState)?.children.find(({ name }) => name === component)?.pid,
    stop: async () => {
      const result = await command(folder, ['reset', '--yes'], {});
      await rm(folder.root, { recursive: true, force: true });
      if (result.code !== 0) throw new Error(`reset failed: ${result.stderr}`);
    },
  };
  return cluster;
};
