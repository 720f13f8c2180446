import { expect } from 'chai';
import { eventually } from '../support/eventually.ts';
import { expectNewer } from './api-operations.ts';
import { useConformanceApi } from './conformance-api.ts';
import type { Loose, ResourceClient } from './resource-client.ts';

const volume = (name: string, storageClassName: string, labels: object): object => ({
  metadata: { name, labels },
  spec: { capacity: { storage: '2Gi' }, accessModes: ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany'], storageClassName, persistentVolumeReclaimPolicy: 'Retain', csi: { driver: 'inline-driver', volumeHandle: 'e2e-conformance' } },
});
const claim = (name: string, storageClassName: string): object =>
  ({ metadata: { name }, spec: { accessModes: ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany'], resources: { requests: { storage: '2Gi' } }, storageClassName } });

describe('PersistentVolumes CSI Conformance', () => {
  const api = useConformanceApi();

  it('run through the lifecycle of a PV and a PVC', async () => {
    const namespace = await api.namespace('pv');
    const [volumes, claims] = [api.core('persistentvolumes'), api.core('persistentvolumeclaims', namespace)];
    const selector = `labelSelector=e2e-pv-pool=${namespace}`;
    const make = (round: number): Promise<readonly Loose[]> => Promise.all([volumes.create(volume(`pv-${round}`, namespace, { 'e2e-pv-pool': namespace })), claims.create(claim(`pvc-${round}`, namespace))]);
    const gone = (what: string, client: ResourceClient, query = ''): Promise<unknown> => eventually(`the end of ${what}`, () => client.list(query), { until: ({ items }) => items.length === 0 });

    await make(1);
    const [pv] = (await volumes.list(selector)).items;
    const [pvc] = (await claims.list()).items;
    const patched = [await volumes.patch('pv-1', { metadata: { labels: { 'pv-1': 'patched' } } }, { type: 'strategic' }), await claims.patch('pvc-1', { metadata: { labels: { 'pvc-1': 'patched' } } }, { type: 'strategic' })];
    expect(patched.map(({ metadata }) => metadata.labels[metadata.name])).deep.equal(['patched', 'patched']);
    [pv, pvc].forEach((before, index) => expectNewer(patched[index], before));
    expect((await volumes.get('pv-1')).metadata.uid).equal(pv.metadata.uid);
    expect((await claims.get('pvc-1')).metadata.uid).equal(pvc.metadata.uid);
    await claims.remove('pvc-1');
    await gone('the claim', claims);
    await volumes.remove('pv-1');
    await gone('the volume', volumes, selector);

    await make(2);
    const toUpdate = [await volumes.get('pv-2'), await claims.get('pvc-2')];
    toUpdate.forEach(({ metadata }) => { metadata.labels = { ...metadata.labels, [metadata.name]: 'updated' }; });
    expect((await volumes.update(toUpdate[0])).metadata.labels).include({ 'pv-2': 'updated' });
    expect((await claims.update(toUpdate[1])).metadata.labels).include({ 'pvc-2': 'updated' });
    expect((await api.core('persistentvolumeclaims').list('labelSelector=pvc-2=updated')).items).length(1);
    await claims.removeAll('labelSelector=pvc-2=updated');
    await gone('the second claim', claims, 'labelSelector=pvc-2=updated');
    await volumes.removeAll('labelSelector=pv-2=updated');
    await gone('the second volume', volumes, 'labelSelector=pv-2=updated');
  });

  it('apply changes to a pv/pvc status', async () => {
    const namespace = await api.namespace('pv');
    const [volumes, claims] = [api.core('persistentvolumes'), api.core('persistentvolumeclaims', namespace)];
    await volumes.create(volume('pv-status', namespace, {}));
    await claims.create(claim('pvc-status', namespace));
    const [ofVolume, ofClaim] = [await volumes.get('pv-status', 'status'), await claims.get('pvc-status', 'status')];
    expect([ofVolume.kind, ofClaim.kind]).deep.equal(['PersistentVolume', 'PersistentVolumeClaim']);
    const condition = (type: string): object => ({ type, status: 'True', reason: 'E2E test', message: `Set from an e2e test: ${type}`, lastTransitionTime: '2026-01-01T00:00:00Z' });
    const patchedClaim = await claims.patch('pvc-status', { metadata: { annotations: { e2ePatchedStatus: 'true' } }, status: { conditions: [condition('StatusPatched')] } }, { subresource: 'status' });
    expect(patchedClaim.status.conditions[0]).include({ type: 'StatusPatched', reason: 'E2E test' });
    const toUpdateClaim = await claims.get('pvc-status');
    toUpdateClaim.status.conditions = [condition('StatusUpdated')];
    expect((await claims.update(toUpdateClaim, 'status')).status.conditions.map(({ type }: Loose) => type)).deep.equal(['StatusUpdated']);
    const patchedVolume = await volumes.patch('pv-status', { status: { message: 'StatusPatched', reason: 'E2E' } }, { subresource: 'status' });
    expect(patchedVolume.status).include({ message: 'StatusPatched', reason: 'E2E' });
    const toUpdateVolume = await volumes.get('pv-status');
    toUpdateVolume.status = { ...toUpdateVolume.status, message: 'StatusUpdated' };
    expect((await volumes.update(toUpdateVolume, 'status')).status).include({ message: 'StatusUpdated', reason: 'E2E' });
  });
});
