import { assert } from 'chai';
import type { JsonObject } from '../../../events/json.ts';
import { withValueAt } from '../../../events/json-path.ts';
import type { ObjectRef } from '../../../events/object-ref.ts';
import { cronJobs } from '../../../events/resources/batch/cron-job/schema.ts';
import type { Job } from '../../../events/resources/batch/job/schema.ts';
import { jobs } from '../../../events/resources/batch/job/schema.ts';
import type { ModelCluster } from '../../../test/support/model-cluster.ts';
import { createModelCluster } from '../../../test/support/model-cluster.ts';
import type { Plan } from '../../kit/reconciler.ts';
import { formatTime } from '../../kit/timestamp.ts';
import { cronJobReconciler } from './reconciler.ts';

const NS = 'default';
const CRON: ObjectRef = { ...cronJobs, namespace: NS, name: 'tick' };
const KEY = 'default/tick';
const MINUTE = 60_000;
/** 2024-05-01T00:01:00Z in minutes since the epoch. */
const FIRST = 28_575_361;

const withCron = (spec: JsonObject = {}): ModelCluster => {
  const cluster = createModelCluster();
  const jobTemplate = { metadata: { labels: { a: 'b' }, annotations: { note: 'x' } }, spec: { template: { spec: { containers: [{ name: 'c', image: 'i' }] } } } };
  cluster.write(CRON, () => ({ apiVersion: 'batch/v1', kind: 'CronJob', metadata: {}, spec: { schedule: '* * * * *', concurrencyPolicy: 'Allow', suspend: false, successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1, jobTemplate, ...spec } }));
  return cluster;
};
const plan = (cluster: ModelCluster): Plan => cronJobReconciler.plan(cluster.view(), KEY, cluster.now());
/** Plans until nothing is left to do now; answers what was said. */
const rest = (cluster: ModelCluster): readonly string[] => {
  const said: string[] = [];
  for (let round = 0; round < 20; round += 1) {
    const { batches, notes = [] } = plan(cluster);
    said.push(...notes.map(({ reason, message }) => `${reason}: ${message}`));
    if (batches.length === 0) return said;
    for (const batch of batches) assert.isTrue(cluster.execute(batch));
  }
  return assert.fail('never at rest');
};
const tick = (cluster: ModelCluster, minutes = 1): readonly string[] => {
  cluster.advance(minutes * MINUTE);
  return rest(cluster);
};
const jobsOf = (cluster: ModelCluster): readonly Job[] => cluster.view().list(jobs, NS).map(({ object }) => object);
const names = (cluster: ModelCluster): readonly string[] => jobsOf(cluster).map(({ metadata }) => metadata.name);
const status = (cluster: ModelCluster) => cluster.view().get(cronJobs, NS, 'tick')!.object.status;
const end = (cluster: ModelCluster, name: string, type: 'Complete' | 'Failed'): void => {
  const time = formatTime(cluster.now());
  cluster.write({ ...jobs, namespace: NS, name }, (object) => ({ ...object, status: { startTime: time, ...(type === 'Complete' && { completionTime: time }), conditions: [{ type, status: 'True' }] } }));
};

