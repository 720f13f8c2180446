import { expect } from 'chai';
import type { Answered, MemoryApi } from '../../../../test/support/memory-api.ts';
import { startMemoryApi } from '../../../../test/support/memory-api.ts';

const PODS = '/api/v1/namespaces/default/pods';
const BUDGETS = '/apis/policy/v1/namespaces/default/poddisruptionbudgets';
const MERGE = { 'content-type': 'application/merge-patch+json' };

describe('eviction', () => {
  let api: MemoryApi;
  let count = 0;
  before(async () => {
    api = await startMemoryApi();
    await api.ask('POST', '/api/v1/namespaces/default/serviceaccounts', { body: { metadata: { name: 'default' } } });
  });
  after(() => api.stop());

  const pod = async (app: string): Promise<string> => {
    const name = `p${count += 1}`;
    await api.ask('POST', PODS, { body: { metadata: { name, labels: { app } }, spec: { nodeName: 'n', containers: [{ name: 'c', image: 'i' }] } } });
    const status = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] };
    const { status: code, text } = await api.ask('PATCH', `${PODS}/${name}/status`, { body: { status }, headers: MERGE });
    expect(code, text).to.equal(200);
    return name;
  };
  const budget = async (name: string, status: object, app = name): Promise<void> => {
    await api.ask('POST', BUDGETS, { body: { metadata: { name }, spec: { selector: { matchLabels: { app } }, minAvailable: 1 } } });
    const { status: code, text } = await api.ask('PATCH', `${BUDGETS}/${name}/status`, { body: { status: { observedGeneration: 1, currentHealthy: 3, desiredHealthy: 1, expectedPods: 3, disruptionsAllowed: 0, ...status } }, headers: MERGE });
    expect(code, text).to.equal(200);
  };
  const evict = (name: string, more: object = {}, query = ''): Promise<Answered> =>
    api.ask('POST', `${PODS}/${name}/eviction${query}`, { body: { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace: 'default' }, ...more } });
  const get = async (path: string) => (await api.ask('GET', path)).json;

  it('begins the deletion and says why', async () => {
    const name = await pod('free');
    const { status, json } = await evict(name, { deleteOptions: { gracePeriodSeconds: 7 } });
    expect([status, json]).to.deep.equal([201, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 }]);
    const after = await get(`${PODS}/${name}`);
    expect(after.metadata.deletionGracePeriodSeconds).to.equal(7);
    expect(after.status.conditions).to.deep.include.members([after.status.conditions.find(({ type }: { type: string }) => type === 'Ready')]);
    expect(after.status.conditions.find(({ type }: { type: string }) => type === 'DisruptionTarget')).to.include({ status: 'True', reason: 'EvictionByEvictionAPI', message: 'Eviction API: evicting' });
  });
  for (const apiVersion of ['policy/v1', 'policy/v1beta1']) {
    it(`takes a body of ${apiVersion}`, async () => { expect((await evict(await pod('free'), { apiVersion })).status).to.equal(201); });
  }
  it('spends the budget in the same commit', async () => {
    await budget('spends', { disruptionsAllowed: 1 });
    const [first, second] = [await pod('spends'), await pod('spends')];
    expect((await evict(first)).status).to.equal(201);
    const { status } = await get(`${BUDGETS}/spends`);
    expect(status.disruptionsAllowed).to.equal(0);
    expect(Object.keys(status.disruptedPods)).to.deep.equal([first]);
    const refused = await evict(second);
    expect(refused.status).to.equal(429);
    expect(refused.json).to.deep.include({ reason: 'TooManyRequests', message: "Cannot evict pod as it would violate the pod's disruption budget.", code: 429 });
    expect(refused.json.details.causes).to.deep.equal([{ reason: 'DisruptionBudget', message: 'The disruption budget spends needs 1 healthy pods and has 3 currently' }]);
    expect((await get(`${PODS}/${second}`)).metadata.deletionTimestamp).to.equal(undefined);
  });
  it('never spends more than there is, however many ask at once', async () => {
    await budget('race', { disruptionsAllowed: 3 });
    const names = await Promise.all(Array.from({ length: 12 }, () => pod('race')));
    const answers = await Promise.all(names.map((name) => evict(name)));
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([...Array(3).fill(201), ...Array(9).fill(429)]);
    expect((await get(`${BUDGETS}/race`)).status.disruptionsAllowed).to.equal(0);
  });
  it('asks to try later while a budget is not looked at yet', async () => {
    await budget('new', { observedGeneration: 0, disruptionsAllowed: 1 });
    const { status, headers, json } = await evict(await pod('new'));
    expect([status, headers.get('Retry-After'), json.details.retryAfterSeconds]).to.deep.equal([429, '10', 10]);
  });
  it('fails when two budgets cover the pod', async () => {
    await budget('two-a', { disruptionsAllowed: 1 }, 'two');
    await budget('two-b', { disruptionsAllowed: 1 }, 'two');
    const { status, json } = await evict(await pod('two'));
    expect([status, json.message]).to.deep.equal([500, 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.']);
  });
  it('changes nothing in a dry run, told either way', async () => {
    await budget('dry', { disruptionsAllowed: 1 });
    const name = await pod('dry');
    expect((await evict(name, {}, '?dryRun=All')).status).to.equal(201);
    expect((await evict(name, { deleteOptions: { dryRun: ['All'] } })).status).to.equal(201);
    expect((await get(`${BUDGETS}/dry`)).status.disruptionsAllowed).to.equal(1);
    expect((await get(`${PODS}/${name}`)).metadata.deletionTimestamp).to.equal(undefined);
  });
  it('keeps to its preconditions', async () => {
    const { status, json } = await evict(await pod('free'), { deleteOptions: { preconditions: { uid: 'other' } } });
    expect([status, json.reason]).to.deep.equal([409, 'Conflict']);
  });

  const bad: readonly (readonly [string, object, number, string])[] = [
    ['another name', { metadata: { name: 'other' } }, 400, 'name in URL does not match name in Eviction object'],
    ['another kind', { kind: 'Pod', apiVersion: 'v1' }, 400, 'Pod in version "v1" cannot be handled as a Eviction'],
    ['another version', { apiVersion: 'policy/v2' }, 400, 'the API version in the data (policy/v2) does not match the expected API version (policy/v1)'],
  ];
  for (const [what, more, code, message] of bad) {
    it(`refuses ${what}`, async () => {
      const { status, json } = await evict(await pod('free'), more);
      expect([status, json.message]).to.deep.equal([code, message]);
    });
  }
  it('does not know a pod that is not there', async () => { expect((await evict('none')).json.message).to.equal('pods "none" not found'); });
});
