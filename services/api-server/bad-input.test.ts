import { expect } from 'chai';
import { createYamlReader } from '../../infra/yaml-reader/yaml-reader.ts';
import type { Ask, Answered, MemoryApi } from '../../test/support/memory-api.ts';
import { startMemoryApi } from '../../test/support/memory-api.ts';
import { threadCpuMs } from '../../test/support/thread-cpu.ts';

const MAPS = '/api/v1/namespaces/default/configmaps';
const PODS = '/api/v1/namespaces/default/pods';
const YAML = { 'content-type': 'application/yaml' };
const PROTOBUF = { 'content-type': 'application/vnd.kubernetes.protobuf' };
const LIMIT = 3 * 1024 * 1024;
const SIZE = 1_000_000;
/** A Pod whose spec is containers without anything. */
const varint = (value: number): number[] => (value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(Math.floor(value / 0x80))]);
const spec = Buffer.alloc(SIZE * 2, Buffer.from([0x12, 0x00]));
const raw = Buffer.concat([Buffer.from([0x12, ...varint(spec.length)]), spec]);
const type = [0x0a, 0x02, ...Buffer.from('v1'), 0x12, 0x03, ...Buffer.from('Pod')];
const emptyContainers = Buffer.concat([Buffer.from([0x6b, 0x38, 0x73, 0, 0x0a, type.length, ...type, 0x12, ...varint(raw.length)]), raw]);
const filled = (part: string, around: readonly [string, string] = ['', '']): string => around[0] + part.repeat(Math.floor((LIMIT - 200) / part.length)) + around[1];

