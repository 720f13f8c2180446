import { assert } from 'chai';
import type { JsonObject } from '../../../events/json.ts';
import { objectAt, withValueAt } from '../../../events/json-path.ts';
import type { ObjectRef } from '../../../events/object-ref.ts';
import { deployments } from '../../../events/resources/apps/deployment/schema.ts';
import { replicaSets } from '../../../events/resources/apps/replica-set/schema.ts';
import type { Pod } from '../../../events/resources/core/pod/schema.ts';
import { pods } from '../../../events/resources/core/pod/schema.ts';
import type { ModelCluster } from '../../../test/support/model-cluster.ts';
import { createModelCluster } from '../../../test/support/model-cluster.ts';
import type { Plan } from '../../kit/reconciler.ts';
import { formatTime } from '../../kit/timestamp.ts';
import { replicaSetReconciler } from '../replicaset/reconciler.ts';
import { isReady } from '../workload/pod-state.ts';
import { refOf } from '../workload/refs.ts';
import { REVISION } from './annotations.ts';
import { deploymentReconciler } from './reconciler.ts';
import { POD_TEMPLATE_HASH, templateHash, templatesEqual } from './template.ts';

const NS = 'default';
const WEB: ObjectRef = { ...deployments, namespace: NS, name: 'web' };
const KEY = 'default/web';

const template = (version: number): JsonObject => ({ metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: `i:${version}` }] } });
const deployment = (spec: JsonObject = {}): JsonObject => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { annotations: { team: 'a', 'kubectl.kubernetes.io/last-applied-configuration': '{}' } },
  spec: { replicas: 3, progressDeadlineSeconds: 600, revisionHistoryLimit: 10, selector: { matchLabels: { app: 'web' } }, template: template(1), strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } }, ...spec },
});

const withDeployment = (spec: JsonObject = {}): ModelCluster => {
  const cluster = createModelCluster();
  cluster.write(WEB, () => deployment(spec));
  return cluster;
};
const plan = (cluster: ModelCluster): Plan => deploymentReconciler.plan(cluster.view(), KEY, cluster.now());
const web = (cluster: ModelCluster) => cluster.view().get(deployments, NS, 'web')!.object;
const sets = (cluster: ModelCluster) => cluster.view().list(replicaSets, NS).map(({ object }) => object).toSorted((a, b) => Number(a.metadata.annotations?.[REVISION] ?? 0) - Number(b.metadata.annotations?.[REVISION] ?? 0));
const sizes = (cluster: ModelCluster): readonly number[] => sets(cluster).map(({ spec }) => spec.replicas ?? 1);
const condition = (cluster: ModelCluster, type: string): string => {
  const found = web(cluster).status.conditions?.find((each) => each.type === type);
  return found === undefined ? 'none' : `${found.status} ${found.reason}: ${found.message}`;
};
const change = (cluster: ModelCluster, path: readonly string[], value: JsonObject | string | number | boolean | undefined): void =>
  cluster.write(WEB, (object) => withValueAt(withValueAt(object, path, value), ['metadata', 'generation'], Number(objectAt(object, 'metadata')['generation']) + 1));
const roll = (cluster: ModelCluster, version: number): void => change(cluster, ['spec', 'template'], template(version));

