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
    ['statefulsets', 'apps', 'Name,Ready,Age,Containers*,Images*'],
    ['daemonsets', 'apps', 'Name,Desired,Current,Ready,Up-to-date,Available,Node Selector,Age,Containers*,Images*,Selector*'],
    ['controllerrevisions', 'apps', 'Name,Controller,Revision,Age'],
    ['jobs', 'batch', 'Name,Status,Completions,Duration,Age,Containers*,Images*,Selector*'],
    ['cronjobs', 'batch', 'Name,Schedule,Timezone,Suspend,Active,Last Schedule,Age,Containers*,Images*,Selector*'],
    ['horizontalpodautoscalers', 'autoscaling', 'Name,Reference,Targets,MinPods,MaxPods,Replicas,Age'],
    ['poddisruptionbudgets', 'policy', 'Name,Min Available,Max Unavailable,Allowed Disruptions,Age'],
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
    ['a stateful set', 'statefulsets', 'apps', { spec: { replicas: 3, selector, template }, status: { readyReplicas: 2 } }, ['x', '2/3', '60m', 'a,b', 'i:1,j']],
    ['a daemon set', 'daemonsets', 'apps', { spec: { selector, template: { spec: { ...template.spec, nodeSelector: { os: 'linux', disk: 'ssd' } } } }, status: { desiredNumberScheduled: 4, currentNumberScheduled: 3, numberReady: 2, updatedNumberScheduled: 1 } }, ['x', 4, 3, 2, 1, 0, 'disk=ssd,os=linux', '60m', 'a,b', 'i:1,j', 'app=x,tier in (a,b)']],
    ['a revision', 'controllerrevisions', 'apps', { metadata: { ...metadata, ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'db', controller: true }] }, revision: 7 }, ['x', 'statefulset.apps/db', 7, '60m']],
    ['a revision of nobody’s', 'controllerrevisions', 'apps', { revision: 1 }, ['x', '<none>', 1, '60m']],
    ['a job that runs', 'jobs', 'batch', { spec: { completions: 3, template }, status: { succeeded: 1, startTime: '2026-01-01T00:30:00Z' } }, ['x', 'Running', '1/3', '30m', '60m', 'a,b', 'i:1,j', '<none>']],
    ['a job that is done', 'jobs', 'batch', { spec: { parallelism: 2, template }, status: { succeeded: 1, startTime: '2026-01-01T00:30:00Z', completionTime: '2026-01-01T00:30:05Z', conditions: [{ type: 'Complete', status: 'True' }] } }, ['x', 'Complete', '1/1 of 2', '5s', '60m', 'a,b', 'i:1,j', '<none>']],
    ['a job that waits', 'jobs', 'batch', { spec: { parallelism: 1, template }, status: { conditions: [{ type: 'Suspended', status: 'True' }] } }, ['x', 'Suspended', '0/1', '', '60m', 'a,b', 'i:1,j', '<none>']],
    ['a CronJob', 'cronjobs', 'batch', { spec: { schedule: '*/5 * * * *', suspend: false, jobTemplate: { spec: { template } } }, status: { active: [{}, {}], lastScheduleTime: '2026-01-01T00:58:00Z' } }, ['x', '*/5 * * * *', '<none>', 'False', 2, '2m', '60m', 'a,b', 'i:1,j', '<none>']],
    ['a CronJob that waits', 'cronjobs', 'batch', { spec: { schedule: '@daily', timeZone: 'Etc/UTC', suspend: true } }, ['x', '@daily', 'Etc/UTC', 'True', 0, '<none>', '60m', '', '', '<none>']],
    ['an autoscaler without values', 'horizontalpodautoscalers', 'autoscaling', { spec: { scaleTargetRef: { kind: 'Deployment', name: 'web' }, minReplicas: 1, maxReplicas: 3, metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { averageUtilization: 80 } } }] } }, ['x', 'Deployment/web', 'cpu: <unknown>/80%', '1', 3, 0, '60m']],
    ['an autoscaler of many metrics', 'horizontalpodautoscalers', 'autoscaling', {
      spec: { scaleTargetRef: { kind: 'Deployment', name: 'web' }, maxReplicas: 3, metrics: [{ type: 'Pods', pods: { target: { averageValue: '5' } } }, { type: 'External', external: { target: { averageValue: '7' } } }, { type: 'Odd' }] },
      status: { currentReplicas: 2, currentMetrics: [{ type: 'Pods', pods: { current: { averageValue: '4' } } }, { type: 'External', external: { current: { averageValue: '6' } } }] },
    }, ['x', 'Deployment/web', '4/5, 6/7 (avg) + 1 more...', '<unset>', 3, 2, '60m']],
    ['a budget', 'poddisruptionbudgets', 'policy', { spec: { minAvailable: '50%' }, status: { disruptionsAllowed: 1 } }, ['x', '50%', 'N/A', 1, '60m']],
    ['a config map', 'configmaps', '', { data: { a: '', b: '' }, binaryData: { c: '' } }, ['x', 3, '60m']],
    ['a secret', 'secrets', '', { type: 'Opaque', data: { a: '' } }, ['x', 'Opaque', 1, '60m']],
    ['a lease', 'leases', 'coordination.k8s.io', { spec: { holderIdentity: 'me' } }, ['x', 'me', '60m']],
  ];
  for (const [name, resource, group, object, want] of rows) it(`shows ${name}`, () => { expect(row(resource, group, object)).to.deep.equal(want); });
});
