import { expect } from 'chai';
import { expectApiOperations, expectLifecycle } from './api-operations.ts';
import { useConformanceApi } from './conformance-api.ts';
import { pod } from './objects.ts';
import { refusal } from './resource-client.ts';

const STORAGE = { group: 'storage.k8s.io', version: 'v1' };

describe('CSIInlineVolumes', () => {
  const api = useConformanceApi();

  it('support CSIVolumeSource in Pod API', async () => {
    const pods = api.core('pods', await api.namespace('csi'));
    const volumes = [{ name: 'vol1', csi: { driver: 'e2e.example.com' } }, { name: 'vol2', csi: { driver: 'e2e.example.com', fsType: 'ext4', readOnly: true } }];
    const volumeMounts = volumes.map(({ name }) => ({ name, mountPath: `/mnt/${name}` }));
    const wanted = pod('inline', { spec: { volumes, containers: [{ name: 'inline', image: 'busybox', command: ['sh', '-c', 'ls /mnt/*'], volumeMounts }] } });
    const created = await pods.create(wanted);
    expect((await refusal(pods.create(wanted))).reason).equal('AlreadyExists');
    const got = await pods.get('inline');
    expect(got.metadata.uid).equal(created.metadata.uid);
    expect(got.spec.volumes.filter(({ name }: { name: string }) => name.startsWith('vol'))).deep.equal(volumes);
    expect((await pods.list()).items).length(1);
    expect((await pods.patch('inline', { metadata: { annotations: { patched: 'true' } } })).metadata.annotations).include({ patched: 'true' });
    await pods.remove('inline');
    const left = await pods.find('inline');
    if (left !== undefined) expect(left.metadata).include.keys('deletionTimestamp');
  });

  it('run through the lifecycle of a CSIDriver', async () => {
    const drivers = api.at('/apis/storage.k8s.io/v1/csidrivers');
    const labels = { 'e2e-test': 'csi-driver' };
    const driver = (name: string, ...volumeLifecycleModes: readonly string[]): object => ({ metadata: { name, labels }, spec: { volumeLifecycleModes, fsGroupPolicy: 'ReadWriteOnceWithFSType' } });
    const [one, two] = ['inline-driver-1', 'inline-driver-2'];
    const created = [await drivers.create(driver(one, 'Ephemeral')), await drivers.create(driver(two, 'Persistent', 'Ephemeral'))];
    expect((await refusal(drivers.create(driver(one, 'Ephemeral')))).reason).equal('AlreadyExists');
    for (const { metadata } of created) expect((await drivers.get(metadata.name)).metadata.uid).equal(metadata.uid);
    expect((await drivers.patch(two, { metadata: { labels: { [two]: 'patched' } } }, { type: 'strategic' })).metadata.labels).include({ [two]: 'patched' });
    const toUpdate = await drivers.get(two);
    toUpdate.metadata.labels[two] = 'updated';
    expect((await drivers.update(toUpdate)).metadata.labels).include({ [two]: 'updated' });
    expect((await drivers.list('labelSelector=e2e-test=csi-driver')).items).length(2);
    await drivers.remove(one);
    expect((await refusal(drivers.get(one))).reason).equal('NotFound');
    await drivers.removeAll(`labelSelector=${two}=updated`);
    expect((await refusal(drivers.get(two))).reason).equal('NotFound');
  });
});

describe('CSINodes CSI Conformance', () => {
  const api = useConformanceApi();

  it('run through the lifecycle of a CSINode', async () => {
    await expectLifecycle(api, { ...STORAGE, resource: 'csinodes', kind: 'CSINode', object: () => ({ spec: { drivers: [{ name: 'e2e.example.com', nodeID: 'node', topologyKeys: ['topology.example.com/zone'], allocatable: { count: 10 } }] } }) });
  });
});

describe('CSIStorageCapacity', () => {
  const api = useConformanceApi();

  it('supports CSIStorageCapacities API operations', async () => {
    await expectApiOperations(api, {
      ...STORAGE,
      resource: 'csistoragecapacities',
      kind: 'CSIStorageCapacity',
      namespace: await api.namespace('csi'),
      object: () => ({ storageClassName: 'csi-sc', nodeTopology: { matchLabels: { zone: 'a' } }, capacity: '100Gi', maximumVolumeSize: '10Gi' }),
    });
  });
});
