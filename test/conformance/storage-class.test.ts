import { expect } from 'chai';
import { expectLifecycle } from './api-operations.ts';
import { useConformanceApi } from './conformance-api.ts';
import { refusal } from './resource-client.ts';

const STORAGE = { group: 'storage.k8s.io', version: 'v1' };

describe('StorageClasses CSI Conformance', () => {
  const api = useConformanceApi();

  it('run through the lifecycle of a StorageClass', async () => {
    await expectLifecycle(api, { ...STORAGE, resource: 'storageclasses', kind: 'StorageClass', object: () => ({ provisioner: 'e2e-fake-provisioner' }) });
    const classes = api.at('/apis/storage.k8s.io/v1/storageclasses');
    expect(await classes.create({ metadata: { name: 'defaults' }, provisioner: 'e2e-fake-provisioner' })).include({ reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' });
    expect((await refusal(classes.patch('defaults', { provisioner: 'another' }))).reason).equal('Invalid');
  });
});

describe('VolumeAttributesClass', () => {
  const api = useConformanceApi();

  it('runs through the lifecycle of a VolumeAttributesClass', async () => {
    await expectLifecycle(api, { ...STORAGE, resource: 'volumeattributesclasses', kind: 'VolumeAttributesClass', object: () => ({ driverName: 'e2e-fake-csi-driver', parameters: { iops: '100' } }) });
  });
});
