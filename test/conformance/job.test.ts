import { expect } from 'chai';
import { eventually } from '../support/eventually.ts';
import { useConformanceApi } from './conformance-api.ts';
import { containers } from './objects.ts';
import type { Loose } from './resource-client.ts';

describe('Job', () => {
  const api = useConformanceApi();

  it('manages the lifecycle of a job', async () => {
    const namespace = await api.namespace('job');
    const [jobs, pods] = [api.at(`/apis/batch/v1/namespaces/${namespace}/jobs`), api.core('pods', namespace)];
    const watch = await jobs.watch('labelSelector=e2e-job=life');
    const created = await jobs.create({
      metadata: { name: 'life', labels: { 'e2e-job': 'life' } },
      spec: { suspend: true, parallelism: 2, completions: 4, backoffLimit: 6, template: { metadata: { labels: { job: 'life' } }, spec: { restartPolicy: 'Never', containers: containers() } } },
    });
    await watch.until('MODIFIED', ({ status }: Loose) => status.conditions?.some(({ type, status: is }: Loose) => type === 'Suspended' && is === 'True'));
    expect((await pods.list()).items).length(0);

    const patched = await jobs.patch('life', { metadata: { labels: { life: 'patched' } } }, { type: 'strategic' });
    expect(patched.metadata.labels).include({ life: 'patched' });
    await watch.until('MODIFIED', ({ metadata }: Loose) => metadata.labels.life === 'patched');

    const current = await jobs.get('life');
    await jobs.update({ ...current, metadata: { ...current.metadata, annotations: { updated: 'true' } }, spec: { ...current.spec, suspend: false } });
    await watch.until('MODIFIED', ({ metadata }: Loose) => metadata.annotations?.updated === 'true');

    const listed = (await api.at('/apis/batch/v1/jobs').list('labelSelector=e2e-job=life')).items;
    expect(listed.map(({ metadata }: Loose) => metadata.uid)).deep.equal([created.metadata.uid]);

    const succeed = async (): Promise<Loose> => {
      for (const { metadata, status } of (await pods.list()).items) {
        if (status.phase === 'Pending') await pods.patch(metadata.name, { status: { phase: 'Succeeded' } }, { subresource: 'status' });
      }
      return (await jobs.get('life')).status;
    };
    const ended = await eventually('the job to complete', succeed, { until: ({ conditions }) => conditions?.some(({ type }: Loose) => type === 'Complete') });
    expect(ended).include({ succeeded: 4, ready: 0, terminating: 0 });
    expect(ended).include.keys('startTime', 'completionTime');
    expect(ended).not.include.keys('active', 'failed');
    expect(ended.conditions.filter(({ status }: Loose) => status === 'True').map(({ type }: Loose) => type)).deep.equal(['SuccessCriteriaMet', 'Complete']);
    expect(ended.uncountedTerminatedPods, 'as upstream writes it').deep.equal({});

    await jobs.removeAll('labelSelector=e2e-job=life', { propagationPolicy: 'Background' });
    await watch.until('DELETED');
    watch.close();
    expect((await jobs.list('labelSelector=e2e-job=life')).items).length(0);
    await eventually('its pods to go', async () => (await pods.list()).items.length, { until: (count) => count === 0 });
  });
});
