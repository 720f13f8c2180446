import { expect } from 'chai';
import { eventually } from '../support/eventually.ts';
import { expectApiOperations, expectStatusOperations } from './api-operations.ts';
import { useConformanceApi } from './conformance-api.ts';
import { containers } from './objects.ts';

const TIMES = ['2026-01-01T00:00:00Z', '2026-01-01T00:01:00Z'] as const;

describe('CronJob', () => {
  const api = useConformanceApi();

  it('does not schedule jobs when suspended', async () => {
    const namespace = await api.namespace('cronjob');
    const [cronJobs, jobs] = [api.at(`/apis/batch/v1/namespaces/${namespace}/cronjobs`), api.at(`/apis/batch/v1/namespaces/${namespace}/jobs`)];
    const cronJob = (name: string, suspend: boolean): object => ({
      metadata: { name },
      spec: { schedule: '@every 1s', concurrencyPolicy: 'Allow', suspend, jobTemplate: { spec: { template: { spec: { restartPolicy: 'OnFailure', containers: containers() } } } } },
    });
    await cronJobs.create(cronJob('suspended', true));
    await cronJobs.create(cronJob('running', false));
    const ran = await eventually('a job of the other one', () => cronJobs.get('running'), { until: ({ status }) => status.active?.length > 0 });
    expect(ran.status).include.keys('lastScheduleTime');
    expect((await cronJobs.get('suspended')).status).not.include.any.keys('active', 'lastScheduleTime');
    for (const { metadata } of (await jobs.list()).items) expect(metadata.ownerReferences[0].name).equal('running');
    await cronJobs.remove('suspended');
    await cronJobs.remove('running', { propagationPolicy: 'Background' });
    await eventually('its jobs to go', async () => (await jobs.list()).items.length, { until: (count) => count === 0 });
  });

  it('supports CronJob API operations', async () => {
    await expectApiOperations(api, {
      group: 'batch',
      version: 'v1',
      resource: 'cronjobs',
      kind: 'CronJob',
      namespace: await api.namespace('cronjob'),
      subresources: ['status'],
      object: () => ({
        spec: { schedule: '*/1 * * * ?', concurrencyPolicy: 'Allow', suspend: true, jobTemplate: { spec: { template: { spec: { restartPolicy: 'OnFailure', containers: containers() } } } } },
      }),
    }, async ({ client, names: [name] }) => {
      await expectStatusOperations(client, name, {
        patch: { lastScheduleTime: TIMES[0] },
        change: (status) => { status.lastScheduleTime = TIMES[1]; },
        read: (status) => status.lastScheduleTime,
        patched: TIMES[0],
        changed: TIMES[1],
      });
      expect((await client.get(name)).spec, 'defaults').include({ failedJobsHistoryLimit: 1, successfulJobsHistoryLimit: 3 });
    });
  });
});
