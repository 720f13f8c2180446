import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { labelNames } from '../../infra/runtime-docker/labels.ts';
import { ensureDockerEngine } from '../../infra/setup/docker-engine.ts';
import { eventually } from '../support/eventually.ts';
import type { LiveCluster } from '../support/live-cluster.ts';
import type { TcpGate } from './tcp-gate.ts';

export interface Surroundings {
  readonly cluster: LiveCluster;
  readonly namespace: string;
  /** Between node-2's agent and NATS. */
  readonly gate: TcpGate;
}

export interface Fault {
  readonly name: string;
  readonly inject: (surroundings: Surroundings) => Promise<void>;
}

const CUT_MS = 30_000;

const killComponent = (component: string): Fault => ({
  name: `kill -9 of ${component}`,
  inject: async ({ cluster }) => {
    const pid = cluster.pid(component);
    if (pid === undefined) throw new Error(`${component} is not running`);
    process.kill(pid, 'SIGKILL');
    await eventually(`a new ${component}`, () => cluster.pid(component), { until: (now) => now !== undefined && now !== pid });
  },
});

/** Docker Engine belongs to the machine, not to the cluster: whoever killed it starts it again. The last fault, since it stops every other cluster's containers too. */
export const killEngine: Fault = {
  name: 'kill -9 of dockerd',
  inject: async ({ cluster }) => {
    const pid = Number(await readFile('/var/run/docker.pid', 'utf8'));
    process.kill(pid, 'SIGKILL');
    await pause(1_000);
    await ensureDockerEngine(() => undefined, cluster.folder.log('dockerd'));
  },
};

const killSandbox: Fault = {
  name: 'kill -9 of a sandbox container',
  inject: async ({ cluster, namespace }) => {
    const label = [`${labelNames.cluster}=${cluster.config.name}`, `${labelNames.role}=sandbox`, `${labelNames.namespace}=${namespace}`];
    // The rollout itself may end the chosen one first; then another is taken.
    const killOne = async (): Promise<boolean> => {
      const [sandbox] = await cluster.docker.listContainers({ filters: { label } });
      return sandbox !== undefined && cluster.docker.getContainer(sandbox.Id).kill({ signal: 'SIGKILL' }).then(() => true, () => false);
    };
    await eventually('the end of a running sandbox', killOne, { until: (killed) => killed });
  },
};

const cutAgent: Fault = {
  name: 'an agent cut off from NATS for 30 s',
  inject: async ({ gate }) => {
    gate.shut();
    await pause(CUT_MS);
    gate.open();
  },
};

const components = ['api-server-0', 'controllers', 'scheduler', 'status', 'dispatcher', 'agent-node-1', 'nats-server'];

export const faults: readonly Fault[] = [...components.map(killComponent), killSandbox, cutAgent];
