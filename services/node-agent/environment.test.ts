import { expect } from 'chai';
import type { JsonObject } from '../../events/json.ts';
import { desiredPod, podContainer } from '../../test/support/agent-fixtures.ts';
import { environment } from './environment.ts';
import { containersOf } from './desired-pod.ts';
import type { Sources } from './source-object.ts';
import { environmentRefs, sourceData } from './source-object.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const SOURCES: Sources = new Map([
  ['configmaps/settings', sourceData('configmaps', { data: { color: 'blue' }, binaryData: { icon: 'AAEC' } })],
  ['secrets/key', { data: new Map([['token', bytes('s')]]), binary: new Map() }],
]);

const read = (container: JsonObject): Readonly<Record<string, string>> => {
  const { pod } = desiredPod({ containers: [podContainer('web', container)] });
  const [web] = containersOf(pod);
  if (web === undefined) throw new Error('no container');
  const place = { podIp: '10.0.0.2', hostIp: '192.0.2.1', node: 'n1', allocatable: { cpu: '4', memory: '8Gi' } };
  return Object.fromEntries(environment({ pod, container: web.container, place, sources: SOURCES, api: { host: '10.96.0.1', port: 443 } }));
};

describe('environment', () => {
  const CASES: Readonly<Record<string, readonly [JsonObject, string | undefined]>> = {
    'a plain value': [{ name: 'X', value: 'v' }, 'v'],
    'a reference to the API server\'s variables': [{ name: 'X', value: '$(KUBERNETES_SERVICE_HOST)' }, '10.96.0.1'],
    'an unknown reference as it is': [{ name: 'X', value: '$(NO)' }, '$(NO)'],
    'an escaped reference': [{ name: 'X', value: '$$(NO)' }, '$(NO)'],
    'a field': [{ name: 'X', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } }, 'default'],
    'the pod\'s address': [{ name: 'X', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }, '10.0.0.2'],
    'a limit that is set': [{ name: 'X', valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: '1Mi' } } }, '64'],
    'the node\'s for a limit that is not': [{ name: 'X', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } }, '4'],
    'a ConfigMap\'s key': [{ name: 'X', valueFrom: { configMapKeyRef: { name: 'settings', key: 'color' } } }, 'blue'],
    'a Secret\'s key': [{ name: 'X', valueFrom: { secretKeyRef: { name: 'key', key: 'token' } } }, 's'],
    'nothing for a missing optional key': [{ name: 'X', valueFrom: { secretKeyRef: { name: 'key', key: 'no', optional: true } } }, undefined],
  };
  for (const [name, [variable, value]] of Object.entries(CASES)) {
    it(`gives ${name}`, () => { expect(read({ env: [variable], resources: { limits: { memory: '64Mi' } } }).X).to.equal(value); });
  }

  const MISSING: Readonly<Record<string, JsonObject>> = {
    'configmap "no" not found': { configMapKeyRef: { name: 'no', key: 'k' } },
    'couldn\'t find key no in Secret default/key': { secretKeyRef: { name: 'key', key: 'no' } },
  };
  for (const [message, valueFrom] of Object.entries(MISSING)) it(`refuses: ${message}`, () => { expect(() => read({ env: [{ name: 'X', valueFrom }] })).to.throw(message); });

  it('takes all keys of a source under a prefix, env winning over envFrom', () => {
    const variables = read({ envFrom: [{ prefix: 'P_', configMapRef: { name: 'settings' } }, { secretRef: { name: 'gone', optional: true } }], env: [{ name: 'P_color', value: 'red' }] });
    expect(variables.P_color).to.equal('red');
    expect(variables).not.to.have.property('P_icon');
  });

  it('names what it refers to', () => {
    const { pod } = desiredPod({ containers: [podContainer('web', { envFrom: [{ secretRef: { name: 'a' } }], env: [{ name: 'X', valueFrom: { configMapKeyRef: { name: 'b', key: 'k' } } }] })] });
    expect(containersOf(pod).flatMap(({ container }) => environmentRefs(container))).to.deep.equal([{ resource: 'secrets', name: 'a' }, { resource: 'configmaps', name: 'b' }]);
  });
});
