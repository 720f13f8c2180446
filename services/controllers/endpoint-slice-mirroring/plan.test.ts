import { assert } from 'chai';
import type { JsonObject } from '../../../events/json.ts';
import { endpointsList } from '../../../events/resources/core/endpoints/schema.ts';
import type { EndpointSlice } from '../../../events/resources/discovery/endpoint-slice/schema.ts';
import { endpointSlices } from '../../../events/resources/discovery/endpoint-slice/schema.ts';
import type { ModelCluster } from '../../../test/support/model-cluster.ts';
import { clusterWithNode, NS, settle, WEB, writeService } from '../../../test/support/service-model.ts';
import { endpointSliceMirroringReconciler } from './reconciler.ts';

const REF = { ...endpointsList, namespace: NS, name: 'web' };
const made = (cluster: ModelCluster): readonly EndpointSlice[] => cluster.view().list(endpointSlices, NS).map(({ object }) => object);

const write = (cluster: ModelCluster, subsets: readonly JsonObject[], metadata: JsonObject = {}): void =>
  cluster.write(REF, (before) => ({ ...before, apiVersion: 'v1', kind: 'Endpoints', metadata: { ...(before['metadata'] as JsonObject | undefined), ...metadata }, subsets: [...subsets] }));

const settled = (subsets: readonly JsonObject[], { metadata, selector }: { readonly metadata?: JsonObject; readonly selector?: JsonObject } = {}): ModelCluster => {
  const cluster = clusterWithNode();
  writeService(cluster, { spec: { selector: selector as never } });
  write(cluster, subsets, metadata);
  settle(cluster, endpointSliceMirroringReconciler);
  return cluster;
};

const text = (cluster: ModelCluster): readonly string[] => made(cluster).map(({ addressType, endpoints, ports }) =>
  `${addressType} ${(endpoints ?? []).map(({ addresses, conditions }) => `${addresses.join()}${conditions?.ready === true ? '' : '!'}`).join()}:${(ports ?? []).map(({ port }) => port).join()}`).toSorted();

const subset = (addresses: readonly string[], more: JsonObject = {}): JsonObject => ({ addresses: addresses.map((ip) => ({ ip })), ports: [{ name: 'http', port: 80, protocol: 'TCP' }], ...more });

const CASES: readonly (readonly [string, () => ModelCluster, readonly string[]])[] = [
  ['a subset has a slice', () => settled([subset(['10.0.0.1'])]), ['IPv4 10.0.0.1:80']],
  ['addresses that are not ready are mirrored as such', () => settled([subset(['10.0.0.1'], { notReadyAddresses: [{ ip: '10.0.0.2' }] })]), ['IPv4 10.0.0.1,10.0.0.2!:80']],
  ['families have slices of their own', () => settled([subset(['10.0.0.1', 'fd00::1'])]), ['IPv4 10.0.0.1:80', 'IPv6 fd00::1:80']],
  ['so have ports', () => settled([subset(['10.0.0.1']), subset(['10.0.0.1'], { ports: [{ name: 'x', port: 81, protocol: 'TCP' }] })]), ['IPv4 10.0.0.1:80', 'IPv4 10.0.0.1:81']],
  ['subsets with the same ports share one', () => settled([subset(['10.0.0.1']), subset(['10.0.0.2'])]), ['IPv4 10.0.0.1,10.0.0.2:80']],
  ['endpoints without addresses have none', () => settled([]), []],
  ['a service with a selector has no mirror', () => settled([subset(['10.0.0.1'])], { selector: { app: 'web' } }), []],
  ['the label keeps the mirror away', () => settled([subset(['10.0.0.1'])], { metadata: { labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } } }), []],
  ['leader election has no mirror', () => settled([subset(['10.0.0.1'])], { metadata: { annotations: { 'control-plane.alpha.kubernetes.io/leader': '{}' } } }), []],
];

describe('endpoint slice mirroring controller', () => {
  for (const [name, cluster, expected] of CASES) it(name, () => assert.deepEqual(text(cluster()), expected));

  it('takes labels and annotations over, and is owned by the endpoints', () => {
    const [slice] = made(settled([subset(['10.0.0.1'])], { metadata: { labels: { a: 'b' }, annotations: { c: 'd', 'kubectl.kubernetes.io/last-applied-configuration': '{}' } } }));
    assert.deepEqual(slice?.metadata.labels, { a: 'b', 'kubernetes.io/service-name': 'web', 'endpointslice.kubernetes.io/managed-by': 'endpointslicemirroring-controller.k8s.io' });
    assert.deepEqual(slice?.metadata.annotations, { c: 'd' });
    assert.deepInclude(slice?.metadata.ownerReferences?.[0], { apiVersion: 'v1', kind: 'Endpoints', name: 'web', controller: true });
  });

  it('follows the endpoints in the same slice', () => {
    const cluster = settled([subset(['10.0.0.1'])]);
    const [before] = made(cluster);
    write(cluster, [subset(['10.0.0.2'], { ports: [{ name: 'http', port: 81, protocol: 'TCP' }] })], { labels: { a: 'b' } });
    assert.equal(settle(cluster, endpointSliceMirroringReconciler), 1);
    assert.deepEqual(text(cluster), ['IPv4 10.0.0.2:81']);
    assert.equal(made(cluster)[0]?.metadata.uid, before?.metadata.uid);
    assert.equal(made(cluster)[0]?.metadata.labels?.['a'], 'b');
  });

  for (const [name, change] of [
    ['the endpoints are gone', (cluster: ModelCluster) => cluster.write(REF, () => undefined)],
    ['the service has a selector now', (cluster: ModelCluster) => writeService(cluster)],
    ['the label says so', (cluster: ModelCluster) => write(cluster, [subset(['10.0.0.1'])], { labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } })],
  ] as const) {
    it(`removes the mirror when ${name}`, () => {
      const cluster = settled([subset(['10.0.0.1'])]);
      change(cluster);
      settle(cluster, endpointSliceMirroringReconciler);
      assert.deepEqual(text(cluster), []);
    });
  }

  it('warns of what it leaves out', () => {
    const cluster = clusterWithNode();
    writeService(cluster, { spec: { selector: undefined as never } });
    write(cluster, [subset([...Array.from({ length: 1002 }, (_, index) => `10.1.${index >> 8}.${index & 255}`), 'no-address'])]);
    const { notes = [], batches } = endpointSliceMirroringReconciler.plan(cluster.view(), WEB, cluster.now());
    assert.lengthOf(batches, 1);
    assert.deepEqual(notes.map(({ reason }) => reason), ['InvalidIPAddress', 'TooManyAddressesToMirror']);
  });
});
