import { readFile } from 'node:fs/promises';
import { arch, hostname, platform } from 'node:os';
import { join } from 'node:path';
import { createAgent } from '../../services/node-agent/agent.ts';
import type { Dialer } from '../../services/kit/port.ts';
import type { Runtime } from '../../services/node-agent/port.ts';
import { memoryFolder } from '../cluster/memory-folder.ts';
import { hostClock } from '../host/clock.ts';
import { hostEntropy } from '../host/entropy.ts';
import { createDialer } from '../http/dialer.ts';
import { natsMessaging } from '../nats/messaging.ts';
import { createPodFiles } from '../pod-files/pod-files.ts';
import { createProber } from '../prober/prober.ts';
import { ensureBusybox } from '../setup/busybox.ts';
import { dockerSocket } from '../setup/docker-engine.ts';
import { BUILD } from './build.ts';
import { connectAs } from './connect-as.ts';
import { startComponentTelemetry } from './log-process.ts';
import { firstServiceAddress } from './first-service-address.ts';
import type { ProcessContext, RunningProcess } from './process-context.ts';

const MAX_PODS = 110;
const SERVICE_PORT = 443;
const GO_ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/** Only the adapter in use is loaded. */
const openRuntime = async ({ config, logger }: ProcessContext, node: string): Promise<{ readonly runtime: Runtime; readonly dialer: Dialer }> => {
  const place = { cluster: config.name, node };
  if (config.runtime === 'simulated') {
    const runtime = (await import('../runtime-simulated/simulated-runtime.ts')).createSimulatedRuntime({ clock: hostClock(), entropy: hostEntropy() });
    return { runtime, dialer: runtime };
  }
  const { createDockerRuntime } = await import('../runtime-docker/docker-runtime.ts');
  const runtime = createDockerRuntime({
    ...place,
    socketPath: dockerSocket(),
    network: { subnet: config.podNetwork.cidr, gateway: config.podNetwork.gateway },
    busyboxPath: await ensureBusybox((line) => logger.info(line)),
  });
  return { runtime, dialer: createDialer() };
};

const labelsOf = (node: string): Readonly<Record<string, string>> => {
  const os = platform();
  const cpu = GO_ARCHITECTURES[arch()] ?? arch();
  return { 'kubernetes.io/hostname': node, 'kubernetes.io/os': os, 'kubernetes.io/arch': cpu, 'beta.kubernetes.io/os': os, 'beta.kubernetes.io/arch': cpu };
};

const machineId = async (): Promise<string> => (await readFile('/etc/machine-id', 'utf8').catch(() => hostname())).trim();

export const startAgent = async (context: ProcessContext): Promise<RunningProcess> => {
  const { config, folder, logger } = context;
  const node = context.node ?? '';
  if (!config.nodes.includes(node)) throw new Error(`the cluster has no node "${node}"`);
  const report = (message: string, fields: Readonly<Record<string, unknown>>): void => logger.warn(message, fields);
  const [connection, tunnelConnection] = await Promise.all([connectAs(context, { node }), connectAs(context, { node })]);
  const telemetry = await startComponentTelemetry(context);
  const agent = createAgent({
    config: {
      node,
      hostIp: config.runtime === 'docker' ? config.podNetwork.gateway : config.apiHost,
      labels: labelsOf(node),
      version: BUILD.gitVersion,
      machineId: await machineId(),
      maxPods: MAX_PODS,
      api: { host: firstServiceAddress(config.serviceCidr), port: SERVICE_PORT },
      dnsServers: [],
      clusterDomain: 'cluster.local',
    },
    messaging: natsMessaging({ connection, report }),
    tunnelMessaging: natsMessaging({ connection: tunnelConnection, report }),
    clock: hostClock(),
    entropy: hostEntropy(),
    logger,
    telemetry,
    ...await openRuntime(context, node),
    files: createPodFiles({ dir: folder.node(node), memoryDir: join(memoryFolder(config), node) }),
    prober: createProber(),
  });
  await agent.start();
  return {
    stop: async () => {
      await agent.stop();
      await Promise.all([connection.drain(), tunnelConnection.drain()]);
      await telemetry.stop();
    },
  };
};
