import { expect } from 'chai';
import { startMemoryApi } from '../../test/support/memory-api.ts';
import type { Answered, MemoryApi } from '../../test/support/memory-api.ts';

const TABLE = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' };
const MERGE = { 'content-type': 'application/merge-patch+json' };
const VOLUMES = '/api/v1/persistentvolumes';
const CLAIMS = '/api/v1/namespaces/default/persistentvolumeclaims';
const CLASSES = '/apis/storage.k8s.io/v1/storageclasses';

const claimSpec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
const cells = ({ json }: Answered): readonly (readonly unknown[])[] => json.rows.map((row: { cells: readonly unknown[] }) => row.cells);

describe('kinds of storage and the cluster through the API', () => {
  let api: MemoryApi;
  before(async () => { api = await startMemoryApi(); });
  after(() => api.stop());

  it('begin with defaults and without a status of the client’s', async () => {
    const volume = { metadata: { name: 'disk' }, spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], nfs: { server: 's', path: '/p' } }, status: { phase: 'Bound' } };
    const { json } = await api.ask('POST', VOLUMES, { body: volume });
    expect(json.spec).to.include({ persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' });
    expect(json.status).to.deep.equal({ phase: 'Pending', lastPhaseTransitionTime: json.metadata.creationTimestamp });
    expect(json.metadata.generation).to.equal(undefined);
  });

  it('tell when a volume’s phase changed', async () => {
    const { json } = await api.ask('PATCH', `${VOLUMES}/disk/status`, { headers: MERGE, body: { status: { phase: 'Available', lastPhaseTransitionTime: '2020-01-01T00:00:00Z' } } });
    expect(json.status.lastPhaseTransitionTime).to.equal('2020-01-01T00:00:00Z');
    const bound = await api.ask('PATCH', `${VOLUMES}/disk/status`, { headers: MERGE, body: { status: { phase: 'Bound' } } });
    expect(bound.json.status.lastPhaseTransitionTime).to.not.equal('2020-01-01T00:00:00Z');
  });

  it('give claims the default class, and let them grow once bound', async () => {
    await api.ask('POST', CLASSES, { body: { metadata: { name: 'usual', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } }, provisioner: 'example.com/disk', allowVolumeExpansion: true } });
    const claim = await api.ask('POST', CLAIMS, { body: { metadata: { name: 'data' }, spec: { ...claimSpec, dataSource: { kind: 'PersistentVolumeClaim', name: 'old' } } } });
    expect(claim.json.spec).to.include({ storageClassName: 'usual', volumeMode: 'Filesystem' });
    expect(claim.json.spec.dataSourceRef).to.deep.equal({ kind: 'PersistentVolumeClaim', name: 'old' });
    const grow = { headers: MERGE, body: { spec: { resources: { requests: { storage: '2Gi' } } } } };
    const early = await api.ask('PATCH', `${CLAIMS}/data`, grow);
    expect(early.status).to.equal(422);
    expect(early.json.message).to.contain('spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims');
    await api.ask('PATCH', `${CLAIMS}/data/status`, { headers: MERGE, body: { status: { phase: 'Bound', capacity: { storage: '1Gi' } } } });
    expect((await api.ask('PATCH', `${CLAIMS}/data`, grow)).json.spec.resources.requests.storage).to.equal('2Gi');
  });

  it('refuse a pod whose classes do not exist', async () => {
    await api.ask('POST', '/api/v1/namespaces/default/serviceaccounts', { body: { metadata: { name: 'default' } } });
    const pod = (spec: object): object => ({ metadata: { name: 'p' }, spec: { containers: [{ name: 'c', image: 'i' }], ...spec } });
    const ask = async (spec: object): Promise<Answered> => api.ask('POST', '/api/v1/namespaces/default/pods', { body: pod(spec) });
    expect((await ask({ priorityClassName: 'none' })).json).to.include({ code: 403, message: 'pods "p" is forbidden: no PriorityClass with name none was found' });
    expect((await ask({ runtimeClassName: 'none' })).json).to.include({ code: 403, message: 'pods "p" is forbidden: pod rejected: RuntimeClass "none" not found' });
    await api.ask('POST', '/apis/scheduling.k8s.io/v1/priorityclasses', { body: { metadata: { name: 'high' }, value: 7 } });
    expect((await ask({ priorityClassName: 'high' })).json.spec).to.include({ priority: 7, preemptionPolicy: 'PreemptLowerPriority' });
  });

  it('scale a replication controller, whose selector is a plain map', async () => {
    const controllers = '/api/v1/namespaces/default/replicationcontrollers';
    const template = { metadata: { labels: { app: 'x' } }, spec: { containers: [{ name: 'c', image: 'i' }] } };
    const made = await api.ask('POST', controllers, { body: { metadata: { name: 'rc' }, spec: { template } } });
    expect(made.json).to.deep.include({ spec: { ...made.json.spec, replicas: 1, selector: { app: 'x' } } });
    expect(made.json.metadata).to.deep.include({ labels: { app: 'x' }, generation: 1 });
    const scaled = await api.ask('PATCH', `${controllers}/rc/scale`, { headers: MERGE, body: { spec: { replicas: 3 } } });
    expect(scaled.json).to.deep.include({ spec: { replicas: 3 }, status: { replicas: 0, selector: 'app=x' } });
    const shown = await api.ask('GET', `${controllers}/rc/scale`, { headers: TABLE });
    expect(shown.json.columnDefinitions.map(({ name }: { name: string }) => name)).to.deep.equal(['Name', 'Desired', 'Available', 'Age']);
    expect(cells(shown)[0]?.slice(0, 3)).to.deep.equal(['rc', 3, 0]);
    expect(shown.json.rows[0].object.metadata).to.include({ name: 'rc', resourceVersion: scaled.json.metadata.resourceVersion });
    expect((await api.ask('GET', `${controllers}/rc`)).json.metadata.generation).to.equal(2);
    expect((await api.ask('GET', `${controllers}?fieldSelector=status.replicas%3D0`)).json.items).to.have.length(1);
  });

  const RESOURCES = '/apis/resource.k8s.io/v1';
  const STORAGE = '/apis/storage.k8s.io/v1';
  const claim = { devices: { requests: [{ name: 'r', exactly: { deviceClassName: 'c' } }] } };
  const handled: readonly { readonly path: string; readonly body: object; readonly isVersionNeeded: boolean; readonly answered: string }[] = [
    { path: `${STORAGE}/csidrivers`, body: { spec: {} }, isVersionNeeded: true, answered: 'CSIDriver' },
    { path: `${STORAGE}/csinodes`, body: { spec: { drivers: [] } }, isVersionNeeded: true, answered: 'CSINode' },
    { path: `${STORAGE}/volumeattachments`, body: { spec: { attacher: 'a', nodeName: 'n', source: { persistentVolumeName: 'v' } } }, isVersionNeeded: true, answered: 'VolumeAttachment' },
    { path: `${STORAGE}/namespaces/default/csistoragecapacities`, body: { storageClassName: 's' }, isVersionNeeded: true, answered: 'Status' },
    { path: `${STORAGE}/volumeattributesclasses`, body: { driverName: 'd', parameters: { a: 'b' } }, isVersionNeeded: false, answered: 'VolumeAttributesClass' },
    { path: `${RESOURCES}/deviceclasses`, body: { spec: {} }, isVersionNeeded: false, answered: 'DeviceClass' },
    { path: `${RESOURCES}/namespaces/default/resourceclaims`, body: { spec: claim }, isVersionNeeded: false, answered: 'ResourceClaim' },
    { path: `${RESOURCES}/namespaces/default/resourceclaimtemplates`, body: { spec: { spec: claim } }, isVersionNeeded: false, answered: 'ResourceClaimTemplate' },
    { path: `${RESOURCES}/resourceslices`, body: { spec: { driver: 'd.example.com', nodeName: 'n', pool: { name: 'p', generation: 1, resourceSliceCount: 1 } } }, isVersionNeeded: false, answered: 'ResourceSlice' },
  ];
  for (const { path, body, isVersionNeeded, answered } of handled) {
    it(`${isVersionNeeded ? 'want' : 'do without'} a version in an update, and answer a deletion with ${answered} (${path})`, async () => {
      const made = { ...body, metadata: { name: 'handled' } };
      const created = await api.ask('POST', path, { body: made });
      expect(created.status, created.text).to.equal(201);
      const updated = await api.ask('PUT', `${path}/handled`, { body: made });
      expect(updated.status, updated.text).to.equal(isVersionNeeded ? 422 : 200);
      expect((await api.ask('DELETE', `${path}/handled`)).json.kind).to.equal(answered);
    });
  }

  it('compute the health of components', async () => {
    const list = await api.ask('GET', '/api/v1/componentstatuses');
    expect(list.json).to.include({ kind: 'ComponentStatusList', apiVersion: 'v1' });
    expect(list.json.items[0]).to.deep.include({ conditions: [{ type: 'Healthy', status: 'True', message: 'ok' }] });
    expect(cells(await api.ask('GET', '/api/v1/componentstatuses', { headers: TABLE }))).to.deep.equal([['event-log', 'Healthy', 'ok', '']]);
    expect((await api.ask('GET', '/api/v1/componentstatuses/event-log')).json).to.include({ kind: 'ComponentStatus' });
    expect((await api.ask('GET', '/api/v1/componentstatuses?fieldSelector=metadata.name%3Dnone')).json.items).to.deep.equal([]);
    expect((await api.ask('GET', '/api/v1/componentstatuses/none')).status).to.equal(404);
    for (const [method, path] of [['POST', ''], ['PUT', '/event-log'], ['DELETE', '/event-log'], ['GET', '?watch=1']] as const) {
      expect((await api.ask(method, `/api/v1/componentstatuses${path}`, method === 'POST' || method === 'PUT' ? { body: {} } : {})).status, `${method} ${path}`).to.equal(405);
    }
  });

  it('warn of kinds upstream advises against', async () => {
    expect((await api.ask('GET', '/api/v1/componentstatuses')).headers.get('Warning')).to.contain('299 - "v1 ComponentStatus is deprecated in v1.19+"');
    expect((await api.ask('GET', '/api/v1/endpoints')).headers.get('Warning')).to.contain('299 - "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"');
    expect((await api.ask('GET', '/api/v1/services')).headers.get('Warning')).to.equal(undefined);
  });
});