describe('cron job controller', () => {
  it('waits for the first moment, and makes its job in a batch with a compare-and-set of the cron job', () => {
    const cluster = withCron();
    assert.deepEqual(plan(cluster), { batches: [], notes: [], againAfterMs: MINUTE });
    cluster.advance(MINUTE);
    const [first, second] = [plan(cluster), plan(cluster)];
    assert.deepEqual(first.batches[0]!.map(({ verb }) => verb), ['update', 'create']);
    assert.deepEqual(first.batches[0]![0]!.facts, { deadline: '2024-05-01T00:01:00Z', because: 'the schedule names this moment' });
    assert.isTrue(cluster.execute(first.batches[0]!));
    assert.isFalse(cluster.execute(second.batches[0]!));
    rest(cluster);
    const [{ metadata }] = jobsOf(cluster) as [Job];
    assert.deepInclude(metadata, { name: `tick-${FIRST}`, labels: { a: 'b' }, annotations: { note: 'x', 'batch.kubernetes.io/cronjob-scheduled-timestamp': '2024-05-01T00:01:00Z' } });
    assert.deepEqual(metadata.ownerReferences?.map(({ kind, name, controller }) => [kind, name, controller]), [['CronJob', 'tick', true]]);
    assert.equal(status(cluster).lastScheduleTime, '2024-05-01T00:01:00Z');
    assert.deepEqual(status(cluster).active?.map(({ name, uid }) => [name, uid]), [[metadata.name, metadata.uid]]);
  });

  it('makes one job for many missed moments, the last one\'s', () => {
    const cluster = withCron();
    tick(cluster, 500);
    assert.deepEqual(names(cluster), [`tick-${FIRST + 499}`]);
  });

  it('does what the concurrency policy says while a job runs', () => {
    for (const [concurrencyPolicy, left, said] of [
      ['Allow', [`tick-${FIRST}`, `tick-${FIRST + 1}`], 'SuccessfulCreate: Created job'],
      ['Forbid', [`tick-${FIRST}`], 'JobAlreadyActive'],
      ['Replace', [`tick-${FIRST + 1}`], `SuccessfulDelete: Deleted job tick-${FIRST}`],
    ] as const) {
      const cluster = withCron({ concurrencyPolicy });
      tick(cluster);
      assert.include(tick(cluster).join('\n'), said);
      assert.deepEqual(names(cluster), [...left], concurrencyPolicy);
    }
  });

  it('makes the job that Forbid held back once the running one has ended', () => {
    const cluster = withCron({ concurrencyPolicy: 'Forbid' });
    tick(cluster);
    tick(cluster);
    end(cluster, `tick-${FIRST}`, 'Complete');
    assert.include(rest(cluster), `SawCompletedJob: Saw completed job: tick-${FIRST}, condition: Complete`);
    assert.deepEqual(names(cluster), [`tick-${FIRST}`, `tick-${FIRST + 1}`]);
    assert.equal(status(cluster).lastSuccessfulTime, '2024-05-01T00:02:00Z');
  });

  it('is not held back by a job a person made from its template', () => {
    const cluster = withCron({ concurrencyPolicy: 'Forbid' });
    const ownerReferences = [{ apiVersion: 'batch/v1', kind: 'CronJob', name: 'tick', uid: 'uid-1', controller: true }];
    cluster.write({ ...jobs, namespace: NS, name: 'by-hand' }, () => ({ apiVersion: 'batch/v1', kind: 'Job', metadata: { ownerReferences, annotations: { 'cronjob.kubernetes.io/instantiate': 'manual' } }, spec: {} }));
    tick(cluster);
    assert.deepEqual(names(cluster), ['by-hand', `tick-${FIRST}`]);
    assert.deepEqual(status(cluster).active?.map(({ name }) => name), [`tick-${FIRST}`]);
  });

  it('starts nothing later than its deadline', () => {
    const cluster = withCron({ schedule: '0 * * * *', startingDeadlineSeconds: 30 });
    assert.include(tick(cluster, 61).join(), 'MissSchedule: Missed scheduled time to start a job');
    assert.isEmpty(names(cluster));
  });

  it('rests while it is suspended', () => {
    const cluster = withCron({ suspend: true });
    tick(cluster, 5);
    assert.deepEqual(plan(cluster), { batches: [], notes: [] });
    cluster.write(CRON, (object) => withValueAt(object, ['spec', 'suspend'], false));
    rest(cluster);
    assert.lengthOf(names(cluster), 1);
  });

  it('keeps as many finished jobs as it is to', () => {
    const cluster = withCron({ successfulJobsHistoryLimit: 2, failedJobsHistoryLimit: 1 });
    for (const type of ['Complete', 'Failed', 'Complete', 'Failed', 'Complete'] as const) {
      tick(cluster);
      end(cluster, names(cluster).at(-1)!, type);
      rest(cluster);
    }
    assert.deepEqual(names(cluster), [2, 3, 4].map((offset) => `tick-${FIRST + offset}`));
  });

  it('removes very many finished jobs batch by batch', () => {
    const cluster = withCron({ successfulJobsHistoryLimit: 3 });
    tick(cluster);
    end(cluster, names(cluster).at(-1)!, 'Complete');
    const [made] = jobsOf(cluster);
    for (let index = 0; index < 700; index += 1) {
      cluster.write({ ...jobs, namespace: NS, name: `old-${index}` }, () => made as unknown as JsonObject);
      end(cluster, `old-${index}`, 'Complete');
    }
    assert.isBelow(plan(cluster).batches[0]!.length, 500);
    rest(cluster);
    assert.lengthOf(names(cluster), 3);
  });

  it('goes by its time zone', () => {
    const cluster = withCron({ schedule: '0 3 * * *', timeZone: 'Europe/Berlin' });
    assert.equal(plan(cluster).againAfterMs, 60 * MINUTE);
  });

  it('says that a job went missing, or that another has its name', () => {
    const cluster = withCron();
    tick(cluster);
    cluster.write({ ...jobs, namespace: NS, name: `tick-${FIRST}` }, () => undefined);
    assert.include(rest(cluster), `MissingJob: Active job went missing: tick-${FIRST}`);
    cluster.write({ ...jobs, namespace: NS, name: `tick-${FIRST + 1}` }, () => ({ metadata: {}, spec: {} }));
    assert.include(tick(cluster).join(), 'FailedCreate');
  });

  it('looks again after a day at most, however far the next moment is', () => {
    assert.equal(plan(withCron({ schedule: '0 0 1 1 *' })).againAfterMs, 1440 * MINUTE);
  });
});
