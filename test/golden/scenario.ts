import { eventually } from '../support/eventually.ts';
import type { LiveCluster } from '../support/live-cluster.ts';

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: 'web' } },
    strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { terminationGracePeriodSeconds: 1, containers: [{ name: 'web', image: 'shiplog/demo:1', imagePullPolicy: 'IfNotPresent' }] },
    },
  },
};

const createNamespace = async (cluster: LiveCluster, name: string): Promise<(...args: readonly string[]) => Promise<string>> => {
  await cluster.ok(['create', 'namespace', name]);
  return (...args) => cluster.ok(['-n', name, ...args]);
};

const rollout = async (cluster: LiveCluster): Promise<void> => {
  const kubectl = await createNamespace(cluster, 'golden');
  const pods = async (): Promise<readonly string[]> => (await kubectl('get', 'pods', '-o', 'name')).split('\n').filter((name) => name !== '');
  /** Answers the pod's name once the rollout is over and the old one is gone. */
  const rolledOut = async (): Promise<string> => {
    await kubectl('rollout', 'status', 'deployment/web', '--timeout=120s');
    const [pod = ''] = await eventually('the end of the old pod', pods, { until: ({ length }) => length === 1 });
    return pod;
  };
  await cluster.ok(['-n', 'golden', 'create', '-f', '-'], { input: JSON.stringify(deployment) });
  await rolledOut();
  await kubectl('set', 'image', 'deployment/web', 'web=shiplog/demo:2');
  await kubectl('delete', await rolledOut(), '--wait=true');
  await rolledOut();
};

const lives = async (cluster: LiveCluster): Promise<void> => {
  const kubectl = await createNamespace(cluster, 'golden');
  await kubectl('create', 'secret', 'generic', 'password', '--from-literal=user=robin', '--from-literal=word=not-so-secret');
  await kubectl('label', 'secret', 'password', 'team=blue');
  await kubectl('patch', 'secret', 'password', '-p', '{"stringData":{"word":"even-less-secret"}}');
  await kubectl('create', 'secret', 'generic', 'forgotten', '--from-literal=word=gone');
  await kubectl('delete', 'secret', 'forgotten');
  await kubectl('create', 'configmap', 'held', '--from-literal=key=value');
  await kubectl('patch', 'configmap', 'held', '--type=merge', '-p', '{"metadata":{"finalizers":["example.com/hold"]}}');
  await kubectl('delete', 'configmap', 'held', '--wait=false');
  await kubectl('patch', 'configmap', 'held', '--type=merge', '-p', '{"metadata":{"finalizers":null}}');
  await kubectl('create', 'configmap', 'held', '--from-literal=key=again');
  const passing = await createNamespace(cluster, 'passing');
  await passing('create', 'configmap', 'grain', '--from-literal=of=sand');
  await cluster.ok(['delete', 'namespace', 'passing', '--wait=true']);
};

/** What is done to a cluster whose history is to be kept. */
export const scenarios: Readonly<Record<string, (cluster: LiveCluster) => Promise<void>>> = {
  /** A deployment rolled out and updated, a pod deleted and replaced. */
  rollout,
  /** Secrets sealed, changed and deleted; an object held by a finalizer, gone, and created again; a namespace emptied and gone. */
  lives,
};
