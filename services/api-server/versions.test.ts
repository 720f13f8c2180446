import { expect } from 'chai';
import { startMemoryApi } from '../../test/support/memory-api.ts';
import type { MemoryApi } from '../../test/support/memory-api.ts';

const V1 = '/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers';
const V2 = '/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers';
const OLD = '/api/v1/namespaces/default/events';
const NEW = '/apis/events.k8s.io/v1/namespaces/default/events';
const MERGE = { 'content-type': 'application/merge-patch+json' };
const STRATEGIC = { 'content-type': 'application/strategic-merge-patch+json' };
const APPLY = { 'content-type': 'application/apply-patch+yaml' };
const METRICS = 'autoscaling.alpha.kubernetes.io/metrics';

const target = { kind: 'Deployment', name: 'web', apiVersion: 'apps/v1' };
const cpu = (averageUtilization: number): object => ({ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } } });
const memory = { type: 'Resource', resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '1Gi' } } };
const v1 = (name: string, spec: object = {}): object => ({ metadata: { name }, spec: { scaleTargetRef: target, maxReplicas: 5, ...spec } });
const oldEvent = (name: string, more: object = {}): object => ({ metadata: { name }, involvedObject: { kind: 'Pod', name: 'p', namespace: 'default', uid: `uid-${name}` }, reason: 'Pulled', message: 'done', source: { component: 'kubelet' }, type: 'Normal', count: 1, ...more });
const newEvent = (name: string, more: object = {}): object => ({
  metadata: { name }, eventTime: '2026-01-01T00:00:00.000001Z', reportingController: 'example.com/c', reportingInstance: 'c-0', action: 'Look', reason: 'Seen', regarding: { kind: 'Pod', name: 'p', namespace: 'default' }, note: 'seen', type: 'Normal', ...more,
});

