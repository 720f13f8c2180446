import { expect } from 'chai';
import { expectApiOperations, expectStatusOperations } from './api-operations.ts';
import { useConformanceApi } from './conformance-api.ts';
import { containers } from './objects.ts';

const TIMES = ['2026-01-01T00:00:00Z', '2026-01-01T00:01:00Z'] as const;

describe('CronJob', () => {
  const api = useConformanceApi();

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
