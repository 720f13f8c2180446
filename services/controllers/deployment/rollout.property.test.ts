import { assert } from 'chai';
import fc from 'fast-check';
import type { JsonObject } from '../../../events/json.ts';
import { objectAt, withValueAt } from '../../../events/json-path.ts';
import type { ObjectRef } from '../../../events/object-ref.ts';
import { deployments } from '../../../events/resources/apps/deployment/schema.ts';
import { replicaSets } from '../../../events/resources/apps/replica-set/schema.ts';
import { pods } from '../../../events/resources/core/pod/schema.ts';
import type { Pod } from '../../../events/resources/core/pod/schema.ts';
import type { ModelCluster } from '../../../test/support/model-cluster.ts';
import { createModelCluster } from '../../../test/support/model-cluster.ts';
import type { Reconciler, View } from '../../kit/reconciler.ts';
import { formatTime } from '../../kit/timestamp.ts';
import { replicaSetReconciler } from '../replicaset/reconciler.ts';
import { isActive, isAvailable, isReady } from '../workload/pod-state.ts';
import { refOf } from '../workload/refs.ts';
import { limitsOf } from './limits.ts';
import { deploymentReconciler } from './reconciler.ts';

const NAMESPACE = 'default';
const WEB: ObjectRef = { ...deployments, namespace: NAMESPACE, name: 'web' };

interface Shape {
  readonly replicas: number;
  readonly maxSurge: number | string;
  readonly maxUnavailable: number | string;
  readonly minReadySeconds: number;
  readonly type: 'RollingUpdate' | 'Recreate';
}

const template = (version: number): JsonObject =>
  ({ metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: `shiplog/demo:${version}` }] } });

const deployment = ({ replicas, maxSurge, maxUnavailable, minReadySeconds, type }: Shape): JsonObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {},
  spec: {
    replicas,
    ...(minReadySeconds > 0 && { minReadySeconds }),
    revisionHistoryLimit: 2,
    progressDeadlineSeconds: 600,
    selector: { matchLabels: { app: 'web' } },
    strategy: type === 'Recreate' ? { type } : { type, rollingUpdate: { maxSurge, maxUnavailable } },
    template: template(1),
  },
});

type Step =
  | { readonly kind: 'plan'; readonly controller: 'deployment' | 'replicaset'; readonly staleness: number; readonly pick: number }
  | { readonly kind: 'kubelet'; readonly pick: number }
  | { readonly kind: 'roll'; readonly version: number }
  | { readonly kind: 'time'; readonly seconds: number };

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('plan' as const), controller: fc.constantFrom('deployment' as const, 'replicaset' as const), staleness: fc.nat(4), pick: fc.nat(9) }) },
    { weight: 5, arbitrary: fc.record({ kind: fc.constant('kubelet' as const), pick: fc.nat(99) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('roll' as const), version: fc.integer({ min: 1, max: 4 }) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('time' as const), seconds: fc.integer({ min: 1, max: 20 }) }) },
  ),
  { minLength: 30, maxLength: 150, size: 'max' },
);

const count = fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constantFrom('25%', '50%', '0%', '100%'));
const shapes: fc.Arbitrary<Shape> = fc
  .record({ replicas: fc.integer({ min: 0, max: 8 }), maxSurge: count, maxUnavailable: count, minReadySeconds: fc.constantFrom(0, 0, 5), type: fc.constant('RollingUpdate' as const) })
  .filter(({ maxSurge, maxUnavailable }) => !([0, '0%'].includes(maxSurge) && [0, '0%'].includes(maxUnavailable)));

const podsIn = (view: View): readonly Pod[] => view.list(pods, NAMESPACE).map(({ object }) => object);
const condition = (cluster: ModelCluster): JsonObject => ({ type: 'Ready', status: 'True', lastTransitionTime: formatTime(cluster.now()) });

/** Moves one pod on: binds it, makes it ready, or ends its termination. */
const kubelet = (cluster: ModelCluster, pod: Pod): void =>
  cluster.write(refOf(pods, pod), (object) => {
    if (pod.metadata.deletionTimestamp !== undefined) return undefined;
    if (pod.spec.nodeName === undefined) return withValueAt(object, ['spec', 'nodeName'], 'n1');
    return { ...object, status: { phase: 'Running', conditions: [condition(cluster)] } };
  });

const unsettled = (pod: Pod): boolean => pod.metadata.deletionTimestamp !== undefined || !isReady(pod);

