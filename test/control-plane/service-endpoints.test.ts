import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { endpointSliceReconciler } from '../../services/controllers/endpoint-slice/reconciler.ts';
import { endpointSliceMirroringReconciler } from '../../services/controllers/endpoint-slice-mirroring/reconciler.ts';
import { endpointsReconciler } from '../../services/controllers/endpoints/reconciler.ts';
import { createViews } from '../../services/kit/reconcile/view.ts';
import { resourceClient } from '../conformance/resource-client.ts';
import type { Loose, ResourceClient } from '../conformance/resource-client.ts';
import { eventually } from '../support/eventually.ts';
import type { MemoryApi } from '../support/memory-api.ts';
import { startMemoryApi } from '../support/memory-api.ts';
import { runControllers } from '../support/run-controllers.ts';

describe('endpoints of services', () => {
  let api: MemoryApi;
  let stop: () => Promise<void>;
  before(async () => {
    api = await startMemoryApi();
    stop = await runControllers(api);
    await client('/api/v1/nodes').create({ metadata: { name: 'n1', labels: { 'topology.kubernetes.io/zone': 'z1' } } });
  });
  after(async () => {
    await stop();
    await api.stop();
  });

  const client = (path: string): ResourceClient => resourceClient(api, path);
  const core = (resource: string): ResourceClient => client(`/api/v1/namespaces/default/${resource}`);
  const slices = client.bind(undefined, '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices');

  const runPod = async (name: string, ip: string): Promise<void> => {
    await core('pods').create({ metadata: { name, labels: { app: 'web' } }, spec: { nodeName: 'n1', containers: [{ name: 'c', image: 'i', ports: [{ name: 'http', containerPort: 8080 }] }] } });
    const status = { phase: 'Running', podIP: ip, podIPs: [{ ip }], conditions: [{ type: 'Ready', status: 'True' }] };
    await core('pods').patch(name, { status }, { subresource: 'status' });
  };
  const addressesInSlices = async (): Promise<readonly string[]> =>
    (await slices().list('labelSelector=kubernetes.io/service-name=web')).items.flatMap((slice: Loose) => slice.endpoints.filter(({ conditions }: Loose) => conditions.ready).flatMap(({ addresses }: Loose) => addresses));
  const addresses = async (): Promise<readonly string[]> => ((await core('endpoints').find('web'))?.subsets ?? []).flatMap((subset: Loose) => (subset.addresses ?? []).map(({ ip }: Loose) => ip));
  const shows = (...ips: readonly string[]) => (found: readonly string[]): boolean => found.toSorted().join() === ips.join();

  it('follow its pods, are at rest as stored, and go with it', async () => {
    await core('services').create({ metadata: { name: 'web', labels: { a: 'b' } }, spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 'http' }] } });
    await runPod('a', '10.0.0.1');
    await runPod('b', '10.0.0.2');
    await eventually('both in slices', addressesInSlices, { until: shows('10.0.0.1', '10.0.0.2') });
    await eventually('both in endpoints', addresses, { until: shows('10.0.0.1', '10.0.0.2') });
    const [slice] = (await slices().list('labelSelector=kubernetes.io/service-name=web')).items;
    expect(slice.endpoints[0]).deep.include({ addresses: ['10.0.0.1'], conditions: { ready: true, serving: true, terminating: false }, nodeName: 'n1', zone: 'z1' });
    const view = createViews()(() => api.follower.snapshot());
    for (const reconciler of [endpointsReconciler, endpointSliceReconciler, endpointSliceMirroringReconciler]) {
      expect(reconciler.plan(view, 'default/web', 0).batches, reconciler.name).deep.equal([]);
      expect(reconciler.plan(view, 'default/kubernetes', 0).batches, reconciler.name).deep.equal([]);
    }
    await core('pods').patch('a', { status: { conditions: [{ type: 'Ready', status: 'False' }] } }, { subresource: 'status' });
    await eventually('one ready in slices', addressesInSlices, { until: shows('10.0.0.2') });
    await eventually('one ready in endpoints', addresses, { until: shows('10.0.0.2') });
    await slices().removeAll('labelSelector=kubernetes.io/service-name=web');
    await core('endpoints').remove('web');
    await eventually('slices made again', addressesInSlices, { until: shows('10.0.0.2') });
    await eventually('endpoints made again', addresses, { until: shows('10.0.0.2') });
    await core('services').remove('web');
    await eventually('endpoints gone', () => core('endpoints').find('web'), { until: (found) => found === undefined });
    await eventually('slices gone', async () => (await slices().list('labelSelector=kubernetes.io/service-name=web')).items, { until: (found: readonly Loose[]) => found.length === 0 });
  });
});
