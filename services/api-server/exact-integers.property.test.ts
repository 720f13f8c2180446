import { expect } from 'chai';
import fc from 'fast-check';
import { createYamlReader } from '../../infra/yaml-reader/yaml-reader.ts';
import type { Answered, MemoryApi } from '../../test/support/memory-api.ts';
import { startMemoryApi } from '../../test/support/memory-api.ts';

const CLASSES = '/apis/resource.k8s.io/v1/deviceclasses';
const TYPE = { apiVersion: 'resource.k8s.io/v1', kind: 'DeviceClass' };
const PODS = '/api/v1/namespaces/default/pods';

const digits = fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 40 }).chain((length) => fc.stringMatching(new RegExp(`^[1-9][0-9]{${length - 1}}$`)))).map(([negative, text]) => (negative ? '-' : '') + text);
/** JSON texts with very large integers at any depth. */
const { json } = fc.letrec<{ json: string }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3 },
    digits,
    fc.constantFrom('0', '1.5', 'true', '"9007199254740993"', '9007199254740991', '9007199254740992', '-9007199254740993'),
    fc.array(tie('json'), { maxLength: 4 }).map((items) => `[${items.join(',')}]`),
    fc.array(tie('json'), { maxLength: 4 }).map((items) => `{${items.map((item, index) => `"${'dcba'[index]}":${item}`).join(',')}}`),
  ),
}));
const parameters = json.map((text) => `{"kind":"Sample","value":${text}}`);
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

const config = (text: string): string => `[{"opaque":{"driver":"driver.example","parameters":${text}}}]`;
const body = (text: string): string => `{"apiVersion":"${TYPE.apiVersion}","kind":"DeviceClass","metadata":{"name":"big"},"spec":{"config":${config(text)}}}`;
const patchOf = (kind: string) => ({ headers: { 'content-type': `application/${kind}` } });

