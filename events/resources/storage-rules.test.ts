import { expect } from 'chai';
import type { JsonObject } from '../json.ts';
import type { CompiledKind } from '../schema/compiled-kind.ts';
import { fieldErrorMessage } from '../schema/field-error.ts';
import { createKinds } from './registry.ts';

const kinds = createKinds();
const of = (resource: string, group = ''): CompiledKind => kinds.of({ group, resource })!;
const texts = (errors: ReturnType<CompiledKind['validate']>): string[] => errors.map((error) => `${error.field}: ${fieldErrorMessage(error)}`);
const complete = (kind: CompiledKind, object: JsonObject): JsonObject =>
  kind.normalize(kind.default(kind.decode({ metadata: { name: 'x', ...(kind.definition.namespaced && { namespace: 'ns' }) }, ...object }).object));

type Row = readonly [string, JsonObject, readonly string[]];
type UpdateRow = readonly [string, JsonObject, JsonObject, readonly string[]];
const rules = (kind: CompiledKind, table: readonly Row[], updates: readonly UpdateRow[] = []): void => {
  describe(`rules for ${kind.definition.resource}`, () => {
    for (const [name, object, want] of table) it(name, () => { expect(texts(kind.validate(complete(kind, object)))).to.deep.equal(want); });
    for (const [name, object, before, want] of updates) {
      it(`update: ${name}`, () => { expect(texts(kind.validateUpdate(complete(kind, object), complete(kind, before)))).to.deep.equal(want); });
    }
  });
};

const volume = (more: JsonObject = {}): JsonObject => ({ spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], nfs: { server: 's', path: '/p' }, ...more } });
const source = (more: JsonObject): JsonObject => ({ spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], ...more } });
const MODES = 'supported values: "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"';
const csi = { driver: 'd.example.com', volumeHandle: 'h' };