/** Plans of the deployment alone, until it has none. */
const restAlone = (cluster: ModelCluster): readonly string[] => {
  const messages: string[] = [];
  for (let round = 0; round < 20; round += 1) {
    const { batches, notes = [] } = plan(cluster);
    if (batches.length === 0) return messages;
    for (const batch of batches) assert.isTrue(cluster.execute(batch));
    messages.push(...notes.map(({ message }) => message));
  }
  return assert.fail('never at rest');
};
interface Node {
  /** Whether pods become ready. */
  readonly works?: boolean;
  /** Whether pods being deleted come to their end. */
  readonly ends?: boolean;
}
const movePod = (cluster: ModelCluster, pod: Pod, { works = true, ends = true }: Node): void => {
  const ref = refOf(pods, pod);
  if (pod.metadata.deletionTimestamp !== undefined) {
    if (ends) cluster.write(ref, () => undefined);
  } else if (works && !isReady(pod)) {
    cluster.write(ref, (object) => ({ ...withValueAt(object, ['spec', 'nodeName'], 'n'), status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: formatTime(cluster.now()) }] } }));
  }
};
/** One move of the replica set controller and of the node. */
const move = (cluster: ModelCluster, node: Node): boolean => {
  const before = cluster.writes();
  for (const key of replicaSetReconciler.allKeys(cluster.view())) for (const batch of replicaSetReconciler.plan(cluster.view(), key, cluster.now()).batches) cluster.execute(batch);
  for (const { object: pod } of cluster.view().list(pods, NS)) movePod(cluster, pod, node);
  return cluster.writes() > before;
};
const rest = (cluster: ModelCluster, node: Node = {}): readonly string[] => {
  const messages: string[] = [];
  for (let round = 0; round < 60; round += 1) {
    messages.push(...restAlone(cluster));
    cluster.advance(1000);
    if (!move(cluster, node) && plan(cluster).batches.length === 0) return messages;
  }
  return assert.fail('never at rest');
};

