import { expect } from 'chai';
import { eventually } from '../support/eventually.ts';
import { useConformanceApi } from './conformance-api.ts';
import type { Loose } from './resource-client.ts';

const attachment = (name: string): Loose => ({ metadata: { name }, spec: { attacher: 'e2e-fake-attacher', nodeName: 'some-node', source: { persistentVolumeName: `pv-${name}` } } });

describe('VolumeAttachment Conformance', () => {
  const api = useConformanceApi();
  const attachments = (): ReturnType<typeof api.at> => api.at('/apis/storage.k8s.io/v1/volumeattachments');

  it('runs through the lifecycle of a VolumeAttachment', async () => {
    const client = attachments();
    await client.create(attachment('va-1'));
    expect((await client.get('va-1')).metadata.name).equal('va-1');
    expect((await client.patch('va-1', { metadata: { labels: { 'va-1': 'patched' } } }, { type: 'strategic' })).metadata.labels).include({ 'va-1': 'patched' });
    expect((await client.list('labelSelector=va-1=patched')).items).length(1);
    await client.remove('va-1');
    await eventually('the first to go', () => client.find('va-1'), { until: (found) => found === undefined });
    for (const name of ['va-2', 'va-3']) {
      const created = await client.create(attachment(name));
      const updated = await client.update({ ...created, metadata: { ...created.metadata, labels: { 'va-e2e': 'updated' } } });
      expect(updated.metadata.labels).include({ 'va-e2e': 'updated' });
    }
    await client.removeAll('labelSelector=va-e2e=updated');
    await eventually('the others to go', () => client.list('labelSelector=va-e2e=updated'), { until: ({ items }) => items.length === 0 });
  });

  it('applies changes to a volumeattachment status', async () => {
    const client = attachments();
    await client.create(attachment('va-status'));
    const patched = await client.patch('va-status', { metadata: { annotations: { 'va-patched-status': 'true' } }, status: { attached: true } }, { subresource: 'status' });
    expect(patched.status.attached).equal(true);
    expect((await client.get('va-status', 'status')).status.attached).equal(true);
    const toUpdate = await client.get('va-status');
    const updated = await client.update({ ...toUpdate, status: { attached: false } }, 'status');
    expect(updated.status.attached).equal(false);
    await client.remove('va-status');
    await eventually('it to go', () => client.find('va-status'), { until: (found) => found === undefined });
  });
});