rules(of('persistentvolumes'), [
  ['size, modes and a source are enough', volume(), []],
  ['a source is needed', source({}), ['spec: Required value: must specify a volume type']],
  ['a source is alone', volume({ csi }), ['spec.csi: Forbidden: may not specify more than 1 volume type']],
  ['modes are known', volume({ accessModes: ['Often'] }), [`spec.accessModes: Unsupported value: "Often": ${MODES}`]],
  ['one pod’s volume is no other’s', volume({ accessModes: ['ReadWriteOncePod', 'ReadOnlyMany'] }), ['spec.accessModes: Forbidden: may not use ReadWriteOncePod with other access modes']],
  ['a size is needed', { spec: { accessModes: ['ReadWriteOnce'], nfs: { server: 's', path: '/p' } } }, ['spec.capacity: Required value', 'spec.capacity: Unsupported value: {}: supported values: "storage"']],
  ['a size is something', volume({ capacity: { storage: '0' } }), ['spec.capacity[storage]: Invalid value: "0": must be greater than zero']],
  ['policies are known', volume({ persistentVolumeReclaimPolicy: 'Burn' }), ['spec.persistentVolumeReclaimPolicy: Unsupported value: "Burn": supported values: "Delete", "Recycle", "Retain"']],
  ['the root is not recycled', source({ hostPath: { path: '/a/..' }, persistentVolumeReclaimPolicy: 'Recycle' }), ["spec.hostPath.path: Invalid value: \"/a/..\": must not contain '..'", "spec.persistentVolumeReclaimPolicy: Forbidden: may not be 'recycle' for a hostPath mount of '/'"]],
  ['a local disk says where it is', source({ local: { path: '/d' } }), ['spec.nodeAffinity: Required value: Local volume requires node affinity']],
  ['affinity has terms', volume({ nodeAffinity: { required: { nodeSelectorTerms: [] } } }), ['spec.nodeAffinity.required.nodeSelectorTerms: Required value: must have at least one node selector term']],
  ['paths of NFS begin at the root', source({ nfs: { server: '', path: 'p' } }), ['spec.nfs.server: Required value', 'spec.nfs.path: Invalid value: "p": must be an absolute path']],
  ['a CSI volume has a handle and whole secrets', source({ csi: { driver: 'd', nodePublishSecretRef: { name: 's' } } }), ['spec.csi.volumeHandle: Required value', 'spec.csi.nodePublishSecretRef.namespace: Required value']],
  ['attributes are a CSI volume’s', volume({ volumeAttributesClassName: 'gold' }), ['spec.csi: Required value: has to be specified when using volumeAttributesClassName']],
  ['iSCSI names are qualified', source({ iscsi: { targetPortal: 'p', iqn: 'x', lun: 256, chapAuthSession: true } }), ['spec.iscsi.iqn: Invalid value: "x": must be valid format', 'spec.iscsi.lun: Invalid value: 256: must be between 0 and 255, inclusive', 'spec.iscsi.secretRef: Required value']],
  ['Fibre Channel has one kind of names', source({ fc: { targetWWNs: ['a'], wwids: ['b'] } }), ['spec.fc.targetWWNs: Invalid value: ["a"]: targetWWNs and wwids can not be specified simultaneously']],
  ['flex options are not the system’s', source({ flexVolume: { driver: 'd', options: { 'kubernetes.io/x': '1' } } }), ['spec.flexVolume.options[kubernetes.io/x]: Invalid value: "kubernetes.io/x": kubernetes.io and k8s.io namespaces are reserved']],
  ['Azure disks are where their kind is', source({ azureDisk: { diskName: 'n', diskURI: 'ftp://x', kind: 'Managed' } }), ['spec.azureDisk.diskURI: Unsupported value: "ftp://x": supported values: "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}"']],
], [
  ['the source stays', volume({ nfs: { server: 't', path: '/p' } }), volume(), ['spec.persistentvolumesource: Forbidden: spec.persistentvolumesource is immutable after creation']],
  ['the mode stays', volume({ volumeMode: 'Block' }), volume(), ['volumeMode: Invalid value: "Block": field is immutable']],
  ['the size may change', volume({ capacity: { storage: '2Gi' } }), volume(), []],
  ['the secret for growing may come', source({ csi: { ...csi, controllerExpandSecretRef: { name: 's', namespace: 'n' } } }), source({ csi }), []],
]);

const claim = (more: JsonObject = {}, status: JsonObject = {}): JsonObject => ({ spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...more }, status });
const size = (storage: string): JsonObject => ({ resources: { requests: { storage } } });
const bound = { phase: 'Bound', capacity: { storage: '1Gi' } };
const FIXED = 'spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';

rules(of('persistentvolumeclaims'), [
  ['modes and a size are enough', claim(), []],
  ['modes and a size are needed', { spec: {} }, ['spec.accessModes: Required value: at least 1 access mode is required', 'spec.resources[storage]: Required value']],
  ['a size is something', claim(size('-1')), ['spec.resources[storage]: Invalid value: "-1": must be greater than zero']],
  ['modes of volumes are known', claim({ volumeMode: 'Tape' }), ['spec.volumeMode: Unsupported value: "Tape": supported values: "Block", "Filesystem"']],
  ['a source of the core is a claim', claim({ dataSource: { kind: 'Pod', name: 'p' } }), ["spec.dataSource: Invalid value: \"Pod\": must be 'PersistentVolumeClaim' when referencing the default apiGroup"]],
  ['both sources are one', claim({ dataSource: { kind: 'PersistentVolumeClaim', name: 'a' }, dataSourceRef: { kind: 'PersistentVolumeClaim', name: 'b' } }), ['spec: Invalid value: "spec.dataSource": must match dataSourceRef']],
], [
  ['a claim stays', claim({ accessModes: ['ReadWriteMany'] }), claim(), [FIXED]],
  ['it is bound once', claim({ volumeName: 'v' }), claim(), []],
  ['not twice', claim({ volumeName: 'w' }), claim({ volumeName: 'v' }), [FIXED]],
  ['a class may be filled in', claim({ storageClassName: 'c' }), claim(), []],
  ['not changed', claim({ storageClassName: 'd' }), claim({ storageClassName: 'c' }), [FIXED]],
  ['a bound claim grows', claim(size('2Gi'), bound), claim({}, bound), []],
  ['a pending one does not', claim(size('2Gi')), claim(), [FIXED]],
  ['no claim shrinks below what it has', claim(size('512Mi'), bound), claim({}, bound), ['spec.resources.requests.storage: Forbidden: field can not be less than status.capacity']],
  ['attributes of a bound claim change', claim({ volumeAttributesClassName: 'gold' }, bound), claim({}, bound), []],
  ['but do not go', claim({}, { ...bound, currentVolumeAttributesClassName: 'gold' }), claim({ volumeAttributesClassName: 'gold' }, { ...bound, currentVolumeAttributesClassName: 'gold' }), ['spec.volumeAttributesClassName: Forbidden: update to nil is forbidden when status.currentVolumeAttributesClassName is not nil']],
]);

