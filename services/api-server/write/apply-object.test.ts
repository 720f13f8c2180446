import { expect } from 'chai';
import { startMemoryApi } from '../../../test/support/memory-api.ts';
import type { Answered, MemoryApi } from '../../../test/support/memory-api.ts';

const CONFIGMAPS = '/api/v1/namespaces/default/configmaps';
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';
const APPLY = { 'content-type': 'application/apply-patch+yaml' };
const MERGE = { 'content-type': 'application/merge-patch+json' };

interface How {
  readonly manager?: string;
  readonly query?: string;
}

describe('server-side apply', () => {
  let api: MemoryApi;
  before(async () => { api = await startMemoryApi(); });
  after(() => api.stop());

  const patch = (target: string, body: unknown, { manager = 'alice', query = '' }: How = {}): Promise<Answered> =>
    api.ask('PATCH', `${target}?fieldManager=${manager}${query}`, { body, headers: APPLY });
  const map = (name: string, data: unknown, metadata: object = {}): object => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...metadata }, data });
  const apply = (name: string, data: unknown, how?: How): Promise<Answered> => patch(`${CONFIGMAPS}/${name}`, map(name, data), how);
  const ownersOf = ({ json }: Answered): Record<string, unknown> =>
    Object.fromEntries(json.metadata.managedFields.map((entry: Record<string, unknown>) => [`${entry['manager']} ${entry['operation']}${entry['subresource'] === undefined ? '' : ` ${entry['subresource']}`}`, entry['fieldsV1']]));
  const container = (name: string, more: object = {}): object => ({ name, image: `${name}:1`, ...more });
  const deployment = (name: string, spec: object = {}, containers: readonly object[] = [container('c')]): object => ({
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name },
    spec: { selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { a: 'b' } }, spec: { containers } }, ...spec },
  });

  describe('of an object', () => {
    it('creates it and gives its fields to the manager', async () => {
      const created = await apply('made', { a: '1' });
      expect(created.status, created.text).to.equal(201);
      expect(created.json.metadata.managedFields).to.have.length(1);
      expect(created.json.metadata.managedFields[0]).to.deep.include({ manager: 'alice', operation: 'Apply', apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1: { 'f:data': { 'f:a': {} } } });
    });

    it('merges and gives up keys that every object of this language inherits, too', async () => {
      await api.ask('POST', CONFIGMAPS, { body: '{"metadata":{"name":"inherited"},"data":{"constructor":"1","toString":"2"}}' });
      const added = await patch(`${CONFIGMAPS}/inherited`, '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"inherited"},"data":{"valueOf":"3","__proto__":"4"}}');
      expect(added.status, added.text).to.equal(200);
      expect(Object.entries(added.json.data)).to.have.deep.members([['constructor', '1'], ['toString', '2'], ['valueOf', '3'], ['__proto__', '4']]);
      expect(Object.keys((await apply('inherited', { other: '5' })).json.data)).to.have.members(['constructor', 'toString', 'other']);
    });

    it('in YAML is the same', async () => {
      const created = await patch(`${CONFIGMAPS}/yaml`, 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: yaml\ndata:\n  a: "1"\n');
      expect(created.status, created.text).to.equal(201);
      expect(created.json.data).to.deep.equal({ a: '1' });
    });

    it('once more changes nothing, not even a time', async () => {
      const first = await apply('twice', { a: '1' });
      const again = await apply('twice', { a: '1' });
      expect(again.status).to.equal(200);
      expect(again.json).to.deep.equal(first.json);
    });

    it('once more in other words for the same quantity changes nothing', async () => {
      const body = deployment('words', {}, [container('c', { resources: { requests: { cpu: '1000m' } } })]);
      const first = await patch(`${DEPLOYMENTS}/words`, body);
      const again = await patch(`${DEPLOYMENTS}/words`, body);
      expect(again.json).to.deep.equal(first.json);
    });

    it('removes what the manager gives up and nobody else owns', async () => {
      await apply('given', { a: '1', b: '2' });
      await apply('given', { b: '2' }, { manager: 'bob' });
      const left = await apply('given', { c: '3' });
      expect(left.json.data).to.deep.equal({ b: '2', c: '3' });
      expect(ownersOf(left)).to.deep.equal({ 'alice Apply': { 'f:data': { 'f:c': {} } }, 'bob Apply': { 'f:data': { 'f:b': {} } } });
    });

    it('shares a field of equal value', async () => {
      await apply('shared', { a: '1' });
      const shared = await apply('shared', { a: '1' }, { manager: 'bob' });
      expect(shared.status).to.equal(200);
      expect(ownersOf(shared)).to.deep.equal({ 'alice Apply': { 'f:data': { 'f:a': {} } }, 'bob Apply': { 'f:data': { 'f:a': {} } } });
    });

    it('refuses to change what another manager owns, and tells whose it is', async () => {
      await apply('fought', { a: '1', b: '2' });
      const one = await apply('fought', { a: '9' }, { manager: 'bob' });
      expect(one.status).to.equal(409);
      expect(one.json).to.deep.equal({
        kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', reason: 'Conflict', code: 409,
        message: 'Apply failed with 1 conflict: conflict with "alice": .data.a',
        details: { causes: [{ reason: 'FieldManagerConflict', message: 'conflict with "alice"', field: '.data.a' }] },
      });
      await api.ask('PATCH', `${CONFIGMAPS}/fought?fieldManager=kubectl-edit`, { body: { data: { b: '3' } }, headers: MERGE });
      const two = await apply('fought', { a: '9', b: '9' }, { manager: 'bob' });
      expect(two.json.message).to.equal('Apply failed with 2 conflicts: conflicts with "alice":\n- .data.a\nconflicts with "kubectl-edit" using v1:\n- .data.b');
      expect(two.json.details.causes).to.deep.equal([
        { reason: 'FieldManagerConflict', message: 'conflict with "alice"', field: '.data.a' },
        { reason: 'FieldManagerConflict', message: 'conflict with "kubectl-edit" using v1', field: '.data.b' },
      ]);
    });

    it('by force takes what it changes', async () => {
      await apply('forced', { a: '1', b: '2' });
      const taken = await apply('forced', { a: '9' }, { manager: 'bob', query: '&force=true' });
      expect(taken.json.data).to.deep.equal({ a: '9', b: '2' });
      expect(ownersOf(taken)).to.deep.equal({ 'alice Apply': { 'f:data': { 'f:b': {} } }, 'bob Apply': { 'f:data': { 'f:a': {} } } });
    });

    it('in a dry run answers alike and writes nothing', async () => {
      const dry = await apply('dry', { a: '1' }, { query: '&dryRun=All' });
      expect(dry.status).to.equal(201);
      expect((await api.ask('GET', `${CONFIGMAPS}/dry`)).status).to.equal(404);
    });

    it('may name the version it was made for', async () => {
      const { json } = await apply('versioned', { a: '1' });
      const at = (resourceVersion: string): Promise<Answered> => patch(`${CONFIGMAPS}/versioned`, map('versioned', { a: '2' }, { resourceVersion }));
      expect((await at('1')).json.message).to.match(/the object has been modified/);
      expect((await at(json.metadata.resourceVersion)).status).to.equal(200);
    });

    it('may name the uid it was made for', async () => {
      await apply('known', { a: '1' });
      expect((await patch(`${CONFIGMAPS}/known`, map('known', {}, { uid: 'other' }))).status).to.equal(409);
      const absent = await patch(`${CONFIGMAPS}/unknown`, map('unknown', {}, { uid: 'u-1' }));
      expect(absent.json.message).to.equal('Operation cannot be fulfilled on configmaps "unknown": uid mismatch: the provided object specified uid u-1, and no existing object was found');
    });

    it('leaves an object that is being deleted on its way', async () => {
      await patch(`${CONFIGMAPS}/ending`, map('ending', { a: '1' }, { finalizers: ['x.example/hold'] }));
      await api.ask('DELETE', `${CONFIGMAPS}/ending`);
      const ended = await patch(`${CONFIGMAPS}/ending`, map('ending', { a: '1' }));
      expect(ended.status, ended.text).to.equal(200);
      expect((await api.ask('GET', `${CONFIGMAPS}/ending`)).status).to.equal(404);
    });

    it('takes null for a wish to have no value', async () => {
      await patch(`${DEPLOYMENTS}/nulled`, deployment('nulled', { replicas: 3 }));
      const nulled = await patch(`${DEPLOYMENTS}/nulled`, deployment('nulled', { replicas: null, paused: null }));
      expect(nulled.status, nulled.text).to.equal(200);
      expect(nulled.json.spec.replicas).to.equal(1);
    });
  });

  describe('of lists', () => {
    it('joins containers by name and ports by number and protocol, defaulted', async () => {
      await patch(`${DEPLOYMENTS}/listed`, deployment('listed', {}, [container('a', { ports: [{ containerPort: 80 }] })]));
      const joined = await patch(`${DEPLOYMENTS}/listed`, { ...deployment('listed'), spec: { template: { spec: { containers: [{ name: 'a', ports: [{ containerPort: 80, name: 'web' }, { containerPort: 443 }] }, container('b')] } } } }, { manager: 'bob' });
      expect(joined.status, joined.text).to.equal(200);
      const { containers } = joined.json.spec.template.spec;
      expect(containers.map(({ name }: { name: string }) => name)).to.deep.equal(['a', 'b']);
      expect(containers[0].ports).to.deep.equal([{ name: 'web', containerPort: 80, protocol: 'TCP' }, { containerPort: 443, protocol: 'TCP' }]);
      const bobs = ownersOf(joined)['bob Apply'] as { 'f:spec': { 'f:template': { 'f:spec': { 'f:containers': Record<string, Record<string, object>> } } } };
      const [[, first]] = Object.entries(bobs['f:spec']['f:template']['f:spec']['f:containers']) as [[string, Record<string, object>]];
      expect(Object.keys(first['f:ports'] ?? {})).to.deep.equal(['k:{"containerPort":80,"protocol":"TCP"}', 'k:{"containerPort":443,"protocol":"TCP"}']);
    });

    it('removes an item that its only manager gives up', async () => {
      await patch(`${DEPLOYMENTS}/items`, deployment('items', {}, [container('a'), container('b')]));
      const left = await patch(`${DEPLOYMENTS}/items`, deployment('items', {}, [container('b')]));
      expect(left.json.spec.template.spec.containers.map(({ name }: { name: string }) => name)).to.deep.equal(['b']);
    });

    it('adds to sets and takes back what it added', async () => {
      const finalized = (finalizers: readonly string[], manager: string): Promise<Answered> => patch(`${CONFIGMAPS}/set`, map('set', undefined, { finalizers }), { manager });
      await finalized(['x/a'], 'alice');
      const both = await finalized(['x/b'], 'bob');
      expect(both.json.metadata.finalizers).to.deep.equal(['x/a', 'x/b']);
      expect(ownersOf(both)['bob Apply']).to.deep.equal({ 'f:metadata': { 'f:finalizers': { 'v:"x/b"': {} } } });
      expect((await finalized([], 'bob')).json.metadata.finalizers).to.deep.equal(['x/a']);
    });

    it('treats atomic lists and maps as one value', async () => {
      const selector = (matchLabels: object): object => ({ ...deployment('atomic'), spec: { ...(deployment('atomic') as { spec: object }).spec, selector: { matchLabels } } });
      await patch(`${DEPLOYMENTS}/atomic`, deployment('atomic'));
      const other = await patch(`${DEPLOYMENTS}/atomic`, selector({ z: 'y' }), { manager: 'bob' });
      expect(other.json.message).to.equal('Apply failed with 1 conflict: conflict with "alice": .spec.selector');
    });

    it('names keyed items in conflicts', async () => {
      await patch(`${DEPLOYMENTS}/named`, deployment('named'));
      const other = await patch(`${DEPLOYMENTS}/named`, deployment('named', {}, [container('c', { image: 'c:2' })]), { manager: 'bob' });
      expect(other.json.message).to.equal('Apply failed with 1 conflict: conflict with "alice": .spec.template.spec.containers[name="c"].image');
    });
  });

  describe('and other writes', () => {
    it('a changed field goes from its applier to whoever changed it', async () => {
      await apply('moved', { a: '1', b: '2' });
      const moved = await api.ask('PATCH', `${CONFIGMAPS}/moved?fieldManager=editor`, { body: { data: { a: '9' } }, headers: MERGE });
      expect(ownersOf(moved)).to.deep.equal({ 'alice Apply': { 'f:data': { 'f:b': {} } }, 'editor Update': { 'f:data': { 'f:a': {} } } });
      expect((await apply('moved', { a: '1', b: '2' })).json.message).to.equal('Apply failed with 1 conflict: conflict with "editor" using v1: .data.a');
    });

    it('an update’s field given up by no applier stays', async () => {
      await api.ask('POST', `${CONFIGMAPS}?fieldManager=creator`, { body: map('kept', { a: '1', b: '2' }) });
      await apply('kept', { a: '1' });
      const left = await apply('kept', {});
      expect(left.json.data).to.deep.equal({ a: '1', b: '2' });
    });

    it('what nobody recorded belongs to before-first-apply', async () => {
      await api.ask('POST', CONFIGMAPS, { body: map('reset', { a: '1' }) });
      await api.ask('PATCH', `${CONFIGMAPS}/reset`, { body: { metadata: { managedFields: [{}] } }, headers: MERGE });
      const refused = await apply('reset', { a: '2' });
      expect(refused.json.message).to.equal('Apply failed with 1 conflict: conflict with "before-first-apply" using v1: .data.a');
      const taken = await apply('reset', { a: '2' }, { query: '&force=1' });
      expect(ownersOf(taken)).to.deep.equal({ 'alice Apply': { 'f:data': { 'f:a': {} } }, 'before-first-apply Update': { 'f:data': {} } });
    });

    it('a create owns what it sent and not what admission added', async () => {
      const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'owned' }, spec: { containers: [container('c')] } };
      await api.ask('POST', '/api/v1/namespaces/default/serviceaccounts', { body: { metadata: { name: 'default' } } });
      const { json } = await api.ask('POST', '/api/v1/namespaces/default/pods', { body: pod });
      const spec = json.metadata.managedFields[0].fieldsV1['f:spec'];
      expect(json.spec.serviceAccountName).to.equal('default');
      expect(Object.keys(spec)).to.deep.equal(['f:containers', 'f:dnsPolicy', 'f:enableServiceLinks', 'f:restartPolicy', 'f:schedulerName', 'f:securityContext', 'f:terminationGracePeriodSeconds']);
    });
  });

  describe('through subresources', () => {
    it('of the status owns the status alone, and not the main resource’s fields', async () => {
      await patch(`${DEPLOYMENTS}/stat`, deployment('stat', { replicas: 2 }));
      const applied = await patch(`${DEPLOYMENTS}/stat/status`, { ...deployment('stat', { replicas: 9 }), status: { replicas: 1 } }, { manager: 'bob' });
      expect(applied.status, applied.text).to.equal(200);
      expect(applied.json.spec.replicas).to.equal(2);
      expect(applied.json.status.replicas).to.equal(1);
      expect(ownersOf(applied)['bob Apply status']).to.deep.equal({ 'f:status': { 'f:replicas': {} } });
    });

    it('the main resource owns no status', async () => {
      const applied = await patch(`${DEPLOYMENTS}/nostat`, { ...deployment('nostat'), status: { replicas: 7 } });
      expect(applied.status, applied.text).to.equal(201);
      expect(applied.json.status.replicas).to.equal(undefined);
      expect(ownersOf(applied)['alice Apply']).not.to.have.property('f:status');
    });

    it('creates nothing through a subresource', async () => {
      expect((await patch(`${DEPLOYMENTS}/absent/status`, deployment('absent'))).status).to.equal(404);
    });

    const scale = (name: string, replicas: number): object => ({ apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name }, spec: { replicas } });

    it('of the scale owns the object’s replicas', async () => {
      await patch(`${DEPLOYMENTS}/scaled`, deployment('scaled', { replicas: 2 }));
      const refused = await patch(`${DEPLOYMENTS}/scaled/scale`, scale('scaled', 5), { manager: 'bob' });
      expect(refused.json.message).to.equal('Apply failed with 1 conflict: conflict with "alice": .spec.replicas');
      const forced = await patch(`${DEPLOYMENTS}/scaled/scale`, scale('scaled', 5), { manager: 'bob', query: '&force=true' });
      expect(forced.json).to.deep.include({ kind: 'Scale', spec: { replicas: 5 } });
      const owners = ownersOf(await api.ask('GET', `${DEPLOYMENTS}/scaled`));
      expect(owners['bob Apply scale']).to.deep.equal({ 'f:spec': { 'f:replicas': {} } });
      expect(owners['alice Apply']).not.to.have.nested.property('f:spec.f:replicas');
      expect((await patch(`${DEPLOYMENTS}/scaled`, deployment('scaled', { replicas: 2 }))).json.message).to.equal('Apply failed with 1 conflict: conflict with "bob" with subresource "scale": .spec.replicas');
    });

    it('of an equal scale shares the replicas, and once more changes nothing', async () => {
      await patch(`${DEPLOYMENTS}/equal`, deployment('equal', { replicas: 2 }));
      const first = await patch(`${DEPLOYMENTS}/equal/scale`, scale('equal', 2), { manager: 'bob' });
      const owners = ownersOf(await api.ask('GET', `${DEPLOYMENTS}/equal`));
      expect(owners['bob Apply scale']).to.deep.equal({ 'f:spec': { 'f:replicas': {} } });
      expect(owners['alice Apply']).to.have.nested.property('f:spec.f:replicas');
      expect((await patch(`${DEPLOYMENTS}/equal/scale`, scale('equal', 2), { manager: 'bob' })).json.metadata.resourceVersion).to.equal(first.json.metadata.resourceVersion);
    });
  });

  describe('in several versions', () => {
    const scaler = (name: string, version: string, spec: object): Promise<readonly [string, object]> =>
      Promise.resolve([`/apis/autoscaling/${version}/namespaces/default/horizontalpodautoscalers/${name}`, { apiVersion: `autoscaling/${version}`, kind: 'HorizontalPodAutoscaler', metadata: { name }, spec }] as const);
    const target = { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } };
    const REF = { 'f:apiVersion': {}, 'f:kind': {}, 'f:name': {} };
    const cpu = (averageUtilization: number): object => ({ metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } } }] });
    const applied = async (of: Promise<readonly [string, object]>, how?: How): Promise<Answered> => patch(...(await of), how);

    it('gives each manager fields of the version it speaks', async () => {
      await applied(scaler('two', 'v2', { ...target, maxReplicas: 5, ...cpu(80) }));
      const shared = await applied(scaler('two', 'v1', { maxReplicas: 5, targetCPUUtilizationPercentage: 80 }), { manager: 'bob' });
      expect(shared.status, shared.text).to.equal(200);
      expect(shared.json.apiVersion).to.equal('autoscaling/v1');
      const entries = shared.json.metadata.managedFields.map((entry: Record<string, unknown>) => [entry['manager'], entry['apiVersion'], entry['fieldsV1']]);
      expect(entries).to.deep.equal([
        ['alice', 'autoscaling/v2', { 'f:spec': { 'f:maxReplicas': {}, 'f:metrics': {}, 'f:scaleTargetRef': REF } }],
        ['bob', 'autoscaling/v1', { 'f:spec': { 'f:maxReplicas': {}, 'f:targetCPUUtilizationPercentage': {} } }],
      ]);
    });

    it('finds conflicts in the other’s version', async () => {
      await applied(scaler('fought', 'v2', { ...target, maxReplicas: 5, ...cpu(80) }));
      const refused = await applied(scaler('fought', 'v1', { targetCPUUtilizationPercentage: 50 }), { manager: 'bob' });
      expect(refused.json.message).to.equal('Apply failed with 1 conflict: conflict with "alice": .spec.metrics');
      const forced = await applied(scaler('fought', 'v1', { targetCPUUtilizationPercentage: 50 }), { manager: 'bob', query: '&force=true' });
      expect(forced.json.spec.targetCPUUtilizationPercentage).to.equal(50);
      expect(ownersOf(forced)['alice Apply']).to.deep.equal({ 'f:spec': { 'f:maxReplicas': {}, 'f:scaleTargetRef': REF } });
    });

    it('takes back in one version what was given in another', async () => {
      await applied(scaler('back', 'v2', { ...target, maxReplicas: 5, minReplicas: 3, ...cpu(70) }));
      const less = await applied(scaler('back', 'v1', { ...target, maxReplicas: 5 }));
      expect(less.status, less.text).to.equal(200);
      // What is left is the stored version's default.
      expect(less.json.spec).to.include({ maxReplicas: 5, minReplicas: 1, targetCPUUtilizationPercentage: 80 });
      expect(ownersOf(less)).to.have.all.keys('alice Apply');
      const again = await applied(scaler('back', 'v1', { ...target, maxReplicas: 5 }));
      expect(again.json).to.deep.equal(less.json);
    });

    it('knows fields changed in one version as another’s', async () => {
      await applied(scaler('changed', 'v2', { ...target, maxReplicas: 5, ...cpu(80) }));
      const [path] = await scaler('changed', 'v1', {});
      const changed = await api.ask('PATCH', `${path}?fieldManager=editor`, { body: { spec: { targetCPUUtilizationPercentage: 60 } }, headers: MERGE });
      expect(ownersOf(changed)['alice Apply']).to.deep.equal({ 'f:spec': { 'f:maxReplicas': {}, 'f:scaleTargetRef': REF } });
      expect(ownersOf(changed)['editor Update']).to.deep.equal({ 'f:spec': { 'f:targetCPUUtilizationPercentage': {} } });
    });
  });

  describe('after client-side apply', () => {
    const LAST = 'kubectl.kubernetes.io/last-applied-configuration';
    const clientSide = (name: string, data: object): object => {
      const bare = map(name, data);
      return { ...bare, metadata: { name, annotations: { [LAST]: `${JSON.stringify(bare)}\n` } } };
    };

    it('kubectl takes over what it had applied without a conflict, and keeps the record true', async () => {
      await api.ask('POST', `${CONFIGMAPS}?fieldManager=kubectl-client-side-apply`, { body: clientSide('migrated', { a: '1', b: '2' }) });
      const applied = await apply('migrated', { b: '3', a: '1' }, { manager: 'kubectl' });
      expect(applied.status, applied.text).to.equal(200);
      expect(applied.json.metadata.annotations[LAST]).to.equal('{"apiVersion":"v1","data":{"a":"1","b":"3"},"kind":"ConfigMap","metadata":{"name":"migrated"}}\n');
    });

    it('kubectl meets those who changed it since', async () => {
      await api.ask('POST', `${CONFIGMAPS}?fieldManager=kubectl-client-side-apply`, { body: clientSide('edited', { a: '1', b: '2' }) });
      await api.ask('PATCH', `${CONFIGMAPS}/edited?fieldManager=editor`, { body: { data: { b: '9' } }, headers: MERGE });
      const applied = await apply('edited', { a: '7', b: '3' }, { manager: 'kubectl' });
      expect(applied.json.message).to.equal('Apply failed with 1 conflict: conflict with "editor" using v1: .data.b');
    });

    it('other managers get no such favour', async () => {
      await api.ask('POST', `${CONFIGMAPS}?fieldManager=kubectl-client-side-apply`, { body: clientSide('others', { a: '1' }) });
      const applied = await apply('others', { a: '2' }, { manager: 'flux' });
      expect(applied.json.message).to.equal('Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using v1: .data.a');
    });
  });

  describe('refuses', () => {
    const one = `${CONFIGMAPS}/refused`;
    const refused: readonly (readonly [name: string, ask: () => Promise<Answered>, status: number, message: RegExp])[] = [
      ['no manager', () => api.ask('PATCH', one, { body: map('refused', {}), headers: APPLY }), 422, /^PatchOptions\.meta\.k8s\.io "" is invalid: fieldManager: Required value: is required for apply patch$/],
      ['force with another patch', () => api.ask('PATCH', `${CONFIGMAPS}/kube-root-ca.crt?force=true`, { body: {}, headers: MERGE }), 422, /force: Forbidden: may not be specified for non-apply patch$/],
      ['another dryRun', () => patch(one, map('refused', {}), { query: '&dryRun=Some' }), 422, /dryRun: Unsupported value/],
      ['JSON as its own type', () => api.ask('PATCH', `${one}?fieldManager=x`, { body: map('refused', {}), headers: { 'content-type': 'application/apply-patch+json' } }), 415, /accepted media types include: .*application\/apply-patch\+yaml$/],
      ['CBOR', () => api.ask('PATCH', `${one}?fieldManager=x`, { body: map('refused', {}), headers: { 'content-type': 'application/apply-patch+cbor' } }), 415, /accepted media types include/],
      ['what is no YAML', () => patch(one, '{"a":'), 400, /^error decoding YAML: /],
      ['a list', () => patch(one, '[]'), 400, /^error decoding YAML: /],
      ['no kind', () => patch(one, { metadata: { name: 'refused' } }), 400, /^invalid object type: \/, Kind=$/],
      ['another kind', () => patch(one, deployment('refused')), 400, /^invalid object type: apps\/v1, Kind=Deployment$/],
      ['no name', () => patch(one, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'refused' } }), 400, /^the name of the object \(refused based on URL\) was undeterminable: name must be provided$/],
      ['another name', () => patch(one, map('other', {})), 400, /^the name of the object \(other\) does not match the name on the URL \(refused\)$/],
      ['another namespace', () => patch(one, map('refused', {}, { namespace: 'other' })), 400, /^the namespace of the provided object does not match the namespace sent on the request$/],
      ['managedFields', () => patch(one, map('refused', {}, { managedFields: [] })), 400, /^metadata\.managedFields must be nil$/],
      ['a field the kind does not have', () => patch(one, { ...map('refused', {}), datax: {} }), 500, /^failed to create typed patch object \(\/refused; \/v1, Kind=ConfigMap\): \.datax: field not declared in schema$/],
      ['a text where a number belongs', () => patch(`${DEPLOYMENTS}/refused`, deployment('refused', { replicas: 'two' })), 500, /^failed to create typed patch object \(\/refused; apps\/v1, Kind=Deployment\): \.spec\.replicas: expected numeric \(int or float\), got string$/],
      ['two items of one key', () => patch(`${DEPLOYMENTS}/refused`, deployment('refused', {}, [container('c'), container('c')])), 500, /: \.spec\.template\.spec\.containers: duplicate entries for key \[name="c"\]$/],
      ['an item without its key', () => patch(`${DEPLOYMENTS}/refused`, deployment('refused', {}, [{ image: 'i' }])), 500, /: \.spec\.template\.spec\.containers: element 0: associative list with keys has an element that omits key field "name" \(and doesn't have default value\)$/],
      ['duplicate keys when strict', () => patch(one, 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: refused\ndata:\n  a: "1"\n  a: "2"\n', { query: '&fieldValidation=Strict' }), 400, /^error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:\n {2}line 7: key "a" already set in map$/],
      ['an object that is invalid', () => patch(`${DEPLOYMENTS}/refused`, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'refused' } }), 422, /^Deployment\.apps "refused" is invalid: /],
    ];
    for (const [name, ask, status, message] of refused) {
      it(name, async () => {
        const answer = await ask();
        expect(answer.status, answer.text).to.equal(status);
        expect(answer.json).to.include({ kind: 'Status', status: 'Failure', code: status });
        expect(answer.json.message).to.match(message);
      });
    }

    it('nothing for duplicate keys by default, and warns', async () => {
      const answer = await patch(`${CONFIGMAPS}/warned`, 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: warned\ndata:\n  a: "1"\n  a: "2"\n');
      expect(answer.status).to.equal(201);
      expect(answer.headers.get('Warning')).to.equal('299 - "line 7: key \\"a\\" already set in map"');
    });

    it('a reason for what upstream gives none', async () => {
      expect((await patch(one, { ...map('refused', {}), datax: {} })).json).not.to.have.property('reason');
    });
  });
});