describe('deployment controller', () => {
  it('makes the first replica set with hash, owner, revision and the deployment\'s annotations, and says so', () => {
    const cluster = withDeployment();
    const messages = restAlone(cluster);
    const { metadata, spec } = sets(cluster)[0]!;
    const hash = metadata.labels![POD_TEMPLATE_HASH]!;
    assert.equal(metadata.name, `web-${hash}`);
    assert.deepEqual(metadata.annotations, { team: 'a', [REVISION]: '1', 'deployment.kubernetes.io/desired-replicas': '3', 'deployment.kubernetes.io/max-replicas': '4' });
    assert.deepEqual(spec.selector, { matchLabels: { app: 'web', [POD_TEMPLATE_HASH]: hash } });
    assert.deepEqual(spec.template.metadata.labels, { app: 'web', [POD_TEMPLATE_HASH]: hash });
    assert.deepEqual(metadata.ownerReferences!.map(({ uid }) => uid), [web(cluster).metadata.uid]);
    assert.deepEqual(messages, [`Scaled up replica set web-${hash} from 0 to 3`]);
    assert.equal(web(cluster).metadata.annotations![REVISION], '1');
    assert.equal(condition(cluster, 'Progressing'), `True NewReplicaSetCreated: Created new replica set "web-${hash}"`);
    assert.equal(condition(cluster, 'Available'), 'False MinimumReplicasUnavailable: Deployment does not have minimum availability.');
  });

  it('every change of a replica set stands in one batch with a compare-and-set of the deployment', () => {
    const cluster = withDeployment();
    rest(cluster);
    roll(cluster, 2);
    const { batches } = plan(cluster);
    assert.lengthOf(batches, 1);
    assert.include(batches[0]?.[0], { verb: 'update', subresource: 'status', fence: true });
    const stale = plan(cluster);
    assert.isTrue(cluster.execute(batches[0]!));
    assert.isFalse(cluster.execute(stale.batches[0]!));
  });

  it('ends complete', () => {
    const cluster = withDeployment();
    rest(cluster);
    const [first] = sets(cluster);
    assert.include(web(cluster).status, { replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3, terminatingReplicas: 0, observedGeneration: 1 });
    assert.equal(condition(cluster, 'Progressing'), `True NewReplicaSetAvailable: ReplicaSet "${first?.metadata.name}" has successfully progressed.`);
    assert.equal(condition(cluster, 'Available'), 'True MinimumReplicasAvailable: Deployment has minimum availability.');
  });

  it('rolls step by step and keeps the old replica set', () => {
    const cluster = withDeployment();
    rest(cluster);
    roll(cluster, 2);
    restAlone(cluster);
    assert.deepEqual(sizes(cluster), [2, 1], 'surge by one, one old unavailable');
    rest(cluster);
    assert.deepEqual(sizes(cluster), [0, 3]);
    assert.equal(web(cluster).metadata.annotations?.[REVISION], '2');
  });

  it('a rollback takes the replica set made before, which moves to a new revision and remembers the old', () => {
    const cluster = withDeployment();
    rest(cluster);
    const [first] = sets(cluster);
    roll(cluster, 2);
    rest(cluster);
    roll(cluster, 1);
    rest(cluster);
    const now = sets(cluster).at(-1);
    assert.lengthOf(sets(cluster), 2);
    assert.equal(now?.metadata.name, first?.metadata.name);
    assert.include(now?.metadata.annotations, { [REVISION]: '3', 'deployment.kubernetes.io/revision-history': '1' });
    assert.equal(web(cluster).metadata.annotations?.[REVISION], '3');
  });

  it('Recreate brings the new only when nothing old runs, terminating pods included', () => {
    const cluster = withDeployment({ strategy: { type: 'Recreate' } });
    rest(cluster);
    roll(cluster, 2);
    rest(cluster, { ends: false });
    assert.deepEqual(sizes(cluster), [0], 'the old pods are on their way out');
    rest(cluster);
    assert.deepEqual(sizes(cluster), [0, 3]);
  });

  it('a paused deployment is scaled but not rolled; resumed it goes on', () => {
    const cluster = withDeployment();
    rest(cluster);
    change(cluster, ['spec', 'paused'], true);
    roll(cluster, 2);
    change(cluster, ['spec', 'replicas'], 5);
    rest(cluster);
    assert.deepEqual(sizes(cluster), [5]);
    assert.equal(condition(cluster, 'Progressing'), 'Unknown DeploymentPaused: Deployment is paused');
    change(cluster, ['spec', 'paused'], undefined);
    restAlone(cluster);
    assert.lengthOf(sets(cluster), 2);
    rest(cluster);
    assert.deepEqual(sizes(cluster), [0, 5]);
  });

  it('a deployment scaled in the middle of a rollout spreads over both replica sets', () => {
    const cluster = withDeployment({ replicas: 10, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } } });
    rest(cluster);
    roll(cluster, 2);
    rest(cluster, { works: false });
    assert.deepEqual(sizes(cluster), [8, 5]);
    change(cluster, ['spec', 'replicas'], 20);
    assert.include(restAlone(cluster).join(), 'Scaled up replica set');
    assert.deepEqual(sizes(cluster), [14, 9], 'upstream\'s proportions of 23');
  });

  it('a rollout without progress runs out of time, the deadline named as the cause', () => {
    const cluster = withDeployment();
    restAlone(cluster);
    move(cluster, { works: false });
    restAlone(cluster);
    assert.isAtMost(plan(cluster).againAfterMs ?? 0, 600_000);
    cluster.advance(599_000);
    assert.isEmpty(plan(cluster).batches);
    cluster.advance(1000);
    const { batches } = plan(cluster);
    assert.deepEqual(batches[0]?.[0]?.facts, { deadline: '2024-05-01T00:10:00Z', because: 'no progress for progressDeadlineSeconds (600)' });
    restAlone(cluster);
    assert.equal(condition(cluster, 'Progressing'), `False ProgressDeadlineExceeded: ReplicaSet "${sets(cluster)[0]?.metadata.name}" has timed out progressing.`);
    assert.isUndefined(plan(cluster).againAfterMs);
  });

  it('without a deadline there is no Progressing condition', () => {
    const cluster = withDeployment({ progressDeadlineSeconds: 2 ** 31 - 1 });
    rest(cluster);
    assert.equal(condition(cluster, 'Progressing'), 'none');
  });

  it('another\'s replica set of that name makes the hash another', () => {
    const cluster = withDeployment();
    const name = plan(cluster).batches[0]?.[1]?.ref.name ?? '';
    cluster.write({ ...replicaSets, namespace: NS, name }, () => ({ metadata: { labels: { other: 'x' } }, spec: { replicas: 0, template: template(9) } }));
    restAlone(cluster);
    assert.equal(web(cluster).status.collisionCount, 1);
    assert.lengthOf(cluster.view().list(replicaSets, NS), 2);
  });

  it('keeps as many old replica sets as the history limit says, the newest', () => {
    const cluster = withDeployment({ revisionHistoryLimit: 1 });
    for (const version of [1, 2, 3, 4]) {
      roll(cluster, version);
      rest(cluster);
    }
    assert.deepEqual(sets(cluster).map(({ metadata }) => metadata.annotations?.[REVISION]), ['3', '4']);
  });

  it('removes very many old replica sets batch by batch', () => {
    const cluster = withDeployment({ revisionHistoryLimit: 1 });
    for (const version of [1, 2]) {
      roll(cluster, version);
      rest(cluster);
    }
    const [old] = sets(cluster);
    for (let index = 0; index < 600; index += 1) {
      const ref = { ...replicaSets, namespace: NS, name: `old-${index}` };
      cluster.write(ref, () => old as unknown as JsonObject);
      cluster.write(ref, (object) => ({ ...object, status: { replicas: 0, observedGeneration: 1 } }));
    }
    for (const batch of plan(cluster).batches) assert.isBelow(batch.length, 500);
    rest(cluster);
    assert.lengthOf(sets(cluster), 2);
  });

  it('adopts a matching replica set of nobody, and uses it when it has the template', () => {
    const cluster = createModelCluster();
    cluster.write({ ...replicaSets, namespace: NS, name: 'mine' }, () => ({ apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { labels: { app: 'web' } }, spec: { replicas: 3, selector: { matchLabels: { app: 'web' } }, template: template(1) } }));
    cluster.write(WEB, () => deployment());
    rest(cluster);
    assert.deepEqual(sets(cluster).map(({ metadata }) => metadata.name), ['mine']);
    assert.equal(web(cluster).metadata.annotations?.[REVISION], '1');
  });

  it('reports its replica sets\' failure, until it is over', () => {
    const cluster = withDeployment();
    restAlone(cluster);
    const ref = refOf(replicaSets, sets(cluster)[0]!);
    cluster.write(ref, (object) => withValueAt(object, ['status', 'conditions'], [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: 'no' }]));
    restAlone(cluster);
    assert.equal(condition(cluster, 'ReplicaFailure'), 'True FailedCreate: no');
    rest(cluster);
    assert.equal(condition(cluster, 'ReplicaFailure'), 'none');
  });

  it('being deleted it changes nothing but its status', () => {
    const cluster = withDeployment();
    rest(cluster);
    cluster.write(WEB, (object) => withValueAt(withValueAt(object, ['metadata', 'deletionTimestamp'], '2024-05-01T00:00:00Z'), ['metadata', 'finalizers'], ['foregroundDeletion']));
    roll(cluster, 2);
    rest(cluster);
    assert.lengthOf(sets(cluster), 1);
    assert.equal(web(cluster).status.observedGeneration, 2);
  });
});

describe('template hash', () => {
  const container = (image: string) => ({ name: 'c', image, resources: {} });
  const plain = { metadata: { labels: { app: 'web' } }, spec: { containers: [container('i')] } };
  const labelled = (labels: Record<string, string>) => ({ ...plain, metadata: { labels } });
  it('does not depend on the order of keys, does on every value and on the collision count', () => {
    const turned = { spec: { containers: [{ resources: {}, image: 'i', name: 'c' }] }, metadata: { labels: { app: 'web' } } };
    assert.equal(templateHash(plain, undefined), templateHash(turned, undefined));
    assert.notEqual(templateHash(plain, undefined), templateHash(plain, 1));
    assert.notEqual(templateHash(plain, undefined), templateHash({ ...plain, spec: { containers: [container('j')] } }, undefined));
    assert.match(templateHash(plain, undefined), /^[bcdfghjklmnpqrstvwxz2456789]{1,10}$/);
  });
  it('templates are equal but for the hash label', () => {
    assert.isTrue(templatesEqual(plain, labelled({ app: 'web', [POD_TEMPLATE_HASH]: 'x' })));
    assert.isFalse(templatesEqual(plain, labelled({ app: 'api' })));
  });
});