const storageClass = (more: JsonObject = {}): JsonObject => ({ provisioner: 'example.com/disk', ...more });
const term = (...values: readonly string[]): JsonObject => ({ matchLabelExpressions: [{ key: 'zone', values }] });
rules(of('storageclasses', 'storage.k8s.io'), [
  ['a provisioner is enough', storageClass(), []],
  ['a provisioner is needed', {}, ['provisioner: Required value']],
  ['volumes are not recycled', storageClass({ reclaimPolicy: 'Recycle' }), ['reclaimPolicy: Unsupported value: "Recycle": supported values: "Delete", "Retain"']],
  ['modes are known', storageClass({ volumeBindingMode: 'Late' }), ['volumeBindingMode: Unsupported value: "Late": supported values: "Immediate", "WaitForFirstConsumer"']],
  ['parameters have names', storageClass({ parameters: { '': 'x' } }), ['parameters: Invalid value: "": field can not be empty.']],
  ['places have values, each once', storageClass({ allowedTopologies: [term(), term('a', 'a')] }), ['allowedTopologies[0].matchLabelExpressions[0].values: Required value', 'allowedTopologies[1].matchLabelExpressions[0].values[1]: Duplicate value: "a"']],
  ['no place is there twice', storageClass({ allowedTopologies: [term('a', 'b'), term('b', 'a')] }), ['allowedTopologies[1].matchLabelExpressions: Duplicate value: ""']],
], [
  ['how volumes are made stays', storageClass({ provisioner: 'a/b', parameters: { a: 'b' }, reclaimPolicy: 'Retain' }), storageClass(), ['parameters: Forbidden: updates to parameters are forbidden.', 'provisioner: Forbidden: updates to provisioner are forbidden.', 'reclaimPolicy: Forbidden: updates to reclaimPolicy are forbidden.']],
  ['so does when', storageClass({ volumeBindingMode: 'WaitForFirstConsumer' }), storageClass(), ['volumeBindingMode: Invalid value: "WaitForFirstConsumer": field is immutable']],
  ['claims may begin to grow', storageClass({ allowVolumeExpansion: true }), storageClass(), []],
]);

