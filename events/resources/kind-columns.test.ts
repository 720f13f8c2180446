import { expect } from 'chai';
import type { JsonObject } from '../json.ts';
import { createKinds } from './registry.ts';

const kinds = createKinds();
const NOW = Date.parse('2026-01-01T01:00:00Z');
const metadata = { name: 'x', creationTimestamp: '2026-01-01T00:00:00Z' };
const row = (resource: string, group: string, object: JsonObject): readonly unknown[] =>
  kinds.of({ group, resource })!.definition.columns.map(({ cell }) => cell({ metadata, ...object }, NOW));

const template = { spec: { containers: [{ name: 'a', image: 'i:1' }, { name: 'b', image: 'j' }] } };
const selector = { matchLabels: { app: 'x' }, matchExpressions: [{ key: 'tier', operator: 'In', values: ['b', 'a'] }] };

describe('tables of the kinds', () => {
  const headers: readonly (readonly [string, string, string])[] = [
    ['namespaces', '', 'Name,Status,Age'],
    ['nodes', '', 'Name,Status,Roles,Age,Version,Internal-IP*,External-IP*,OS-Image*,Kernel-Version*,Container-Runtime*'],
    ['configmaps', '', 'Name,Data,Age'],
    ['secrets', '', 'Name,Type,Data,Age'],
    ['serviceaccounts', '', 'Name,Secrets,Age'],
    ['services', '', 'Name,Type,Cluster-IP,External-IP,Port(s),Age,Selector*'],
    ['events', '', 'Last Seen,Type,Reason,Object,Subobject*,Source*,Message,First Seen*,Count*,Name*'],
    ['deployments', 'apps', 'Name,Ready,Up-to-date,Available,Age,Containers*,Images*,Selector*'],
    ['replicasets', 'apps', 'Name,Desired,Current,Ready,Age,Containers*,Images*,Selector*'],
    ['endpointslices', 'discovery.k8s.io', 'Name,AddressType,Ports,Endpoints,Age'],
    ['leases', 'coordination.k8s.io', 'Name,Holder,Age'],
  ];
  for (const [resource, group, want] of headers) {
    it(`${resource} have upstream's columns`, () => {
      expect(kinds.of({ group, resource })!.definition.columns.map(({ name, priority }) => `${name}${priority === 1 ? '*' : ''}`).join()).to.equal(want);
    });
  }

  const rows: readonly (readonly [string, string, string, JsonObject, readonly unknown[]])[] = [
    ['a deployment', 'deployments', 'apps', { spec: { replicas: 3, selector, template }, status: { readyReplicas: 2, updatedReplicas: 3, availableReplicas: 1 } }, ['x', '2/3', 3, 1, '60m', 'a,b', 'i:1,j', 'app=x,tier in (a,b)']],
    ['a replica set', 'replicasets', 'apps', { spec: { replicas: 3, selector: { matchLabels: { app: 'x' } }, template }, status: { replicas: 2 } }, ['x', 3, 2, 0, '60m', 'a,b', 'i:1,j', 'app=x']],
    ['a cordoned node', 'nodes', '', { metadata: { ...metadata, labels: { 'node-role.kubernetes.io/worker': '', 'kubernetes.io/role': 'edge' } }, spec: { unschedulable: true }, status: { conditions: [{ type: 'Ready', status: 'True' }], addresses: [{ type: 'InternalIP', address: '10.0.0.1' }], nodeInfo: { kubeletVersion: 'v1', osImage: 'o', kernelVersion: 'k', containerRuntimeVersion: 'docker://20' } } }, ['x', 'Ready,SchedulingDisabled', 'edge,worker', '60m', 'v1', '10.0.0.1', '<none>', 'o', 'k', 'docker://20']],
    ['a node that says nothing', 'nodes', '', { status: {} }, ['x', 'Unknown', '<none>', '60m', '', '<none>', '<none>', '<unknown>', '<unknown>', '<unknown>']],
    ['a node port service', 'services', '', { spec: { type: 'NodePort', clusterIP: '10.0.0.1', clusterIPs: ['10.0.0.1'], ports: [{ port: 80, nodePort: 30080, protocol: 'TCP' }, { port: 53, protocol: 'UDP' }], selector: { b: '2', a: '1' } } }, ['x', 'NodePort', '10.0.0.1', '<none>', '80:30080/TCP,53/UDP', '60m', 'a=1,b=2']],
    ['a balancer that waits', 'services', '', { spec: { type: 'LoadBalancer', clusterIP: '10.0.0.1' } }, ['x', 'LoadBalancer', '10.0.0.1', '<pending>', '<none>', '60m', '<none>']],
    ['an external name', 'services', '', { spec: { type: 'ExternalName', externalName: 'a.b' } }, ['x', 'ExternalName', '<none>', 'a.b', '<none>', '60m', '<none>']],
    ['an Event of old', 'events', '', { type: 'Normal', reason: 'Pulled', message: ' done\n', involvedObject: { kind: 'Pod', name: 'p', fieldPath: 'spec' }, source: { component: 'kubelet', host: 'n' }, firstTimestamp: '2026-01-01T00:00:00Z', lastTimestamp: '2026-01-01T00:59:00Z', count: 4 }, ['60s', 'Normal', 'Pulled', 'pod/p', 'spec', 'kubelet, n', 'done', '60m', 4, 'x']],
    ['an Event of today', 'events', '', { reason: 'S', involvedObject: { kind: 'Node' }, eventTime: '2026-01-01T00:30:00.000000Z', reportingComponent: 'c', series: { count: 7, lastObservedTime: '2026-01-01T00:58:00.000000Z' } }, ['2m', '', 'S', 'node', '', 'c', '', '30m', 7, 'x']],
    ['a slice of many', 'endpointslices', 'discovery.k8s.io', { addressType: 'IPv4', ports: [{ port: 80 }, { name: 'x' }, {}], endpoints: [{ addresses: ['1', '2'] }, { addresses: ['3', '4', '5'] }] }, ['x', 'IPv4', '80,x,*', '1,2,3 + 2 more...', '60m']],
    ['an empty slice', 'endpointslices', 'discovery.k8s.io', { addressType: 'IPv4' }, ['x', 'IPv4', '<unset>', '<unset>', '60m']],
    ['a config map', 'configmaps', '', { data: { a: '', b: '' }, binaryData: { c: '' } }, ['x', 3, '60m']],
    ['a secret', 'secrets', '', { type: 'Opaque', data: { a: '' } }, ['x', 'Opaque', 1, '60m']],
    ['a lease', 'leases', 'coordination.k8s.io', { spec: { holderIdentity: 'me' } }, ['x', 'me', '60m']],
  ];
  for (const [name, resource, group, object, want] of rows) it(`shows ${name}`, () => { expect(row(resource, group, object)).to.deep.equal(want); });
});
