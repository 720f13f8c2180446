import { expect } from 'chai';
import type { MemoryApi } from '../../../test/support/memory-api.ts';
import { startMemoryApi } from '../../../test/support/memory-api.ts';

const PODS = '/api/v1/namespaces/default/pods';
const STRATEGIC = { 'content-type': 'application/strategic-merge-patch+json' };
const JSON_PATCH = { 'content-type': 'application/json-patch+json' };

describe('what of a pod is written through a subresource', () => {
  let api: MemoryApi;
  let names = 0;

  before(async () => {
    api = await startMemoryApi();
    await api.ask('POST', '/api/v1/namespaces/default/serviceaccounts', { body: { metadata: { name: 'default' } } });
  });
  after(() => api.stop());

  const create = async (spec: object = {}): Promise<string> => {
    const name = `p${names += 1}`;
    const body = { metadata: { name }, spec: { containers: [{ name: 'web', image: 'busybox', resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { cpu: '200m', memory: '128Mi' } } }], ...spec } };
    const { status, text } = await api.ask('POST', PODS, { body });
    expect(status, text).to.equal(201);
    return name;
  };
  const patch = (target: string, body: unknown, headers: Readonly<Record<string, string>> = STRATEGIC) => api.ask('PATCH', `${PODS}/${target}`, { body, headers });
  const debug = (name: string, more: object = {}) => patch(`${name}/ephemeralcontainers`, { spec: { ephemeralContainers: [{ name: 'debug', image: 'busybox', ...more }] } });

  describe('ephemeral containers', () => {
    it('are added, defaulted, and make a new generation', async () => {
      const name = await create();
      const { status, json } = await debug(name, { targetContainerName: 'web', stdin: true });
      expect(status).to.equal(200);
      expect(json.spec.ephemeralContainers).to.deep.equal([
        { name: 'debug', image: 'busybox', resources: {}, terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File', imagePullPolicy: 'Always', stdin: true, targetContainerName: 'web' },
      ]);
      expect(json.metadata.generation).to.equal(2);
      expect((await api.ask('GET', `${PODS}/${name}/ephemeralcontainers`)).json.kind).to.equal('Pod');
    });
    it('take nothing else of the pod along', async () => {
      const name = await create();
      const stored = (await api.ask('GET', `${PODS}/${name}`)).json;
      const body = { ...stored, metadata: { ...stored.metadata, labels: { a: 'b' } }, spec: { ...stored.spec, activeDeadlineSeconds: 5, ephemeralContainers: [{ name: 'debug', image: 'busybox' }] } };
      const { status, json } = await api.ask('PUT', `${PODS}/${name}/ephemeralcontainers`, { body });
      expect(status).to.equal(200);
      expect(json.metadata.labels).to.equal(undefined);
      expect(json.spec.activeDeadlineSeconds).to.equal(undefined);
    });
    it('cannot come with the pod', async () => {
      const { status, json } = await api.ask('POST', PODS, { body: { metadata: { name: 'x' }, spec: { containers: [{ name: 'a', image: 'i' }], ephemeralContainers: [{ name: 'b', image: 'i' }] } } });
      expect([status, json.message]).to.deep.equal([422, 'Pod "x" is invalid: spec.ephemeralContainers: Forbidden: cannot be set on create']);
    });

    const refused: readonly (readonly [string, object, string])[] = [
      ['a port', { ports: [{ containerPort: 80 }] }, 'spec.ephemeralContainers[0].ports: Forbidden: cannot be set for an Ephemeral Container'],
      ['resources', { resources: { limits: { cpu: '1' } } }, 'spec.ephemeralContainers[0].resources: Forbidden: cannot be set for an Ephemeral Container'],
      ['a target that is not there', { targetContainerName: 'none' }, 'spec.ephemeralContainers[0].targetContainerName: Not found: "none"'],
      ['the name of another container', { name: 'web' }, 'spec.ephemeralContainers[0].name: Duplicate value: "web"'],
    ];
    for (const [what, more, message] of refused) {
      it(`may not have ${what}`, async () => {
        const name = await create();
        const { status, json } = await debug(name, more);
        expect([status, json.message]).to.deep.equal([422, `Pod "${name}" is invalid: ${message}`]);
      });
    }
    it('may not be changed or removed', async () => {
      const name = await create();
      await debug(name);
      const changed = await debug(name, { image: 'other' });
      expect([changed.status, changed.json.message]).to.deep.equal([422, `Pod "${name}" is invalid: spec.ephemeralContainers: Forbidden: existing ephemeral containers "debug" may not be changed\n`]);
      const removed = await patch(`${name}/ephemeralcontainers`, [{ op: 'remove', path: '/spec/ephemeralContainers' }], JSON_PATCH);
      expect([removed.status, removed.json.message]).to.deep.equal([422, `Pod "${name}" is invalid: spec.ephemeralContainers: Forbidden: existing ephemeral containers "debug" may not be removed\n`]);
    });
  });

  describe('resize', () => {
    const resize = (name: string, container: object) => patch(`${name}/resize`, { spec: { containers: [{ name: 'web', ...container }] } });

    it('changes cpu and memory, and makes a new generation', async () => {
      const name = await create();
      const { status, json } = await resize(name, { resources: { requests: { cpu: '150m' }, limits: { cpu: '300m', memory: '256Mi' } } });
      expect(status).to.equal(200);
      expect(json.spec.containers[0].resources).to.deep.equal({ requests: { cpu: '150m', memory: '64Mi' }, limits: { cpu: '300m', memory: '256Mi' } });
      expect(json.metadata.generation).to.equal(2);
    });
    it('takes nothing else along', async () => {
      const name = await create();
      const { status, json } = await resize(name, { image: 'other', resources: { limits: { cpu: '300m' } } });
      expect([status, json.spec.containers[0].image]).to.deep.equal([200, 'busybox']);
    });
    it('is the only way to change them', async () => {
      const name = await create();
      expect((await patch(name, { spec: { containers: [{ name: 'web', resources: { limits: { cpu: '300m' } } }] } })).status).to.equal(422);
    });

    const refused: readonly (readonly [string, unknown, string])[] = [
      ['a removed limit', { limits: { cpu: null } }, 'spec.containers[0].resources.limits: Forbidden: resource limits cannot be removed'],
      ['another resource', { requests: { 'ephemeral-storage': '1Gi' } }, 'spec: Forbidden: only cpu and memory resources are mutable'],
      ['another quality of service', { requests: { cpu: '200m', memory: '128Mi' } }, 'spec: Invalid value: "Guaranteed": Pod QOS Class may not change as a result of resizing'],
      ['a request over its limit', { requests: { cpu: '2' } }, 'spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 200m'],
    ];
    for (const [what, resources, message] of refused) {
      it(`refuses ${what}`, async () => {
        const name = await create();
        const { status, json } = await resize(name, { resources });
        expect([status, json.message]).to.deep.equal([422, `Pod "${name}" is invalid: ${message}`]);
      });
    }
    it('refuses other containers', async () => {
      const name = await create();
      const { json } = await patch(`${name}/resize`, { spec: { containers: [{ name: 'more', image: 'i' }] } });
      expect(json.message).to.equal(`Pod "${name}" is invalid: spec.containers: Forbidden: containers may not be added or removed on resize`);
    });
    it('refuses a pod whose node does not say what its containers have', async () => {
      const name = await create();
      await patch(`${name}/status`, { status: { containerStatuses: [{ name: 'web', state: { running: {} }, image: '', imageID: '', ready: true, restartCount: 0 }] } });
      expect((await resize(name, { resources: { limits: { cpu: '300m' } } })).json.message).to.equal(`Pod "${name}" is invalid: spec: Forbidden: Pod running on node without support for resize`);
    });
  });
});