const attachment = (more: JsonObject = {}): JsonObject => ({ spec: { attacher: 'd.example.com', nodeName: 'n', source: { persistentVolumeName: 'v' }, ...more } });
rules(of('volumeattachments', 'storage.k8s.io'), [
  ['driver, node and volume are enough', attachment(), []],
  ['a volume is needed', attachment({ source: {} }), ['spec.source: Required value: must specify exactly one of inlineVolumeSpec and persistentVolumeName']],
  ['a volume is one', attachment({ source: { persistentVolumeName: 'v', inlineVolumeSpec: {} } }), ['spec.source: Forbidden: must specify exactly one of inlineVolumeSpec and persistentVolumeName']],
  ['a volume of its own is CSI and bound to nobody', attachment({ source: { inlineVolumeSpec: { accessModes: ['ReadWriteOnce'], capacity: { storage: '1' }, nfs: { server: 's', path: '/p' } } } }), ['spec.source.inlineVolumeSpec.capacity: Forbidden: may not be specified in the context of inline volumes', 'spec.source.inlineVolumeSpec.csi: Required value: has to be specified in the context of inline volumes']],
  ['a driver has a name', attachment({ attacher: '' }), ['spec.attacher: Required value']],
], [['an attachment stays', attachment({ nodeName: 'm' }), attachment(), ['spec: Invalid value: {"attacher":"d.example.com","source":{"persistentVolumeName":"v"},"nodeName":"m"}: field is immutable']]]);

rules(of('csidrivers', 'storage.k8s.io'), [
  ['nothing is needed', { spec: {} }, []],
  ['tokens last and differ', { spec: { tokenRequests: [{ audience: 'a', expirationSeconds: 1 }, { audience: 'a' }] } }, ['spec.tokenRequests[0].expirationSeconds: Invalid value: 1: may not specify a duration less than 10 minutes', 'spec.tokenRequests[1].audience: Duplicate value: "a"']],
  ['policies are known', { spec: { fsGroupPolicy: 'All' } }, ['spec.fsGroupPolicy: Unsupported value: "All": supported values: "File", "None", "ReadWriteOnceWithFSType"']],
  ['lives of volumes are known', { spec: { volumeLifecycleModes: ['Brief'] } }, ['spec.volumeLifecycleModes: Unsupported value: "Brief": supported values: "Persistent", "Ephemeral"']],
  ['updates are not too often', { spec: { nodeAllocatableUpdatePeriodSeconds: 5 } }, ['spec.nodeAllocatableUpdatePeriodSeconds: Invalid value: 5: must be greater than or equal to 10 seconds']],
], [['how it mounts stays', { spec: { attachRequired: false } }, { spec: {} }, ['spec.attachedRequired: Invalid value: false: field is immutable']]]);

const csiNode = (driver: JsonObject): JsonObject => ({ spec: { drivers: [{ name: 'd', nodeID: 'n', ...driver }] } });
rules(of('csinodes', 'storage.k8s.io'), [
  ['a driver and the node’s id are enough', csiNode({}), []],
  ['an id is needed, keys are names', csiNode({ nodeID: '', topologyKeys: ['a b'] }), ['spec.drivers[0].nodeID: Required value', "spec.drivers[0]: Invalid value: \"a b\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"]],
], [
  ['what a driver said stays', csiNode({ nodeID: 'm' }), csiNode({}), ['CSINodeDriver: Invalid value: {"name":"d","nodeID":"m","topologyKeys":[]}: field is immutable']],
  ['but for how many volumes there may be', csiNode({ allocatable: { count: 3 } }), csiNode({}), []],
]);

rules(of('csistoragecapacities', 'storage.k8s.io'), [
  ['a class is enough', { storageClassName: 'c' }, []],
  ['less than nothing is not left', { storageClassName: 'c', capacity: '-1' }, ['capacity: Invalid value: "-1": must be greater than or equal to 0']],
], [['what it is about stays', { storageClassName: 'd' }, { storageClassName: 'c' }, ['storageClassName: Invalid value: "d": field is immutable']]]);

rules(of('volumeattributesclasses', 'storage.k8s.io'), [
  ['driver and parameters are needed', {}, ['driverName: Required value', 'parameters: Required value: must contain at least one key/value pair']],
  ['and enough', { driverName: 'd', parameters: { a: 'b' } }, []],
], [['it stays', { driverName: 'e', parameters: { a: 'c' } }, { driverName: 'd', parameters: { a: 'b' } }, ['driverName: Forbidden: updates to driverName are forbidden.', 'parameters: Forbidden: updates to parameters are forbidden.']]]);