describe('bad input', function suite() {
  this.timeout(120_000);
  let api: MemoryApi;
  const yaml = createYamlReader({ thread: new URL('../../infra/processes/yaml-thread.ts', import.meta.url), limitMs: 1_500 });

  before(async () => {
    api = await startMemoryApi({ yaml });
    await api.ask('POST', '/api/v1/namespaces/default/serviceaccounts', { body: { metadata: { name: 'default' } } });
    await api.ask('POST', MAPS, { body: { metadata: { name: 'here' }, data: { a: '1' } } });
  });
  after(() => {
    yaml.stop();
    return api.stop();
  });

  const isStatus = ({ json, status }: Answered): void => { expect(json).to.deep.include({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code: status }); };

  const paths: readonly (readonly [string, string, number, string])[] = [
    ['a name of two dots', `${MAPS}/..`, 400, 'Name parameter invalid: "..": may not be \'..\''],
    ['a name with a slash', `${MAPS}/a%2fb`, 400, 'Name parameter invalid: "a/b": may not contain \'/\''],
    ['a name with a percent sign', `${MAPS}/a%25b`, 400, 'Name parameter invalid: "a%b": may not contain \'%\''],
    ['a name that climbs', `${MAPS}/%2e%2e%2fsecrets%2fx`, 400, 'Name parameter invalid: "../secrets/x": may not contain \'/\''],
    ['a name with a NUL', `${MAPS}/a%00b`, 404, 'configmaps "a\u0000b" not found'],
    ['the name of a prototype', `${MAPS}/__proto__`, 404, 'configmaps "__proto__" not found'],
    ['a resource named like one', '/api/v1/namespaces/default/__proto__', 404, 'the server could not find the requested resource'],
    ['a subresource named like one', `${MAPS}/here/__proto__`, 404, 'the server could not find the requested resource'],
    ['a subresource named like a method', `${MAPS}/here/constructor`, 404, 'the server could not find the requested resource'],
    ['a group named like one', '/apis/__proto__/v1/namespaces/default/constructor', 404, 'the server could not find the requested resource'],
    ['broken escapes', `${MAPS}/%zz`, 400, 'the path of the request is malformed'],
    ['a very long name', `${MAPS}/${'a'.repeat(60_000)}`, 404, `configmaps "${'a'.repeat(60_000)}" not found`],
  ];
  for (const [what, path, code, message] of paths) {
    it(`in a path: ${what}`, async () => {
      const answered = await api.ask('GET', path);
      expect([answered.status, answered.json.message]).to.deep.equal([code, message]);
      isStatus(answered);
    });
  }
  for (const query of ['labelSelector=%00', 'fieldSelector=__proto__%3Dx', `labelSelector=${'a,'.repeat(20_000)}!`, 'limit=1e9', 'limit=-', 'resourceVersion=__proto__', 'continue=%00', 'timeoutSeconds=x&watch=1', 'labelSelector=a%20in%20(']) {
    it(`in a query: ${query.slice(0, 40)}`, async () => {
      const answered = await api.ask('GET', `${MAPS}?${query}`);
      expect(answered.status).to.equal(400);
      isStatus(answered);
    });
  }

  const nested = (open: string, close: string, depth: number): string => open.repeat(depth) + close.repeat(depth);
  const map = (data: string): string => `{"metadata":{"name":"x"},"data":${data}}`;
  const bodies: readonly (readonly [string, string, Ask, number])[] = [
    ['JSON nested ever deeper', MAPS, { body: map(nested('[', ']', 100_000)) }, 400],
    ['JSON nested without end', MAPS, { body: filled('[') }, 400],
    ['YAML nested ever deeper', MAPS, { body: nested('[', ']', 5_000), headers: YAML }, 400],
    ['YAML that calls itself', MAPS, { body: '&a [*a]', headers: YAML }, 400],
    ['a billion laughs', MAPS, { body: ['a: &a [x,x,x,x,x,x,x,x,x,x]', ...'bcdefghij'.split('').map((name, index) => `${name}: &${name} [${Array(10).fill(`*${'abcdefghi'[index]}`).join(',')}]`)].join('\n'), headers: YAML }, 400],
    ['YAML that takes too long', MAPS, { body: filled('a: b: c: '), headers: YAML }, 400],
    ['bytes that are not UTF-8', MAPS, { body: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]) }, 400],
    ['UTF-8 of a surrogate', MAPS, { body: Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]) }, 400],
    ['protobuf that lies about a length', MAPS, { body: Buffer.from([0x6b, 0x38, 0x73, 0, 0x12, 0xff, 0xff, 0xff, 0x7f]), headers: PROTOBUF }, 400],
    ['protobuf without its magic', MAPS, { body: '{}', headers: PROTOBUF }, 400],
    ['hundreds of thousands of empty containers', PODS, { body: filled('{},', ['{"metadata":{"name":"x"},"spec":{"containers":[', '{}]}}']) }, 400],
    ['tens of thousands of empty containers', PODS, { body: `{"metadata":{"name":"x"},"spec":{"containers":[${'{},'.repeat(30_000)}{}]}}` }, 422],
    ['a million empty messages', PODS, { body: emptyContainers, headers: PROTOBUF }, 400],
    ['a quantity of a million digits', PODS, { body: JSON.stringify({ metadata: { name: 'x' }, spec: { containers: [{ name: 'c', image: 'i', resources: { limits: { cpu: '1'.repeat(1_000_000) } } }] } }) }, 400],
    ['a quantity with an endless exponent', PODS, { body: JSON.stringify({ metadata: { name: 'x' }, spec: { containers: [{ name: 'c', image: 'i', resources: { limits: { cpu: '1e999999999' }, requests: { cpu: '2e999999999' } } }] } }) }, 201],
    ['a media type nobody knows', MAPS, { body: '{}', headers: { 'content-type': '__proto__' } }, 415],
  ];
  for (const [what, path, ask, code] of bodies) {
    it(`in a body: ${what}`, async () => {
      const answered = await api.ask('POST', path, ask);
      expect(answered.status, answered.text.slice(0, 300)).to.equal(code);
      if (code >= 400) isStatus(answered);
    });
  }

  const PATCH = { 'content-type': 'application/json-patch+json' };
  const patches: readonly (readonly [string, unknown, number])[] = [
    ['more than ten thousand operations', Array.from({ length: 10_001 }, () => ({ op: 'test', path: '/a', value: null })), 413],
    ['copies that double each time', Array.from({ length: 40 }, (_, index) => ({ op: 'copy', from: '/data', path: `/data/x${index}` })), 413],
    ['a path to a prototype', [{ op: 'add', path: '/__proto__/polluted', value: true }], 422],
    ['operations nested deeper than bodies may be', Array.from({ length: 2_000 }, (_, index) => ({ op: 'add', path: `${'/data'.repeat(index + 1)}/data`, value: {} })), 422],
  ];
  for (const [what, body, code] of patches) {
    it(`in a patch: ${what}`, async () => {
      const answered = await api.ask('PATCH', `${MAPS}/here`, { body, headers: PATCH });
      expect(answered.status, answered.text.slice(0, 300)).to.equal(code);
      isStatus(answered);
    });
  }
  it('pollutes no prototype', async () => {
    for (const kind of ['merge', 'strategic-merge']) await api.ask('PATCH', `${MAPS}/here`, { body: '{"__proto__":{"polluted":true},"data":{"__proto__":"x"}}', headers: { 'content-type': `application/${kind}-patch+json` } });
    await api.ask('POST', MAPS, { body: '{"metadata":{"name":"p","labels":{"__proto__":"x"}},"__proto__":{"polluted":true}}' });
    expect(Reflect.get({}, 'polluted')).to.equal(undefined);
    expect((await api.ask('GET', `${MAPS}/here`)).json.data.a).to.equal('1');
  });

  it('keeps nobody else waiting', async () => {
    const bad = bodies.filter(([, , { headers }]) => headers === YAML).map(([, path, ask]) => api.ask('POST', path, ask));
    let slowestMs = 0;
    let isDone = false;
    const all = Promise.all(bad).then(() => { isDone = true; });
    while (!isDone) {
      const startedMs = threadCpuMs();
      expect((await api.ask('GET', `${MAPS}/here`)).status).to.equal(200);
      slowestMs = Math.max(slowestMs, threadCpuMs() - startedMs);
      await new Promise((resolve) => { setImmediate(resolve); });
    }
    await all;
    expect(slowestMs).to.be.lessThan(500);
  });
});
