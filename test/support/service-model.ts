import type { JsonObject } from '../../events/json.ts';
import { nodes } from '../../events/resources/core/node/schema.ts';
import { pods } from '../../events/resources/core/pod/schema.ts';
import { services } from '../../events/resources/core/service/schema.ts';
import type { Reconciler } from '../../services/kit/reconciler.ts';
import type { ModelCluster } from './model-cluster.ts';
import { createModelCluster } from './model-cluster.ts';

export const NS = 'default';
export const WEB = `${NS}/web`;

/** A model cluster with the node `n1` in zone `z1`. */
export const clusterWithNode = (): ModelCluster => {
  const cluster = createModelCluster();
  cluster.write({ ...nodes, namespace: '', name: 'n1' }, () => ({ apiVersion: 'v1', kind: 'Node', metadata: { labels: { 'topology.kubernetes.io/zone': 'z1' } } }));
  return cluster;
};

export interface ServiceParts {
  readonly metadata?: JsonObject;
  readonly spec?: JsonObject;
}

/** Writes service `web`, whose port 80 leads to 8080 of pods with `app: web`. */
export const writeService = (cluster: ModelCluster, { metadata = {}, spec = {} }: ServiceParts = {}): void =>
  cluster.write({ ...services, namespace: NS, name: 'web' }, (before) => ({
    ...before,
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...(before['metadata'] as JsonObject | undefined), ...metadata },
    spec: { type: 'ClusterIP', clusterIP: '10.96.0.9', ipFamilies: ['IPv4'], selector: { app: 'web' }, ports: [{ name: 'http', protocol: 'TCP', port: 80, targetPort: 8080 }], ...spec },
  }));

export interface PodParts {
  readonly labels?: JsonObject;
  readonly ip?: string;
  readonly ready?: boolean;
  readonly phase?: string;
  readonly deleting?: boolean;
  readonly spec?: JsonObject;
}

/** Writes a pod of `web` on `n1`; ready and with an address unless told otherwise. */
export const writePod = (cluster: ModelCluster, name: string, parts: PodParts = {}): void => {
  const { labels = { app: 'web' }, ip = '10.0.0.1', ready = true, phase = 'Running', deleting = false, spec = {} } = parts;
  const status = { phase, ...(ip !== '' && { podIP: ip, podIPs: [{ ip }] }), conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] };
  const whole = (before: JsonObject): JsonObject => ({
    ...before,
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...(before['metadata'] as JsonObject | undefined), labels, ...(deleting && { deletionTimestamp: '2024-05-01T00:00:00Z' }) },
    spec: { nodeName: 'n1', containers: [{ name: 'c', ports: [{ name: 'web', containerPort: 3000, protocol: 'TCP' }] }], ...spec },
    status,
  });
  const ref = { ...pods, namespace: NS, name };
  cluster.write(ref, whole);
  // The model gives what it creates a status of its own.
  cluster.write(ref, whole);
};

/** Plans and carries out until nothing is left to do; answers how many commands it took. */
export const settle = (cluster: ModelCluster, reconciler: Reconciler, key = WEB): number => {
  let commands = 0;
  for (let round = 0; round < 10; round += 1) {
    const { batches } = reconciler.plan(cluster.view(), key, cluster.now());
    if (batches.length === 0) return commands;
    for (const batch of batches) {
      if (!cluster.execute(batch)) throw new Error('a batch is refused');
      commands += batch.length;
    }
  }
  throw new Error('never at rest');
};
