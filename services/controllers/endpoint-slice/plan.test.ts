import { assert } from 'chai';
import type { EndpointSlice } from '../../../events/resources/discovery/endpoint-slice/schema.ts';
import { endpointSlices } from '../../../events/resources/discovery/endpoint-slice/schema.ts';
import type { ModelCluster } from '../../../test/support/model-cluster.ts';
import type { PodParts, ServiceParts } from '../../../test/support/service-model.ts';
import { clusterWithNode, NS, settle, WEB, writePod, writeService } from '../../../test/support/service-model.ts';
import { endpointSliceReconciler } from './reconciler.ts';

const made = (cluster: ModelCluster): readonly EndpointSlice[] => cluster.view().list(endpointSlices, NS).map(({ object }) => object);

const settled = (service: ServiceParts, pods: Readonly<Record<string, PodParts>> = {}): ModelCluster => {
  const cluster = clusterWithNode();
  writeService(cluster, service);
  for (const [name, parts] of Object.entries(pods)) writePod(cluster, name, parts);
  settle(cluster, endpointSliceReconciler);
  return cluster;
};

/** `type addresses:ports` of each slice; an endpoint's conditions that hold follow it. */
const text = (cluster: ModelCluster): readonly string[] => made(cluster).map(({ addressType, endpoints, ports }) => {
  const shown = (endpoints ?? []).map(({ addresses, conditions = {} }) => `${addresses.join('+')}${(['ready', 'serving', 'terminating'] as const).filter((one) => conditions[one] === true).map(([letter]) => letter).join('')}`);
  return `${addressType} ${shown.join()}:${(ports ?? []).map(({ name, port }) => `${name}/${port}`).join()}`;
}).toSorted();

const named = { spec: { ports: [{ name: 'http', protocol: 'TCP', port: 80, targetPort: 'web' }] } };

const CASES: readonly (readonly [string, ServiceParts, Readonly<Record<string, PodParts>>, readonly string[]])[] = [
  ['a service that selects nothing has one empty slice', {}, {}, ['IPv4 :']],
  ['a service without selector is left alone', { spec: { selector: undefined as never } }, { a: {} }, []],
  ['an external name is left alone', { spec: { type: 'ExternalName' } }, { a: {} }, []],
  ['a ready pod serves', {}, { a: {} }, ['IPv4 10.0.0.1rs:http/8080']],
  ['an unready pod is shown', {}, { a: { ready: false } }, ['IPv4 10.0.0.1:http/8080']],
  ['a terminating pod may serve but is not ready', {}, { a: { deleting: true } }, ['IPv4 10.0.0.1st:http/8080']],
  ['where readiness is not asked for, every pod is ready', { spec: { publishNotReadyAddresses: true } }, { a: { ready: false, deleting: true } }, ['IPv4 10.0.0.1rt:http/8080']],
  ['pods without address or ended are left out', {}, { a: { ip: '' }, b: { phase: 'Succeeded' } }, ['IPv4 :']],
  ['pods of a node that is not there are left out', {}, { a: { spec: { nodeName: 'gone' } } }, ['IPv4 :']],
  ['unless they are to be published anyway', { spec: { publishNotReadyAddresses: true } }, { a: { spec: { nodeName: 'gone' } } }, ['IPv4 10.0.0.1rs:http/8080']],
  ['each number of a named port has a slice', named, { a: {}, b: { ip: '10.0.0.2', spec: { containers: [{ name: 'c', ports: [{ name: 'web', containerPort: 4000 }] }] } } }, ['IPv4 10.0.0.1rs:http/3000', 'IPv4 10.0.0.2rs:http/4000']],
  ['a headless service needs no ports', { spec: { clusterIP: 'None', ports: [] } }, { a: {} }, ['IPv4 10.0.0.1rs:']],
  ['each family has its slices', { spec: { ipFamilies: ['IPv4', 'IPv6'] } }, { a: {}, b: { ip: 'fd00::1' } }, ['IPv4 10.0.0.1rs:http/8080', 'IPv6 fd00::1rs:http/8080']],
];

describe('endpoint slice controller', () => {
  for (const [name, service, pods, expected] of CASES) it(name, () => assert.deepEqual(text(settled(service, pods)), expected));

  it('names a slice after its service, which owns it', () => {
    const [slice] = made(settled({ metadata: { labels: { a: 'b', 'endpointslice.kubernetes.io/managed-by': 'me' } } }));
    assert.match(slice?.metadata.name ?? '', /^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    assert.deepEqual(slice?.metadata.labels, { a: 'b', 'kubernetes.io/service-name': 'web', 'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io' });
    assert.deepInclude(slice?.metadata.ownerReferences?.[0], { apiVersion: 'v1', kind: 'Service', name: 'web', controller: true, blockOwnerDeletion: true });
  });

  it('says which pod an endpoint is, and where', () => {
    const [endpoint] = made(settled({}, { a: { spec: { nodeName: 'n1', hostname: 'h', subdomain: 'web' } } }))[0]?.endpoints ?? [];
    assert.deepInclude(endpoint, { nodeName: 'n1', zone: 'z1', hostname: 'h' });
    assert.deepInclude(endpoint?.targetRef, { kind: 'Pod', namespace: NS, name: 'a' });
  });

  it('fills the empty slice with the first endpoint, and empties it with the last', () => {
    const cluster = settled({});
    const [before] = made(cluster);
    writePod(cluster, 'a');
    assert.equal(settle(cluster, endpointSliceReconciler), 1);
    writePod(cluster, 'a', { phase: 'Failed' });
    assert.equal(settle(cluster, endpointSliceReconciler), 1);
    assert.deepEqual(made(cluster).map(({ metadata }) => metadata.uid), [before?.metadata.uid]);
  });

  it('spreads many endpoints, and changes one slice for one pod', () => {
    const pods = Array.from({ length: 230 }, (_, index) => [`p${index}`, { ip: `10.1.0.${index}` }] as const);
    const cluster = settled({}, Object.fromEntries(pods));
    assert.deepEqual(made(cluster).map(({ endpoints }) => endpoints?.length).toSorted(), [100, 100, 30]);
    writePod(cluster, 'p7', { ip: '10.1.0.7', ready: false });
    assert.equal(settle(cluster, endpointSliceReconciler), 1);
    writeService(cluster, { spec: { ports: [{ name: 'http', protocol: 'TCP', port: 80, targetPort: 9090 }] } });
    assert.equal(settle(cluster, endpointSliceReconciler), 3, 'slices are written again, not replaced');
  });

  it('of two controllers that decided at once one makes the slice', () => {
    const cluster = clusterWithNode();
    writeService(cluster);
    const [first, second] = [0, 1].map(() => endpointSliceReconciler.plan(cluster.view(), WEB, cluster.now()));
    assert.isTrue(cluster.execute(first?.batches[0] ?? []));
    assert.isFalse(cluster.execute(second?.batches[0] ?? []));
  });

  it('looks again for a node that is missing', () => {
    const cluster = settled({}, { a: { spec: { nodeName: 'gone' } } });
    assert.equal(endpointSliceReconciler.plan(cluster.view(), WEB, cluster.now()).againAfterMs, 30_000);
  });
});
