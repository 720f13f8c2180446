import type { ClusterConfig } from '../cluster/cluster-config.ts';

/** One process of the cluster beside nats-server: its unique name and the arguments of run.ts. */
export interface Component {
  readonly name: string;
  readonly args: readonly string[];
}

const single = (role: string): Component => ({ name: role, args: [role] });

const controlPlane = (config: ClusterConfig): readonly Component[] => {
  if (config.inOne) return [single('control-plane')];
  const apiServers = Array.from({ length: config.apiServers }, (_, index) => ({
    name: `api-server-${index}`,
    args: ['api-server', '--index', String(index)],
  }));
  return [...apiServers, ...['controllers', 'scheduler', 'dispatcher', 'status'].map(single)];
};

/** Which processes a cluster consists of. Pure. */
export const componentList = (config: ClusterConfig): readonly Component[] => [
  ...controlPlane(config),
  ...config.nodes.map((node) => ({ name: `agent-${node}`, args: ['agent', '--node', node] })),
];

/** A component's place among the Prometheus endpoints; undefined when metrics are off. */
export const metricsPortOf = (config: ClusterConfig, name: string): number | undefined => {
  const index = componentList(config).findIndex((component) => component.name === name);
  return config.metricsBasePort === undefined || index === -1 ? undefined : config.metricsBasePort + index;
};

/** Where a component answers Prometheus; undefined when metrics are off. */
export const metricsUrlOf = (config: ClusterConfig, name: string): string | undefined => {
  const port = metricsPortOf(config, name);
  return port === undefined ? undefined : `http://127.0.0.1:${port}/metrics`;
};