describe('integers beyond 2^53', function suite() {
  this.timeout(120_000);
  let api: MemoryApi;
  const yaml = createYamlReader({ thread: new URL('../../infra/processes/yaml-thread.ts', import.meta.url) });
  before(async () => {
    api = await startMemoryApi({ yaml });
    await api.ask('POST', '/api/v1/namespaces/default/serviceaccounts', { body: { metadata: { name: 'default' } } });
  });
  after(() => {
    yaml.stop();
    return api.stop();
  });

  const shows = async (answered: Answered, text: string): Promise<string> => {
    expect(answered.status, answered.text).to.be.within(200, 201);
    expect(answered.text).to.contain(`"parameters":${text}}`);
    const read = await api.ask('GET', `${CLASSES}/big`);
    expect(read.text).to.contain(`"parameters":${text}}`);
    return String(read.json.metadata.resourceVersion);
  };

  it('survive create, every patch and apply in free-form places, digit for digit', async () => {
    await fc.assert(fc.asyncProperty(fc.tuple(parameters, parameters, parameters, parameters, parameters), async ([created, replaced, merged, strategic, applied]) => {
      await shows(await api.ask('POST', CLASSES, { body: body(created) }), created);
      const path = `${CLASSES}/big`;
      const place = '/spec/config/0/opaque/parameters';
      await shows(await api.ask('PATCH', path, { ...patchOf('json-patch+json'), body: `[{"op":"test","path":"${place}","value":${created}},{"op":"copy","from":"${place}/value","path":"${place}/value"},{"op":"replace","path":"${place}","value":${replaced}}]` }), replaced);
      await shows(await api.ask('PATCH', path, { ...patchOf('merge-patch+json'), body: `{"spec":{"config":${config(merged)}}}` }), merged);
      await shows(await api.ask('PATCH', path, { ...patchOf('strategic-merge-patch+json'), body: `{"spec":{"config":${config(strategic)}}}` }), strategic);
      await shows(await api.ask('PATCH', path, { ...patchOf('merge-patch+json'), body: '{"metadata":{"labels":{"a":"b"}}}' }), strategic);
      const apply = (text: string): Promise<Answered> => api.ask('PATCH', `${path}?fieldManager=x&force=true`, { ...patchOf('apply-patch+yaml'), body: text });
      const version = await shows(await apply(body(applied)), applied);
      const asYaml = `apiVersion: ${TYPE.apiVersion}\nkind: DeviceClass\nmetadata: {name: big}\nspec:\n  config: ${config(applied)}\n# ${'-'.repeat(300)}\n`;
      expect(await shows(await apply(asYaml), applied), 'applied again').to.equal(version);
      expect((await api.ask('DELETE', path)).status).to.equal(200);
    }), { numRuns: 60 });
  });

  it('are the same in int64 fields as JSON and as YAML, and in tables and lists', async () => {
    await fc.assert(fc.asyncProperty(int64, fc.boolean(), async (value, isYaml) => {
      const json = `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"big"},"spec":{"containers":[{"name":"c","image":"i"}],"tolerations":[{"key":"a","operator":"Exists","effect":"NoExecute","tolerationSeconds":${value}}]}}`;
      const text = isYaml ? `apiVersion: v1\nkind: Pod\nmetadata: {name: big}\nspec:\n  containers: [{name: c, image: i}]\n  tolerations:\n  - {key: a, operator: Exists, effect: NoExecute, tolerationSeconds: ${value}}\n` : json;
      const made = await api.ask('POST', PODS, { body: text, headers: { 'content-type': isYaml ? 'application/yaml' : 'application/json' } });
      expect(made.status, made.text).to.equal(201);
      const table = { headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' } };
      const labelled = await api.ask('PATCH', `${PODS}/big`, { ...patchOf('strategic-merge-patch+json'), body: '{"metadata":{"labels":{"a":"b"}}}' });
      const seen = [made, labelled, await api.ask('GET', `${PODS}/big`), await api.ask('GET', PODS), await api.ask('GET', `${PODS}?includeObject=Object`, table)];
      for (const { text: shown } of seen) expect(shown).to.contain(`"tolerationSeconds":${value}}`);
      expect((await api.ask('DELETE', `${PODS}/big?gracePeriodSeconds=0`)).status).to.equal(200);
    }), { numRuns: 40, examples: [[2n ** 63n - 1n, true], [-(2n ** 63n), false], [9007199254740993n, true]] });
  });

  const refused = [
    ['beyond int64', 'POST', PODS, '{"spec":{"tolerations":[{"tolerationSeconds":9223372036854775808}]}}', 400, 'cannot unmarshal number 9223372036854775808 into Go struct field Toleration.spec.tolerations.tolerationSeconds of type int64'],
    ['for a text', 'POST', PODS, '{"spec":{"hostname":9223372036854775807}}', 400, 'cannot unmarshal number into Go struct field PodSpec.spec.hostname of type string'],
    ['out of its field’s range', 'POST', PODS, '{"metadata":{"name":"x"},"spec":{"terminationGracePeriodSeconds":-9223372036854775807,"securityContext":{"runAsUser":9223372036854775807},"activeDeadlineSeconds":9223372036854775807,"containers":[{"name":"c","image":"i"}]}}', 422, 'spec.activeDeadlineSeconds: Invalid value: 9223372036854775807: must be between 1 and 2147483647, inclusive, spec.securityContext.runAsUser: Invalid value: 9223372036854775807: must'],
  ] as const;
  for (const [what, method, path, text, code, message] of refused) {
    it(`are refused ${what}`, async () => {
      const answered = await api.ask(method, path, { body: text });
      expect([answered.status, answered.json.message]).to.deep.equal([code, answered.json.message]);
      expect(answered.json.message).to.contain(message);
    });
  }

  it('in a merge patch for an int64 are kept, and beyond it refused', async () => {
    await api.ask('POST', PODS, { body: '{"metadata":{"name":"patched"},"spec":{"containers":[{"name":"c","image":"i"}]}}' });
    const patch = (value: string): Promise<Answered> => api.ask('PATCH', `${PODS}/patched`, { ...patchOf('merge-patch+json'), body: `{"spec":{"tolerations":[{"key":"node.kubernetes.io/not-ready","operator":"Exists","effect":"NoExecute","tolerationSeconds":${value}},{"key":"node.kubernetes.io/unreachable","operator":"Exists","effect":"NoExecute","tolerationSeconds":${value}}]}}` });
    expect((await patch('9007199254740993')).text).to.contain('"tolerationSeconds":9007199254740993');
    const beyond = await patch('9223372036854775808');
    expect([beyond.status, beyond.text.includes('cannot unmarshal number 9223372036854775808 into Go struct field')], beyond.text).to.deep.equal([422, true]);
  });

  it('let a pod with a grace of any length be deleted, and then at once', async () => {
    await api.ask('POST', PODS, { body: '{"metadata":{"name":"slow"},"spec":{"nodeName":"n","terminationGracePeriodSeconds":9223372036854775807,"containers":[{"name":"c","image":"i"}]}}' });
    const begun = await api.ask('DELETE', `${PODS}/slow`);
    expect([begun.status, begun.text.includes('"terminationGracePeriodSeconds":9223372036854775807')], begun.text).to.deep.equal([200, true]);
    expect((await api.ask('DELETE', `${PODS}/slow?gracePeriodSeconds=0`)).status).to.equal(200);
    expect((await api.ask('GET', `${PODS}/slow`)).status).to.equal(404);
  });
});