describe('jobs', () => {
  it('leave their pods behind when a deletion does not say otherwise, with a warning', async () => {
    const api = await startMemoryApi();
    const path = '/apis/batch/v1/namespaces/default/jobs';
    const job = (name: string): object => ({ metadata: { name }, spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i' }] } } } });
    await Promise.all(['kept', 'cleaned'].map((name) => api.ask('POST', path, { body: job(name) })));
    const kept = await api.ask('DELETE', `${path}/kept`);
    expect(kept.json.metadata.finalizers).to.deep.equal(['orphan']);
    expect(kept.headers.get('Warning')).to.match(/child pods are preserved by default/);
    const cleaned = await api.ask('DELETE', `${path}/cleaned?propagationPolicy=Background`);
    expect([cleaned.json.kind, cleaned.headers.has('Warning')]).to.deep.equal(['Status', false]);
    await api.stop();
  });
});

describe('several served versions', () => {
  let api: MemoryApi;
  before(async () => { api = await startMemoryApi(); });
  after(() => api.stop());

  describe('of autoscalers', () => {
    it('a CPU target of version 1 is a metric of version 2, one object with one version', async () => {
      const created = await api.ask('POST', V1, { body: v1('one', { targetCPUUtilizationPercentage: 50 }) });
      expect(created.status, created.text).to.equal(201);
      expect(created.json).to.deep.include({ kind: 'HorizontalPodAutoscaler', apiVersion: 'autoscaling/v1', spec: { scaleTargetRef: target, minReplicas: 1, maxReplicas: 5, targetCPUUtilizationPercentage: 50 } });
      const { json } = await api.ask('GET', `${V2}/one`);
      expect(json.apiVersion).to.equal('autoscaling/v2');
      expect(json.spec.metrics).to.deep.equal([cpu(50)]);
      expect([json.metadata.uid, json.metadata.resourceVersion]).to.deep.equal([created.json.metadata.uid, created.json.metadata.resourceVersion]);
    });

    it('what version 1 has no fields for lies in annotations, which version 2 does not show', async () => {
      await api.ask('POST', V2, { body: v1('two', { metrics: [cpu(70), memory], behavior: { scaleUp: { selectPolicy: 'Min' } } }) });
      const { json } = await api.ask('GET', `${V1}/two`);
      expect(json.spec.targetCPUUtilizationPercentage).to.equal(70);
      expect(JSON.parse(json.metadata.annotations[METRICS])).to.deep.equal([{ type: 'Resource', resource: { name: 'memory', targetAverageValue: '1Gi' } }]);
      expect((await api.ask('GET', `${V2}/two`)).json.metadata).not.to.have.property('annotations');
    });

    it('a change through version 1 leaves the rest of version 2 as it was, order included', async () => {
      await api.ask('POST', V2, { body: v1('kept', { metrics: [cpu(70), memory] }) });
      await api.ask('PATCH', `${V1}/kept`, { body: { spec: { maxReplicas: 9 } }, headers: MERGE });
      const { json } = await api.ask('GET', `${V2}/kept`);
      expect(json.spec).to.deep.include({ maxReplicas: 9, metrics: [cpu(70), memory] });
      await api.ask('PATCH', `${V1}/kept`, { body: { spec: { targetCPUUtilizationPercentage: 20 } }, headers: STRATEGIC });
      expect((await api.ask('GET', `${V2}/kept`)).json.spec.metrics).to.deep.equal([memory, cpu(20)]);
    });

    it('a version 1 written back as it was read changes nothing', async () => {
      await api.ask('POST', V2, { body: v1('same', { metrics: [cpu(1), memory, cpu(2)] }) });
      const read = await api.ask('GET', `${V1}/same`);
      const written = await api.ask('PUT', `${V1}/same`, { body: read.json });
      expect(written.status, written.text).to.equal(200);
      expect(written.json).to.deep.equal(read.json);
    });

    it('managers own the fields of the version they spoke', async () => {
      await api.ask('POST', `${V1}?fieldManager=old`, { body: v1('owned', { targetCPUUtilizationPercentage: 50 }) });
      await api.ask('PATCH', `${V2}/owned?fieldManager=new`, { body: { spec: { metrics: [cpu(60)] } }, headers: MERGE });
      const { managedFields } = (await api.ask('GET', `${V2}/owned`)).json.metadata;
      expect(managedFields.map(({ manager, apiVersion }: Record<string, string>) => `${manager} ${apiVersion}`)).to.have.members(['old autoscaling/v1', 'new autoscaling/v2']);
      const olds = managedFields.find(({ manager }: Record<string, string>) => manager === 'old').fieldsV1['f:spec'];
      expect(olds).to.deep.equal({ 'f:maxReplicas': {}, 'f:minReplicas': {}, 'f:scaleTargetRef': {} });
    });

    it('an apply in one version conflicts with an apply in another', async () => {
      const apply = (version: string, manager: string, body: object) => api.ask('PATCH', `${version === 'v1' ? V1 : V2}/applied?fieldManager=${manager}`, { body: { apiVersion: `autoscaling/${version}`, kind: 'HorizontalPodAutoscaler', ...body }, headers: APPLY });
      const first = await apply('v1', 'a', v1('applied', { targetCPUUtilizationPercentage: 50 }));
      expect(first.status, first.text).to.equal(201);
      const second = await apply('v2', 'b', v1('applied', { metrics: [cpu(60)] }));
      expect(second.status).to.equal(409);
      expect(second.json.message).to.equal('Apply failed with 1 conflict: conflict with "a": .spec.targetCPUUtilizationPercentage');
      expect((await apply('v2', 'b', v1('applied', { metrics: [cpu(50)] }))).status).to.equal(200);
    });

    it('a body of another version than the path’s is refused', async () => {
      const { status, json } = await api.ask('POST', V1, { body: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', ...v1('wrong') } });
      expect([status, json.message]).to.deep.equal([400, 'the API version in the data (autoscaling/v2) does not match the expected API version (autoscaling/v1)']);
    });

    it('their status is written in either version', async () => {
      await api.ask('POST', V2, { body: v1('stat') });
      const { status, text } = await api.ask('PATCH', `${V1}/stat/status`, { body: { status: { currentReplicas: 2, desiredReplicas: 3, currentCPUUtilizationPercentage: 40 } }, headers: MERGE });
      expect(status, text).to.equal(200);
      expect((await api.ask('GET', `${V2}/stat`)).json.status).to.deep.equal({ currentReplicas: 2, desiredReplicas: 3, currentMetrics: [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 40 } } }] });
    });

    it('tables are the same in every version, the rows’ objects are not', async () => {
      const table = async (path: string) => (await api.ask('GET', `${path}/two?includeObject=Object`, { headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' } })).json;
      const [older, newer] = [await table(V1), await table(V2)];
      expect(older.rows[0].cells).to.deep.equal(newer.rows[0].cells);
      expect(newer.rows[0].cells.slice(0, 5)).to.deep.equal(['two', 'Deployment/web', 'cpu: <unknown>/70%, memory: <unknown>/1Gi', '1', 5]);
      expect([older.rows[0].object.apiVersion, newer.rows[0].object.apiVersion]).to.deep.equal(['autoscaling/v1', 'autoscaling/v2']);
    });

    it('version 2 is preferred, and both are listed and described', async () => {
      const { json } = await api.ask('GET', '/apis/autoscaling');
      expect([json.versions.map(({ version }: { version: string }) => version), json.preferredVersion.version]).to.deep.equal([['v2', 'v1'], 'v2']);
      for (const version of ['v1', 'v2']) {
        const document = (await api.ask('GET', `/openapi/v3/apis/autoscaling/${version}`)).json;
        expect(document.components.schemas).to.have.property(`io.k8s.api.autoscaling.${version}.HorizontalPodAutoscaler`);
      }
      expect((await api.ask('GET', '/apis/autoscaling/v3/horizontalpodautoscalers')).status).to.equal(404);
    });
  });

  describe('of Events', () => {
    it('both groups show the same objects under the same versions', async () => {
      await api.ask('POST', OLD, { body: oldEvent('first') });
      const made = await api.ask('POST', NEW, { body: newEvent('second') });
      expect(made.status, made.text).to.equal(201);
      const [older, newer] = [await api.ask('GET', OLD), await api.ask('GET', NEW)];
      const facts = (list: { items: readonly { metadata: { name: string; resourceVersion: string; uid: string } }[] }) => list.items.map(({ metadata }) => [metadata.name, metadata.resourceVersion, metadata.uid]);
      expect(facts(newer.json)).to.deep.equal(facts(older.json));
      expect([older.json.apiVersion, newer.json.apiVersion, older.json.metadata.resourceVersion]).to.deep.equal(['v1', 'events.k8s.io/v1', newer.json.metadata.resourceVersion]);
      expect((await api.ask('GET', `${NEW}/first`)).json).to.deep.include({ note: 'done', deprecatedCount: 1, deprecatedSource: { component: 'kubelet' } });
      expect((await api.ask('GET', `${OLD}/second`)).json).to.deep.include({ message: 'seen', reportingComponent: 'example.com/c', eventTime: '2026-01-01T00:00:00.000001Z' });
    });

    it('a watch of either group sees writes through the other', async () => {
      const { json: { metadata } } = await api.ask('GET', OLD);
      const watches = await Promise.all([OLD, NEW].map((path) => api.watch(`${path}?watch=1&resourceVersion=${metadata.resourceVersion}`)));
      const made = await api.ask('POST', NEW, { body: newEvent('watched') });
      await api.ask('PATCH', `${OLD}/watched`, { body: { count: 4 }, headers: MERGE });
      const [older, newer] = await Promise.all(watches.map(async (watch) => [await watch.next(), await watch.next()]));
      const told = (events: readonly { type: string; object: Record<string, unknown> & { metadata: { resourceVersion: string } } }[] | undefined, count: string): readonly unknown[] => (events ?? []).map(({ type, object }) => [type, object['apiVersion'], object[count] ?? 0]);
      expect(told(older, 'count')).to.deep.equal([['ADDED', 'v1', 0], ['MODIFIED', 'v1', 4]]);
      expect(told(newer, 'deprecatedCount')).to.deep.equal([['ADDED', 'events.k8s.io/v1', 0], ['MODIFIED', 'events.k8s.io/v1', 4]]);
      expect(newer?.[0].object.metadata.resourceVersion).to.equal(made.json.metadata.resourceVersion);
      for (const watch of watches) watch.close();
    });

    it('each group selects by its own names of fields', async () => {
      const names = async (target: string) => (await api.ask('GET', target)).json.items?.map(({ metadata }: { metadata: { name: string } }) => metadata.name);
      expect(await names(`${OLD}?fieldSelector=involvedObject.uid=uid-first`)).to.deep.equal(['first']);
      expect(await names(`${NEW}?fieldSelector=regarding.uid=uid-first`)).to.deep.equal(['first']);
      expect(await names(`${NEW}?fieldSelector=reportingController=example.com/c,regarding.name=p`)).to.deep.equal(['second', 'watched']);
      expect((await api.ask('GET', `${NEW}?fieldSelector=involvedObject.uid=uid-first`)).status).to.equal(400);
    });

    const rules: readonly (readonly [string, object, readonly string[]])[] = [
      ['need the time', newEvent('bad', { eventTime: null }), ['eventTime: Required value']],
      ['are Normal or Warning', newEvent('bad', { type: 'Odd' }), ['type: Invalid value: "": has invalid value: Odd']],
      ['leave the fields of old alone', newEvent('bad', { deprecatedCount: 1 }), ['count: Invalid value: "": needs to be unset']],
      ['say who reports', newEvent('bad', { reportingController: '' }), ['reportingController: Required value']],
      ['repeat at least once', newEvent('bad', { series: { count: 1, lastObservedTime: '2026-01-01T00:00:00Z' } }), ['series.count: Invalid value: "": should be at least 2']],
    ];
    for (const [name, body, want] of rules) {
      it(`new ones ${name}`, async () => {
        const { status, json } = await api.ask('POST', NEW, { body });
        expect(status).to.equal(422);
        const causes = json.details.causes.map(({ field, message }: Record<string, string>) => `${field}: ${message}`);
        expect(causes).to.include.members([...want]);
      });
    }

    it('only the series of a new one changes', async () => {
      const { json } = await api.ask('PATCH', `${NEW}/second`, { body: { note: 'other' }, headers: MERGE });
      expect(json.message).to.equal('Event "second" is invalid: message: Invalid value: "other": field is immutable');
      expect((await api.ask('PATCH', `${NEW}/second`, { body: { series: { count: 2, lastObservedTime: '2026-01-01T00:00:00Z' } }, headers: MERGE })).status).to.equal(200);
    });

    it('a deletion through one group is one through both', async () => {
      expect((await api.ask('DELETE', `${NEW}/first`)).status).to.equal(200);
      expect((await api.ask('GET', `${OLD}/first`)).json.message).to.equal('events "first" not found');
    });
  });
});
