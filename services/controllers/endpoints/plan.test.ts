import { assert } from 'chai';
import type { Endpoints } from '../../../events/resources/core/endpoints/schema.ts';
import { endpointsList } from '../../../events/resources/core/endpoints/schema.ts';
import { services } from '../../../events/resources/core/service/schema.ts';
import type { ModelCluster } from '../../../test/support/model-cluster.ts';
import type { PodParts, ServiceParts } from '../../../test/support/service-model.ts';
import { clusterWithNode, NS, settle, WEB, writePod, writeService } from '../../../test/support/service-model.ts';
import { endpointsReconciler } from './reconciler.ts';

const REF = { ...endpointsList, namespace: NS, name: 'web' };
const made = (cluster: ModelCluster): Endpoints | undefined => cluster.view().get(endpointsList, NS, 'web')?.object;

const settled = (service: ServiceParts, pods: Readonly<Record<string, PodParts>> = {}): ModelCluster => {
  const cluster = clusterWithNode();
  writeService(cluster, service);
  for (const [name, parts] of Object.entries(pods)) writePod(cluster, name, parts);
  settle(cluster, endpointsReconciler);
  return cluster;
};

/** `ready|not ready:ports` of each subset. */
const text = (cluster: ModelCluster): readonly string[] | undefined =>
  made(cluster) && (made(cluster)?.subsets ?? []).map(({ addresses = [], notReadyAddresses = [], ports = [] }) =>
    `${addresses.map(({ ip }) => ip).join()}|${notReadyAddresses.map(({ ip }) => ip).join()}:${ports.map(({ name = '', port }) => `${name}/${port}`).join()}`);

const named = { spec: { ports: [{ name: 'http', protocol: 'TCP', port: 80, targetPort: 'web' }] } };
const HEADLESS = { clusterIP: 'None' };

const CASES: readonly (readonly [string, ServiceParts, Readonly<Record<string, PodParts>>, readonly string[] | undefined])[] = [
  ['a service that selects nothing has empty endpoints', {}, {}, []],
  ['a service without selector is left alone', { spec: { selector: undefined as never } }, { a: {} }, undefined],
  ['an external name is left alone', { spec: { type: 'ExternalName' } }, { a: {} }, undefined],
  ['ready and other pods are told apart', {}, { a: { ip: '10.0.0.2' }, b: { ip: '10.0.0.1' }, c: { ip: '10.0.0.3', ready: false } }, ['10.0.0.1,10.0.0.2|10.0.0.3:http/8080']],
  ['pods with other labels are not behind it', {}, { a: { labels: { app: 'other' } } }, []],
  ['pods without address, ended or going are left out', {}, { a: { ip: '' }, b: { phase: 'Failed' }, c: { deleting: true } }, []],
  ['unready pods are published where asked for, also while they go', { spec: { publishNotReadyAddresses: true } }, { a: { ready: false, deleting: true } }, ['10.0.0.1|:http/8080']],
  ['a named port is the one each pod declares', named, { a: {}, b: { ip: '10.0.0.2', spec: { containers: [{ name: 'c', ports: [{ name: 'web', containerPort: 4000 }] }] } } }, ['10.0.0.1|:http/3000', '10.0.0.2|:http/4000']],
  ['a sidecar may declare it', named, { a: { spec: { containers: [{ name: 'c' }], initContainers: [{ name: 's', restartPolicy: 'Always', ports: [{ name: 'web', containerPort: 5000 }] }] } } }, ['10.0.0.1|:http/5000']],
  ['a pod without the named port is left out', named, { a: { spec: { containers: [{ name: 'c' }] } } }, []],
  ['a headless service needs no ports', { spec: { ...HEADLESS, ports: [] } }, { a: {} }, ['10.0.0.1|:']],
];

describe('endpoints controller', () => {
  for (const [name, service, pods, expected] of CASES) it(name, () => assert.deepEqual(text(settled(service, pods)), expected));

  it('says which pod an address is, and where', () => {
    const [address] = made(settled({}, { a: { spec: { hostname: 'h', subdomain: 'web', nodeName: 'n1' } } }))?.subsets?.[0]?.addresses ?? [];
    assert.deepInclude(address, { ip: '10.0.0.1', nodeName: 'n1', hostname: 'h' });
    assert.deepInclude(address?.targetRef, { kind: 'Pod', namespace: NS, name: 'a' });
  });

  it('has the labels of its service, and says when that is headless', () => {
    const managed = { 'endpoints.kubernetes.io/managed-by': 'endpoint-controller' };
    assert.deepEqual(made(settled({ metadata: { labels: { a: 'b' } } }))?.metadata.labels, { a: 'b', ...managed });
    assert.deepEqual(made(settled({ spec: HEADLESS }))?.metadata.labels, { 'service.kubernetes.io/headless': '', ...managed });
  });

  it('names a thousand addresses at most, ready ones first, and says that there are more', () => {
    const pods = Array.from({ length: 1010 }, (_, index) => [`p${index}`, { ip: `10.1.${index >> 8}.${index & 255}`, ready: index < 990 }] as const);
    const cluster = settled({}, Object.fromEntries(pods));
    const [subset] = made(cluster)?.subsets ?? [];
    assert.deepEqual([subset?.addresses?.length, subset?.notReadyAddresses?.length], [990, 10]);
    assert.deepEqual(made(cluster)?.metadata.annotations, { 'endpoints.kubernetes.io/over-capacity': 'truncated' });
    for (const [name] of pods.slice(0, 20)) cluster.write({ group: '', resource: 'pods', namespace: NS, name }, () => undefined);
    settle(cluster, endpointsReconciler);
    assert.isUndefined(made(cluster)?.metadata.annotations, 'under the limit again');
  });

  it('brings back what somebody changed, and goes with its service', () => {
    const cluster = settled({}, { a: {} });
    cluster.write(REF, (object) => ({ ...object, subsets: [] }));
    settle(cluster, endpointsReconciler);
    assert.deepEqual(text(cluster), ['10.0.0.1|:http/8080']);
    cluster.write({ ...services, namespace: NS, name: 'web' }, () => undefined);
    assert.deepEqual([...endpointsReconciler.allKeys(cluster.view())], [WEB], 'a deletion nobody saw is found');
    settle(cluster, endpointsReconciler);
    assert.isUndefined(made(cluster));
  });

  it('finds nothing to do about endpoints of users', () => {
    const cluster = clusterWithNode();
    cluster.write(REF, () => ({ apiVersion: 'v1', kind: 'Endpoints', metadata: {}, subsets: [] }));
    assert.isEmpty([...endpointsReconciler.allKeys(cluster.view())]);
  });
});