/** The model, its controllers, and what must hold after each commit. */
const createTrial = (shape: Shape) => {
  const cluster = createModelCluster();
  cluster.write(WEB, () => deployment(shape));
  const views: View[] = [cluster.view()];
  const limits = limitsOf(cluster.view().get(deployments, NAMESPACE, 'web')!.object.spec);
  const availableOf = (all: readonly Pod[]): number => all.filter((pod) => isActive(pod) && isAvailable(pod, shape.minReadySeconds, cluster.now())).length;
  const available = (): number => availableOf(podsIn(cluster.view()));
  /** Available pods but for those given up already: a pod may become ready between the decision and its end. */
  const lasting = (view: View): number =>
    view.list(replicaSets, NAMESPACE).reduce((total, { object: { metadata, spec } }) => {
      const own = view.controlledBy(pods, NAMESPACE, metadata.uid).map(({ object }) => object).filter(isActive);
      const surplus = Math.max(0, own.filter(isReady).length - (spec.replicas ?? 1));
      return total + Math.max(0, availableOf(own) - surplus);
    }, 0);

  const assertSafe = (before: number): void => {
    const active = podsIn(cluster.view()).filter(isActive).length;
    assert.isAtMost(active, limits.replicas + limits.maxSurge, 'pods that are not terminating');
    assert.isAtLeast(available(), Math.min(before, limits.replicas - limits.maxUnavailable), 'available pods');
  };
  const carryOut = (reconciler: Reconciler, view: View, key: string): boolean => {
    let wrote = false;
    for (const batch of reconciler.plan(view, key, cluster.now()).batches) {
      assert.isNotEmpty(batch);
      const before = lasting(cluster.view());
      const writes = cluster.writes();
      if (!cluster.execute(batch)) break;
      wrote = true;
      assert.isAbove(cluster.writes(), writes, `a batch that changes nothing: ${JSON.stringify(batch)}`);
      views.push(cluster.view());
      assertSafe(before);
    }
    return wrote;
  };
  const reconcilers = { deployment: deploymentReconciler, replicaset: replicaSetReconciler };
  const run = (step: Step): void => {
    if (step.kind === 'time') cluster.advance(step.seconds * 1000);
    if (step.kind === 'roll') cluster.write(WEB, (object) => withValueAt(withValueAt(object, ['spec', 'template'], template(step.version)), ['metadata', 'generation'], Number(objectAt(object, 'metadata')['generation']) + 1));
    if (step.kind === 'kubelet') {
      const waiting = podsIn(cluster.view()).filter(unsettled);
      const pod = waiting[step.pick % waiting.length];
      if (pod !== undefined) kubelet(cluster, pod);
    }
    if (step.kind === 'plan') {
      const view = views.at(-1 - Math.min(step.staleness, views.length - 1))!;
      const keys = [...reconcilers[step.controller].allKeys(view)];
      const key = keys[step.pick % keys.length];
      if (key !== undefined) carryOut(reconcilers[step.controller], view, key);
      return;
    }
    views.push(cluster.view());
  };
  const planAll = (): boolean => {
    let busy = false;
    for (const reconciler of Object.values(reconcilers)) for (const key of reconciler.allKeys(cluster.view())) busy = carryOut(reconciler, cluster.view(), key) || busy;
    return busy;
  };
  /** Whether no plan waits for a moment that comes soon. */
  const isStill = (): boolean =>
    Object.values(reconcilers).every((reconciler) => [...reconciler.allKeys(cluster.view())].every((key) => (reconciler.plan(cluster.view(), key, cluster.now()).againAfterMs ?? Infinity) > 60_000));
  /** Lets everybody act on what is now until nobody has anything to do. */
  const settle = (): void => {
    for (let round = 0; round < 400; round += 1) {
      const busy = planAll();
      const waiting = podsIn(cluster.view()).filter(unsettled);
      for (const pod of waiting) kubelet(cluster, pod);
      if (!busy && waiting.length === 0 && isStill()) return;
      cluster.advance(1000);
    }
    assert.fail('the controllers never come to rest');
  };
  return { cluster, run, settle, limits };
};

describe('a rolling update under any interleaving', () => {
  it('safety: never more pods than replicas + maxSurge, never fewer available than replicas − maxUnavailable by its own doing', () => {
    fc.assert(fc.property(shapes, steps, (shape, script) => {
      const trial = createTrial(shape);
      script.forEach(trial.run);
    }), { numRuns: 300 });
  });

  it('liveness: it ends complete, with one ReplicaSet in use, and then writes nothing', () => {
    fc.assert(fc.property(shapes, steps, (shape, script) => {
      const { cluster, run, settle, limits } = createTrial(shape);
      script.forEach(run);
      settle();
      const view = cluster.view();
      const web = view.get(deployments, NAMESPACE, 'web')!.object;
      const inUse = view.list(replicaSets, NAMESPACE).filter(({ object }) => (object.spec.replicas ?? 1) > 0);
      assert.equal(podsIn(view).length, limits.replicas);
      assert.isAtMost(inUse.length, 1);
      assert.equal(web.status.availableReplicas ?? 0, limits.replicas);
      assert.equal(web.status.updatedReplicas ?? 0, limits.replicas);
      assert.equal(web.status.observedGeneration, web.metadata.generation);
      assert.equal(web.status.conditions?.find(({ type }) => type === 'Progressing')?.reason, 'NewReplicaSetAvailable');
      assert.isAtMost(view.list(replicaSets, NAMESPACE).length, 3, 'revision history limit');
      const writes = cluster.writes();
      settle();
      assert.equal(cluster.writes(), writes, 'writes at rest');
    }), { numRuns: 150 });
  });
});
