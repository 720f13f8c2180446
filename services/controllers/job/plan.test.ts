import { assert } from 'chai';
import type { JsonObject } from '../../../events/json.ts';
import { withValueAt } from '../../../events/json-path.ts';
import type { ObjectRef } from '../../../events/object-ref.ts';
import { jobs } from '../../../events/resources/batch/job/schema.ts';
import { pods } from '../../../events/resources/core/pod/schema.ts';
import type { Pod } from '../../../events/resources/core/pod/schema.ts';
import type { ModelCluster } from '../../../test/support/model-cluster.ts';
import { createModelCluster } from '../../../test/support/model-cluster.ts';
import type { Plan } from '../../kit/reconciler.ts';
import { formatTime } from '../../kit/timestamp.ts';
import { jobReconciler } from './reconciler.ts';

const NS = 'default';
const JOB: ObjectRef = { ...jobs, namespace: NS, name: 'pi' };
const KEY = 'job/default/pi';
const TRACKING = 'batch.kubernetes.io/job-tracking';
const INDEX = 'batch.kubernetes.io/job-completion-index';
const pod = (name: string): ObjectRef => ({ ...pods, namespace: NS, name });

const job = (spec: JsonObject = {}): JsonObject => ({
  apiVersion: 'batch/v1', kind: 'Job', metadata: {},
  spec: {
    parallelism: 1, completions: 1, backoffLimit: 6, completionMode: 'NonIndexed', suspend: false, podReplacementPolicy: 'TerminatingOrFailed', manualSelector: false,
    selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': 'uid-1' } },
    template: { metadata: { labels: { 'batch.kubernetes.io/controller-uid': 'uid-1' } }, spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i' }] } },
    ...spec,
  },
});
const withJob = (spec: JsonObject = {}): ModelCluster => {
  const cluster = createModelCluster();
  cluster.write(JOB, () => job(spec));
  return cluster;
};
const plan = (cluster: ModelCluster, key = KEY): Plan => jobReconciler.plan(cluster.view(), key, cluster.now());
const carryOut = (cluster: ModelCluster, { batches }: Plan): void => batches.forEach((batch) => assert.isTrue(cluster.execute(batch)));
const podsOf = (cluster: ModelCluster): readonly Pod[] => cluster.view().list(pods, NS).map(({ object }) => object);
/** Plans until nothing is left to do now; answers what was said. */
const rest = (cluster: ModelCluster): readonly string[] => {
  const said: string[] = [];
  for (let round = 0; round < 30; round += 1) {
    const next = plan(cluster);
    if (next.batches.length === 0) return said;
    carryOut(cluster, next);
    said.push(...(next.notes ?? []).map(({ reason, message }) => `${reason}: ${message}`));
  }
  return assert.fail('never at rest');
};
const status = (cluster: ModelCluster) => cluster.view().get(jobs, NS, 'pi')!.object.status;
const conditions = (cluster: ModelCluster): readonly string[] => (status(cluster).conditions ?? []).map(({ type, status: is, reason }) => `${type}=${is} ${reason}`);
const isLive = ({ status: { phase }, metadata }: Pod): boolean => phase !== 'Succeeded' && phase !== 'Failed' && metadata.deletionTimestamp === undefined;
const live = (cluster: ModelCluster): readonly Pod[] => podsOf(cluster).filter(isLive);
const setPhase = (cluster: ModelCluster, { metadata: { name } }: Pod, phase: string): void => {
  const terminated = { name: 'c', restartCount: 0, state: { terminated: { exitCode: phase === 'Failed' ? 3 : 0, finishedAt: formatTime(cluster.now()) } } };
  cluster.write(pod(name), (object) => ({ ...withValueAt(object, ['spec', 'nodeName'], 'n1'), status: { phase, ...(phase !== 'Running' && { containerStatuses: [terminated] }) } }));
};
const endOne = (cluster: ModelCluster, phase: 'Succeeded' | 'Failed'): void => setPhase(cluster, live(cluster)[0]!, phase);
const change = (cluster: ModelCluster, path: readonly string[], value: JsonObject[string] | undefined): void => cluster.write(JOB, (object) => withValueAt(object, path, value));

describe('job controller', () => {
  it('makes pods in one batch with a compare-and-set of the job, held by the finalizer', () => {
    const cluster = withJob({ parallelism: 2, completions: 3 });
    const { batches, notes } = plan(cluster);
    assert.lengthOf(batches, 1);
    assert.include(batches[0]![0], { verb: 'update', subresource: 'status', fence: true });
    carryOut(cluster, { batches });
    assert.deepEqual(status(cluster), { startTime: '2024-05-01T00:00:00Z', active: 2, ready: 0, terminating: 0, uncountedTerminatedPods: {} });
    assert.deepEqual(notes?.map(({ reason }) => reason), ['SuccessfulCreate', 'SuccessfulCreate']);
    for (const { metadata } of podsOf(cluster)) {
      assert.match(metadata.name, /^pi-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
      assert.deepEqual(metadata.finalizers, [TRACKING]);
      assert.deepEqual(metadata.ownerReferences?.map(({ kind, name, controller }) => [kind, name, controller]), [['Job', 'pi', true]]);
    }
    assert.isEmpty(plan(cluster).batches, 'a second plan has nothing to do');
  });

  it('of two controllers that decided on the same version one writes', () => {
    const cluster = withJob({ parallelism: 3, completions: 3 });
    const [first, second] = [plan(cluster), plan(cluster)];
    carryOut(cluster, first);
    assert.isFalse(cluster.execute(second.batches[0]!));
    assert.lengthOf(podsOf(cluster), 3);
  });

  it('counts each success once, in the batch that takes the finalizer, and completes', () => {
    const cluster = withJob({ parallelism: 2, completions: 3 });
    rest(cluster);
    endOne(cluster, 'Succeeded');
    endOne(cluster, 'Succeeded');
    rest(cluster);
    assert.include(status(cluster), { succeeded: 2, active: 1 });
    endOne(cluster, 'Succeeded');
    assert.deepEqual(rest(cluster), ['Completed: Job completed']);
    assert.include(status(cluster), { succeeded: 3, completionTime: '2024-05-01T00:00:00Z', ready: 0, terminating: 0 });
    assert.deepEqual(conditions(cluster), ['SuccessCriteriaMet=True CompletionsReached', 'Complete=True CompletionsReached']);
    assert.isTrue(podsOf(cluster).every(({ metadata }) => metadata.finalizers === undefined));
  });

  it('completes without a number of completions once one pod succeeded and the others ended', () => {
    const cluster = withJob({ parallelism: 2, completions: undefined! });
    rest(cluster);
    endOne(cluster, 'Succeeded');
    rest(cluster);
    assert.deepEqual(conditions(cluster), []);
    assert.lengthOf(live(cluster), 1);
    endOne(cluster, 'Succeeded');
    rest(cluster);
    assert.include(conditions(cluster), 'Complete=True CompletionsReached');
  });

  it('waits longer after each failure in a row, and not after a success', () => {
    const cluster = withJob({ completions: 3 });
    rest(cluster);
    for (const wait of [10_000, 20_000, 40_000]) {
      endOne(cluster, 'Failed');
      rest(cluster);
      assert.isEmpty(live(cluster));
      assert.equal(plan(cluster).againAfterMs, wait);
      cluster.advance(wait);
      rest(cluster);
      assert.lengthOf(live(cluster), 1);
    }
    assert.equal(status(cluster).failed, 3);
    cluster.advance(1000);
    endOne(cluster, 'Succeeded');
    rest(cluster);
    assert.lengthOf(live(cluster), 1);
  });

  it('fails beyond the back-off limit, with what still runs', () => {
    const cluster = withJob({ parallelism: 2, completions: 2, backoffLimit: 0 });
    rest(cluster);
    setPhase(cluster, live(cluster)[1]!, 'Running');
    const running = live(cluster)[1]!;
    endOne(cluster, 'Failed');
    assert.notInclude(rest(cluster).join(), 'BackoffLimitExceeded');
    assert.deepEqual(conditions(cluster), ['FailureTarget=True BackoffLimitExceeded']);
    assert.include(status(cluster), { failed: 2, terminating: 1 });
    cluster.write(pod(running.metadata.name), () => undefined);
    assert.deepEqual(rest(cluster), ['BackoffLimitExceeded: Job has reached the specified backoff limit']);
    assert.deepEqual(conditions(cluster), ['FailureTarget=True BackoffLimitExceeded', 'Failed=True BackoffLimitExceeded']);
    assert.include(status(cluster), { failed: 2, terminating: 0 });
  });

  it('fails after its deadline, and names it', () => {
    const cluster = withJob({ activeDeadlineSeconds: 30 });
    rest(cluster);
    assert.equal(plan(cluster).againAfterMs, 30_000);
    cluster.advance(30_000);
    const { batches } = plan(cluster);
    assert.deepEqual(batches[0]![0]!.facts, { deadline: '2024-05-01T00:00:30Z', because: 'activeDeadlineSeconds passed since the job began' });
    carryOut(cluster, { batches });
    assert.include(rest(cluster), 'DeadlineExceeded: Job was active longer than specified deadline');
    assert.include(conditions(cluster), 'Failed=True DeadlineExceeded');
    assert.isEmpty(podsOf(cluster));
  });

  it('removes its pods uncounted when suspended, and begins anew when resumed', () => {
    const cluster = withJob({ parallelism: 2, completions: 2 });
    rest(cluster);
    change(cluster, ['spec', 'suspend'], true);
    assert.include(rest(cluster), 'Suspended: Job suspended');
    assert.isEmpty(podsOf(cluster));
    assert.isUndefined(status(cluster).failed);
    assert.deepEqual(conditions(cluster), ['Suspended=True JobSuspended']);
    cluster.advance(60_000);
    change(cluster, ['spec', 'suspend'], false);
    assert.include(rest(cluster), 'Resumed: Job resumed');
    assert.deepEqual(conditions(cluster), ['Suspended=False JobResumed']);
    assert.include(status(cluster), { startTime: '2024-05-01T00:01:00Z', active: 2 });
  });

  it('does not begin while it is suspended from the start', () => {
    const cluster = withJob({ suspend: true });
    rest(cluster);
    assert.isUndefined(status(cluster).startTime);
    assert.deepEqual(conditions(cluster), ['Suspended=True JobSuspended']);
  });

  it('gives each pod of an indexed job its index, and runs a failed one again', () => {
    const cluster = withJob({ completionMode: 'Indexed', parallelism: 3, completions: 3 });
    rest(cluster);
    const indexed = podsOf(cluster).toSorted((a, b) => a.metadata.name.localeCompare(b.metadata.name));
    assert.deepEqual(indexed.map(({ metadata }) => metadata.annotations?.[INDEX]), ['0', '1', '2']);
    assert.deepEqual(indexed.map(({ metadata }) => metadata.labels?.[INDEX]), ['0', '1', '2']);
    assert.deepEqual(indexed.map(({ spec }) => spec.hostname), ['pi-0', 'pi-1', 'pi-2']);
    assert.deepEqual(indexed[0]!.spec.containers[0]!.env, [{ name: 'JOB_COMPLETION_INDEX', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: `metadata.labels['${INDEX}']` } } }]);
    setPhase(cluster, indexed[0]!, 'Succeeded');
    setPhase(cluster, indexed[1]!, 'Failed');
    setPhase(cluster, indexed[2]!, 'Succeeded');
    rest(cluster);
    assert.include(status(cluster), { completedIndexes: '0,2', succeeded: 2, failed: 1 });
    cluster.advance(10_000);
    rest(cluster);
    assert.deepEqual(live(cluster).map(({ metadata }) => metadata.annotations?.[INDEX]), ['1']);
    endOne(cluster, 'Succeeded');
    rest(cluster);
    assert.equal(status(cluster).completedIndexes, '0-2');
    assert.include(conditions(cluster), 'Complete=True CompletionsReached');
  });

  it('bears failures index by index when there is a limit for each', () => {
    const cluster = withJob({ completionMode: 'Indexed', parallelism: 2, completions: 2, backoffLimit: 2_147_483_647, backoffLimitPerIndex: 1 });
    rest(cluster);
    const [first, second] = podsOf(cluster);
    setPhase(cluster, first!, 'Failed');
    setPhase(cluster, second!, 'Succeeded');
    rest(cluster);
    assert.isEmpty(live(cluster));
    cluster.advance(10_000);
    rest(cluster);
    assert.equal(live(cluster)[0]!.metadata.annotations?.['batch.kubernetes.io/job-index-failure-count'], '1');
    endOne(cluster, 'Failed');
    rest(cluster);
    assert.include(status(cluster), { failedIndexes: '0', completedIndexes: '1', failed: 2, succeeded: 1 });
    assert.include(conditions(cluster), 'Failed=True FailedIndexes');
  });

  it('succeeds early by its success policy, dropping what still runs', () => {
    const cluster = withJob({ completionMode: 'Indexed', parallelism: 3, completions: 3, successPolicy: { rules: [{ succeededIndexes: '0,2', succeededCount: 1 }] } });
    rest(cluster);
    setPhase(cluster, podsOf(cluster).find(({ metadata }) => metadata.annotations?.[INDEX] === '2')!, 'Succeeded');
    rest(cluster);
    assert.deepEqual(conditions(cluster), ['SuccessCriteriaMet=True SuccessPolicy', 'Complete=True SuccessPolicy']);
    assert.isUndefined(status(cluster).failed);
  });

  for (const [action, expected] of [
    ['FailJob', { failed: 1, conditions: ['FailureTarget=True PodFailurePolicy', 'Failed=True PodFailurePolicy'] }],
    ['Ignore', { failed: undefined, conditions: [] }],
    ['Count', { failed: 1, conditions: [] }],
  ] as const) {
    it(`does what a rule of the pod failure policy says: ${action}`, () => {
      const cluster = withJob({ podReplacementPolicy: 'Failed', podFailurePolicy: { rules: [{ action, onExitCodes: { operator: 'In', values: [3] } }] } });
      rest(cluster);
      endOne(cluster, 'Failed');
      rest(cluster);
      assert.deepEqual({ failed: status(cluster).failed, conditions: conditions(cluster) }, { failed: expected.failed, conditions: [...expected.conditions] });
    });
  }

  it('replaces a pod that is ending at once, or once it ended, as the replacement policy says', () => {
    for (const [podReplacementPolicy, count] of [['TerminatingOrFailed', 1], ['Failed', 0]] as const) {
      const cluster = withJob({ podReplacementPolicy });
      rest(cluster);
      const [first] = podsOf(cluster);
      setPhase(cluster, first!, 'Running');
      cluster.execute([{ verb: 'delete', ref: pod(first!.metadata.name), reason: 'a person' }]);
      cluster.advance(10_000);
      rest(cluster);
      cluster.advance(10_000);
      rest(cluster);
      assert.lengthOf(live(cluster), count, podReplacementPolicy);
    }
  });

  it('counts a pod deleted by others as failed', () => {
    const cluster = withJob();
    rest(cluster);
    cluster.execute([{ verb: 'delete', ref: pod(podsOf(cluster)[0]!.metadata.name), reason: 'a person' }]);
    assert.lengthOf(podsOf(cluster), 1, 'held until counted');
    rest(cluster);
    assert.equal(status(cluster).failed, 1);
  });

  it('goes when it was kept long enough after its end, its pods first', () => {
    const cluster = withJob({ ttlSecondsAfterFinished: 60 });
    rest(cluster);
    endOne(cluster, 'Succeeded');
    rest(cluster);
    assert.equal(plan(cluster).againAfterMs, 60_000);
    cluster.advance(60_000);
    const command = plan(cluster).batches[0]![0]!;
    assert.include(command, { verb: 'delete', propagation: 'Foreground' });
    assert.deepEqual(command.facts, { deadline: '2024-05-01T00:01:00Z', because: 'ttlSecondsAfterFinished passed since the job finished' });
  });

  it('leaves alone a job that another controller cares for', () => {
    assert.isEmpty(plan(withJob({ managedBy: 'example.com/other' })).batches);
  });

  it('lets go of the pods of a job that is gone', () => {
    const cluster = withJob();
    rest(cluster);
    const [{ metadata: { name } }] = podsOf(cluster) as [Pod];
    cluster.write(JOB, () => undefined);
    assert.deepEqual([...jobReconciler.allKeys(cluster.view())], [`pod/default/${name}`]);
    carryOut(cluster, plan(cluster, `pod/default/${name}`));
    assert.isUndefined(podsOf(cluster)[0]!.metadata.finalizers);
  });

  it('counts and makes at most a hundred pods at once and comes back for the rest', () => {
    const cluster = withJob({ parallelism: 230, completions: 230 });
    assert.lengthOf(plan(cluster).batches[0]!, 101);
    rest(cluster);
    for (const each of podsOf(cluster)) setPhase(cluster, each, 'Succeeded');
    rest(cluster);
    assert.equal(status(cluster).succeeded, 230);
    assert.lengthOf(podsOf(cluster), 230);
  });
});
