import { expect } from 'chai';
import { expectApiOperations, expectStatusOperations } from './api-operations.ts';
import type { Operations } from './api-operations.ts';
import { useConformanceApi } from './conformance-api.ts';
import { refusal } from './resource-client.ts';
import type { Loose } from './resource-client.ts';

const RESOURCE = { group: 'resource.k8s.io', version: 'v1' };
const selectors = [{ cel: { expression: 'device.driver == "dra.example.com"' } }];
const devices = { requests: [{ name: 'req', exactly: { deviceClassName: 'dra.example.com' } }] };

/** Server-side apply makes an object, changes it and says who it conflicts with. */
const expectApplied = async ({ client }: Operations, object: Loose): Promise<void> => {
  const applied = { ...object, metadata: { name: 'applied', labels: { purpose: 'apply' } } };
  const created = await client.patch('applied', applied, { type: 'apply', query: 'fieldManager=e2e' });
  expect(created.metadata.managedFields.map(({ manager, operation }: Loose) => [manager, operation])).deep.equal([['e2e', 'Apply']]);
  const changed = await client.patch('applied', { ...applied, metadata: { name: 'applied', labels: { purpose: 'changed' } } }, { type: 'apply', query: 'fieldManager=e2e' });
  expect(changed.metadata.labels).include({ purpose: 'changed' });
  const other = await refusal(client.patch('applied', applied, { type: 'apply', query: 'fieldManager=other' }));
  expect([other.code, other.reason]).deep.equal([409, 'Conflict']);
  await client.remove('applied');
};

describe('DRA CRUD', () => {
  const api = useConformanceApi();

  it('of resource.k8s.io/v1 DeviceClass', async () => {
    const object = { apiVersion: 'resource.k8s.io/v1', kind: 'DeviceClass', spec: { selectors } };
    await expectApiOperations(api, { ...RESOURCE, resource: 'deviceclasses', kind: 'DeviceClass', object: () => object }, (operations) => expectApplied(operations, object));
  });

  it('of resource.k8s.io/v1 ResourceClaim, its status included', async () => {
    const object = { apiVersion: 'resource.k8s.io/v1', kind: 'ResourceClaim', spec: { devices } };
    const tested = { ...RESOURCE, resource: 'resourceclaims', kind: 'ResourceClaim', namespace: await api.namespace('dra'), subresources: ['status'], object: () => object };
    const results = [{ request: 'req', driver: 'dra.example.com', pool: 'pool', device: 'device-1' }];
    await expectApiOperations(api, tested, async (operations) => {
      const { client, names: [name] } = operations;
      await expectStatusOperations(client, name, {
        patch: { allocation: { devices: { results } } },
        change: (status) => { status.reservedFor = [{ resource: 'pods', name: 'user', uid: '12345' }]; },
        read: (status) => [status.allocation.devices.results[0].device, status.reservedFor?.[0].name],
        patched: ['device-1', undefined],
        changed: ['device-1', 'user'],
      });
      const immutable = await refusal(client.patch(name, { spec: { devices: { requests: [{ name: 'other', exactly: { deviceClassName: 'other' } }] } } }));
      expect(immutable.reason).equal('Invalid');
      await expectApplied(operations, object);
    });
  });

  it('of resource.k8s.io/v1 ResourceClaimTemplate', async () => {
    const object = { apiVersion: 'resource.k8s.io/v1', kind: 'ResourceClaimTemplate', spec: { spec: { devices } } };
    const tested = { ...RESOURCE, resource: 'resourceclaimtemplates', kind: 'ResourceClaimTemplate', namespace: await api.namespace('dra'), object: () => object };
    await expectApiOperations(api, tested, (operations) => expectApplied(operations, object));
  });

  it('of resource.k8s.io/v1 ResourceSlice', async () => {
    const object = (name: string): Loose => ({
      apiVersion: 'resource.k8s.io/v1',
      kind: 'ResourceSlice',
      spec: { driver: 'dra.example.com', nodeName: 'some-node', pool: { name, generation: 1, resourceSliceCount: 1 }, devices: [{ name: 'device-1' }] },
    });
    await expectApiOperations(api, { ...RESOURCE, resource: 'resourceslices', kind: 'ResourceSlice', object }, async (operations) => {
      expect((await operations.client.list('fieldSelector=spec.nodeName=some-node,spec.driver=dra.example.com')).items).length(3);
      expect((await operations.client.list('fieldSelector=spec.nodeName=other-node')).items).length(0);
      await expectApplied(operations, object('applied'));
    });
  });
});
