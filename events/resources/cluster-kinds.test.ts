import { expect } from 'chai';
import type { JsonObject } from '../json.ts';
import type { CompiledKind } from '../schema/compiled-kind.ts';
import { createKinds } from './registry.ts';

const kinds = createKinds();
const of = (resource: string, group = ''): CompiledKind => kinds.of({ group, resource })!;
const NOW = Date.parse('2026-01-01T01:00:00Z');
const metadata = { name: 'x', creationTimestamp: '2026-01-01T00:00:00Z' };
const STORAGE = 'storage.k8s.io';

describe('tables of storage and cluster kinds', () => {
  const headers: readonly (readonly [string, string, string])[] = [
    ['persistentvolumes', '', 'Name,Capacity,Access Modes,Reclaim Policy,Status,Claim,StorageClass,VolumeAttributesClass,Reason,Age,VolumeMode*'],
    ['persistentvolumeclaims', '', 'Name,Status,Volume,Capacity,Access Modes,StorageClass,VolumeAttributesClass,Age,VolumeMode*'],
    ['podtemplates', '', 'Name,Containers,Images,Pod Labels'],
    ['replicationcontrollers', '', 'Name,Desired,Current,Ready,Age,Containers*,Images*,Selector*'],
    ['endpoints', '', 'Name,Endpoints,Age'],
    ['limitranges', '', 'Name,Created At'],
    ['resourcequotas', '', 'Name,Request,Limit,Age'],
    ['componentstatuses', '', 'Name,Status,Message,Error'],
    ['storageclasses', STORAGE, 'Name,Provisioner,ReclaimPolicy,VolumeBindingMode,AllowVolumeExpansion,Age'],
    ['volumeattachments', STORAGE, 'Name,Attacher,PV,Node,Attached,Age'],
    ['csidrivers', STORAGE, 'Name,AttachRequired,PodInfoOnMount,StorageCapacity,TokenRequests,RequiresRepublish,Modes,Age'],
    ['csinodes', STORAGE, 'Name,Drivers,Age'],
    ['csistoragecapacities', STORAGE, 'Name,StorageClassName,Capacity'],
    ['volumeattributesclasses', STORAGE, 'Name,DriverName,Age'],
    ['priorityclasses', 'scheduling.k8s.io', 'Name,Value,Global-Default,Age,PreemptionPolicy'],
    ['runtimeclasses', 'node.k8s.io', 'Name,Handler,Age'],
  ];
  for (const [resource, group, want] of headers) {
    it(`${resource} have upstream's columns`, () => {
      expect(of(resource, group).definition.columns.map(({ name, priority }) => `${name}${priority === 1 ? '*' : ''}`).join()).to.equal(want);
    });
  }

  const template = { metadata: { labels: { b: '2', a: '1' } }, spec: { containers: [{ name: 'a', image: 'i:1' }, { name: 'b', image: 'j' }] } };
  const rows: readonly (readonly [string, string, string, JsonObject, readonly unknown[]])[] = [
    ['a bound volume', 'persistentvolumes', '', { spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteMany', 'ReadWriteOnce'], persistentVolumeReclaimPolicy: 'Retain', claimRef: { namespace: 'ns', name: 'c' }, storageClassName: 'fast', volumeMode: 'Filesystem' }, status: { phase: 'Bound' } }, ['x', '1Gi', 'RWO,RWX', 'Retain', 'Bound', 'ns/c', 'fast', '<unset>', '', '60m', 'Filesystem']],
    ['a volume that goes', 'persistentvolumes', '', { metadata: { ...metadata, deletionTimestamp: '2026-01-01T00:30:00Z' }, spec: {}, status: { phase: 'Released', reason: 'r' } }, ['x', '0', '', '', 'Terminating', '', '', '<unset>', 'r', '60m', '<unset>']],
    ['a bound claim', 'persistentvolumeclaims', '', { spec: { volumeName: 'v', storageClassName: 'fast', volumeMode: 'Block', accessModes: ['ReadWriteOncePod'] }, status: { phase: 'Bound', capacity: { storage: '2Gi' }, accessModes: ['ReadWriteOncePod'] } }, ['x', 'Bound', 'v', '2Gi', 'RWOP', 'fast', '<unset>', '60m', 'Block']],
    ['a pending claim', 'persistentvolumeclaims', '', { spec: { accessModes: ['ReadOnlyMany'] }, status: { phase: 'Pending' } }, ['x', 'Pending', '', '', '', '', '<unset>', '60m', '<unset>']],
    ['a pod template', 'podtemplates', '', { template }, ['x', 'a,b', 'i:1,j', 'a=1,b=2']],
    ['a replication controller', 'replicationcontrollers', '', { spec: { replicas: 3, selector: { b: '2', a: '1' }, template }, status: { replicas: 2, readyReplicas: 1 } }, ['x', 3, 2, 1, '60m', 'a,b', 'i:1,j', 'a=1,b=2']],
    ['many endpoints', 'endpoints', '', { subsets: [{ addresses: [{ ip: '10.0.0.1' }, { ip: 'fd00::1' }], ports: [{ port: 80 }, { port: 443 }] }] }, ['x', '10.0.0.1:80,[fd00::1]:80,10.0.0.1:443 + 1 more...', '60m']],
    ['no endpoints', 'endpoints', '', { subsets: [{ notReadyAddresses: [{ ip: '10.0.0.1' }], ports: [{ port: 80 }] }] }, ['x', '<none>', '60m']],
    ['headless endpoints', 'endpoints', '', { subsets: [{ addresses: [{ ip: '10.0.0.1' }] }] }, ['x', '10.0.0.1', '60m']],
    ['a limit range', 'limitranges', '', {}, ['x', '2026-01-01T00:00:00Z']],
    ['a quota', 'resourcequotas', '', { status: { hard: { pods: '10', 'limits.cpu': '2', cpu: '1' }, used: { pods: '3', 'limits.cpu': '500m' } } }, ['x', 'cpu: 0/1, pods: 3/10', 'limits.cpu: 500m/2', '60m']],
    ['a component that is not well', 'componentstatuses', '', { conditions: [{ type: 'Healthy', status: 'False', error: 'e' }] }, ['x', 'Unhealthy', '', 'e']],
    ['the default storage class', 'storageclasses', STORAGE, { metadata: { ...metadata, annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } }, provisioner: 'p', reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' }, ['x (default)', 'p', 'Delete', 'Immediate', false, '60m']],
    ['an attachment', 'volumeattachments', STORAGE, { spec: { attacher: 'd', nodeName: 'n', source: { persistentVolumeName: 'v' } }, status: { attached: true } }, ['x', 'd', 'v', 'n', true, '60m']],
    ['a driver', 'csidrivers', STORAGE, { spec: { attachRequired: false, podInfoOnMount: true, tokenRequests: [{ audience: 'a' }, { audience: 'b' }], volumeLifecycleModes: ['Persistent', 'Ephemeral'] } }, ['x', false, true, false, 'a,b', false, 'Persistent,Ephemeral', '60m']],
    ['a driver that says nothing', 'csidrivers', STORAGE, { spec: {} }, ['x', true, false, false, '<unset>', false, '<none>', '60m']],
    ['a node’s drivers', 'csinodes', STORAGE, { spec: { drivers: [{}, {}] } }, ['x', 2, '60m']],
    ['what storage is left', 'csistoragecapacities', STORAGE, { storageClassName: 'c', capacity: '1Gi' }, ['x', 'c', '1Gi']],
    ['a class of attributes', 'volumeattributesclasses', STORAGE, { driverName: 'd' }, ['x', 'd', '60m']],
    ['a priority class', 'priorityclasses', 'scheduling.k8s.io', { value: 7, globalDefault: true, preemptionPolicy: 'Never' }, ['x', 7, true, '60m', 'Never']],
    ['a runtime class', 'runtimeclasses', 'node.k8s.io', { handler: 'h' }, ['x', 'h', '60m']],
  ];
  for (const [name, resource, group, object, want] of rows) {
    it(`shows ${name}`, () => { expect(of(resource, group).definition.columns.map(({ cell }) => cell({ metadata, ...object }, NOW))).to.deep.equal(want); });
  }
});

describe('defaults of storage and cluster kinds', () => {
  const cases: readonly (readonly [string, string, string, JsonObject, JsonObject])[] = [
    ['a volume stays and is a file system', 'persistentvolumes', '', { spec: {} }, { spec: { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' }, status: { phase: 'Pending' } }],
    ['a claim waits for a file system', 'persistentvolumeclaims', '', { spec: {} }, { spec: { resources: {}, volumeMode: 'Filesystem' }, status: { phase: 'Pending' } }],
    ['ports of endpoints are TCP', 'endpoints', '', { subsets: [{ ports: [{ port: 1 }] }] }, { subsets: [{ ports: [{ port: 1, protocol: 'TCP' }] }] }],
    ['limits of containers come from the most, requests from limits, then from the least', 'limitranges', '', { spec: { limits: [{ type: 'Container', max: { cpu: '2' }, min: { memory: '1Mi' } }] } }, { spec: { limits: [{ type: 'Container', max: { cpu: '2' }, min: { memory: '1Mi' }, default: { cpu: '2' }, defaultRequest: { cpu: '2', memory: '1Mi' } }] } }],
    ['pods have no default limits', 'limitranges', '', { spec: { limits: [{ type: 'Pod', max: { cpu: '2' } }] } }, { spec: { limits: [{ type: 'Pod', max: { cpu: '2' } }] } }],
    ['bounds are kept to a thousandth', 'resourcequotas', '', { spec: { hard: { cpu: '100u' } } }, { spec: { hard: { cpu: '1m' } }, status: {} }],
    ['volumes of a class are made at once and deleted', 'storageclasses', STORAGE, { provisioner: 'p' }, { provisioner: 'p', reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' }],
    ['a driver attaches persistent volumes', 'csidrivers', STORAGE, { spec: {} }, { spec: { attachRequired: true, podInfoOnMount: false, volumeLifecycleModes: ['Persistent'], storageCapacity: false, fsGroupPolicy: 'ReadWriteOnceWithFSType', requiresRepublish: false, seLinuxMount: false } }],
    ['a class pushes others away', 'priorityclasses', 'scheduling.k8s.io', { value: 1 }, { value: 1, preemptionPolicy: 'PreemptLowerPriority' }],
  ];
  for (const [name, resource, group, given, want] of cases) {
    it(name, () => {
      const kind = of(resource, group);
      const { metadata: _metadata, kind: _kind, apiVersion: _version, ...rest } = kind.normalize(kind.default(kind.decode({ metadata: { name: 'x' }, ...given }).object));
      expect(rest).to.deep.equal(want);
    });
  }
});

describe('labels of storage and cluster events', () => {
  const phase = (name: string): JsonObject => ({ status: { phase: name } });
  const isDefault = { metadata: { annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } } };
  const cases: readonly (readonly [string | undefined, string, string, JsonObject, JsonObject])[] = [
    ['PersistentVolumeClaimed', 'persistentvolumes', '', {}, { spec: { claimRef: { name: 'c' } } }],
    ['PersistentVolumeBound', 'persistentvolumes', '', phase('Available'), phase('Bound')],
    ['PersistentVolumeReleased', 'persistentvolumes', '', phase('Bound'), phase('Released')],
    [undefined, 'persistentvolumes', '', phase('Bound'), phase('Bound')],
    ['PersistentVolumeClaimBound', 'persistentvolumeclaims', '', phase('Pending'), phase('Bound')],
    ['PersistentVolumeClaimLost', 'persistentvolumeclaims', '', phase('Bound'), phase('Lost')],
    ['PersistentVolumeClaimResizeRequested', 'persistentvolumeclaims', '', {}, { spec: { resources: { requests: { storage: '2Gi' } } } }],
    ['PersistentVolumeClaimResized', 'persistentvolumeclaims', '', {}, { status: { capacity: { storage: '2Gi' } } }],
    ['ReplicationControllerScaled', 'replicationcontrollers', '', { spec: { replicas: 1 } }, { spec: { replicas: 2 } }],
    ['ReplicationControllerTemplateChanged', 'replicationcontrollers', '', { spec: { template: {} } }, { spec: { template: { spec: {} } } }],
    ['EndpointsChanged', 'endpoints', '', {}, { subsets: [{}] }],
    ['LimitRangeChanged', 'limitranges', '', {}, { spec: { limits: [] } }],
    ['ResourceQuotaChanged', 'resourcequotas', '', {}, { spec: { hard: { pods: '1' } } }],
    ['ResourceQuotaUsageChanged', 'resourcequotas', '', {}, { status: { used: { pods: '1' } } }],
    ['StorageClassMadeDefault', 'storageclasses', STORAGE, {}, isDefault],
    ['StorageClassNoLongerDefault', 'storageclasses', STORAGE, isDefault, {}],
    ['VolumeAttached', 'volumeattachments', STORAGE, { status: { attached: false } }, { status: { attached: true } }],
    ['VolumeDetached', 'volumeattachments', STORAGE, { status: { attached: true } }, { status: { attached: false } }],
    ['VolumeAttachFailed', 'volumeattachments', STORAGE, {}, { status: { attachError: { message: 'm' } } }],
    ['VolumeDetachFailed', 'volumeattachments', STORAGE, {}, { status: { detachError: { message: 'm' } } }],
    ['CSIDriverRegistered', 'csinodes', STORAGE, {}, { spec: { drivers: [{ name: 'd' }] } }],
    ['CSIDriverUnregistered', 'csinodes', STORAGE, { spec: { drivers: [{ name: 'd' }] } }, {}],
    ['StorageCapacityChanged', 'csistoragecapacities', STORAGE, { capacity: '1' }, { capacity: '2' }],
    ['PriorityClassMadeDefault', 'priorityclasses', 'scheduling.k8s.io', {}, { globalDefault: true }],
    ['PriorityClassNoLongerDefault', 'priorityclasses', 'scheduling.k8s.io', { globalDefault: true }, {}],
  ];
  for (const [want, resource, group, before, after] of cases) it(`${resource}: ${want ?? 'no label'}`, () => { expect(of(resource, group).definition.eventType?.(before, after)).to.equal(want); });
});
