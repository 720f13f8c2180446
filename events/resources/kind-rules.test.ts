import { expect } from 'chai';
import type { JsonObject } from '../json.ts';
import { withValueAt } from '../json-path.ts';
import type { CompiledKind } from '../schema/compiled-kind.ts';
import { fieldErrorMessage } from '../schema/field-error.ts';
import { createKinds } from './registry.ts';

const kinds = createKinds();
const of = (resource: string, group = ''): CompiledKind => kinds.of({ group, resource })!;
const texts = (errors: ReturnType<CompiledKind['validate']>): string[] => errors.map((error) => `${error.field}: ${fieldErrorMessage(error)}`);
const complete = (kind: CompiledKind, object: JsonObject): JsonObject => kind.default(kind.decode({ metadata: { name: 'x', ...(kind.definition.namespaced && { namespace: 'ns' }) }, ...object }).object);

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

const template = { metadata: { labels: { app: 'x' } }, spec: { containers: [{ name: 'c', image: 'i' }] } };
const spec = (more: JsonObject = {}): JsonObject => ({ spec: { replicas: 1, selector: { matchLabels: { app: 'x' } }, template, ...more } });
const rolling = (more: JsonObject): JsonObject => spec({ strategy: { type: 'RollingUpdate', rollingUpdate: more } });

rules(of('deployments', 'apps'), [
  ['a selector and a template that match are enough', spec(), []],
  ['replicas are not negative', spec({ replicas: -1 }), ['spec.replicas: Invalid value: -1: must be greater than or equal to 0']],
  ['a selector is required', { spec: { template } }, ['spec.selector: Required value', 'spec.template.metadata.labels: Invalid value: {"app":"x"}: `selector` does not match template `labels`']],
  ['an empty selector selects nothing', spec({ selector: {} }), ['spec.selector: Invalid value: {}: empty selector is invalid for deployment']],
  ['the template has the labels selected by', spec({ selector: { matchLabels: { app: 'y' } } }), ['spec.template.metadata.labels: Invalid value: {"app":"x"}: `selector` does not match template `labels`']],
  ['pods restart always', spec({ template: { ...template, spec: { ...template.spec, restartPolicy: 'Never' } } }), ['spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"']],
  ['the template is a pod', spec({ template: { ...template, spec: { containers: [{ name: 'c' }] } } }), ['spec.template.spec.containers[0].image: Required value']],
  ['some pod may go or come', rolling({ maxSurge: 0, maxUnavailable: 0 }), ['spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0']],
  ['zero percent is zero', rolling({ maxSurge: '0%', maxUnavailable: 0 }), ['spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0']],
  ['no more than all go', rolling({ maxUnavailable: '101%' }), ['spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "101%": must not be greater than 100%']],
  ['amounts are numbers or percentages', rolling({ maxSurge: 'some' }), ["spec.strategy.rollingUpdate.maxSurge: Invalid value: \"some\": a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')"]],
  ['Recreate does not roll', spec({ strategy: { type: 'Recreate', rollingUpdate: { maxSurge: 1 } } }), ["spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'"]],
  ['strategies are known', spec({ strategy: { type: 'Slow' } }), ['spec.strategy.type: Unsupported value: "Slow": supported values: "Recreate", "RollingUpdate"']],
  ['the deadline is longer than the wait', spec({ progressDeadlineSeconds: 5, minReadySeconds: 5 }), ['spec.progressDeadlineSeconds: Invalid value: 5: must be greater than minReadySeconds']],
], [
  ['the selector stays', spec({ selector: { matchLabels: { app: 'y' } } }), spec(), ['spec.selector: Invalid value: {"matchLabels":{"app":"y"}}: field is immutable']],
]);

rules(of('replicasets', 'apps'), [
  ['a selector and a template that match are enough', spec(), []],
  ['replicas are not negative', spec({ replicas: -1 }), ['spec.replicas: Invalid value: -1: must be greater than or equal to 0']],
], [['the selector stays', spec({ selector: { matchLabels: { app: 'y' } } }), spec(), ['spec.selector: Invalid value: {"matchLabels":{"app":"y"}}: field is immutable']]]);

const KEY = "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
rules(of('configmaps'), [
  ['any text is a value', { data: { 'a.b-c_D': 'x\u0000' } }, []],
  ['keys are file names', { data: { 'a/b': '' } }, [`data[a/b]: Invalid value: "a/b": ${KEY}`]],
  ['no key climbs', { data: { '..': '' } }, ["data[..]: Invalid value: \"..\": must not be '..'"]],
  ['no key is there twice', { data: { a: '' }, binaryData: { a: '' } }, ['data[a]: Invalid value: "a": duplicate of key present in binaryData']],
  ['a MiB is enough', { data: { a: 'x'.repeat(1024 * 1024 + 1) } }, ['[]: Too long: may not be more than 1048576 bytes']],
], [
  ['data may change', { data: { a: '2' } }, { data: { a: '1' } }, []],
  ['immutable data may not', { data: { a: '2' }, immutable: true }, { data: { a: '1' }, immutable: true }, ['data: Forbidden: field is immutable when `immutable` is set']],
  ['immutable stays', { data: { a: '1' } }, { data: { a: '1' }, immutable: true }, ['immutable: Forbidden: field is immutable when `immutable` is set']],
]);

const base64 = (text: string): string => Buffer.from(text).toString('base64');
rules(of('secrets'), [
  ['an opaque secret holds anything', { data: { a: base64('x') } }, []],
  ['a TLS secret has both parts', { type: 'kubernetes.io/tls', data: { 'tls.crt': base64('x') } }, ['data[tls.key]: Required value']],
  ['a registry secret is JSON', { type: 'kubernetes.io/dockerconfigjson', data: { '.dockerconfigjson': base64('password') } }, ['data[.dockerconfigjson]: Invalid value: "<secret contents redacted>": must be a JSON object']],
  ['a registry secret has its key', { type: 'kubernetes.io/dockerconfigjson' }, ['data[.dockerconfigjson]: Required value']],
  ['a user name alone will do', { type: 'kubernetes.io/basic-auth', data: { username: base64('u') } }, []],
  ['basic auth has something', { type: 'kubernetes.io/basic-auth' }, ['data[username]: Required value', 'data[password]: Required value']],
  ['a token names its account', { type: 'kubernetes.io/service-account-token' }, ['metadata.annotations[kubernetes.io/service-account.name]: Required value']],
  ['a MiB is enough', { data: { a: base64('x'.repeat(1024 * 1024 + 1)) } }, ['data: Too long: may not be more than 1048576 bytes']],
], [['the type stays', { type: 'a/b' }, { type: 'a/c' }, ['type: Invalid value: "a/b": field is immutable']]]);

const port = { port: 80 };
rules(of('services'), [
  ['a port is enough', { spec: { ports: [port] } }, []],
  ['a port is needed', { spec: {} }, ['spec.ports: Required value']],
  ['a headless service needs none', { spec: { clusterIP: 'None' } }, []],
  ['one of several ports has a name', { spec: { ports: [{ ...port, name: 'a' }, { port: 81 }] } }, ['spec.ports[1].name: Required value']],
  ['names are unique', { spec: { ports: [{ ...port, name: 'a' }, { port: 81, name: 'a' }] } }, ['spec.ports[1].name: Duplicate value: "a"']],
  ['ports are unique per protocol', { spec: { ports: [{ ...port, name: 'a' }, { ...port, name: 'b' }] } }, ['spec.ports[1]: Duplicate value: {"protocol":"TCP","port":80}']],
  ['ports lie in range', { spec: { ports: [{ port: 0, targetPort: 80 }] } }, ['spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive']],
  ['types are known', { spec: { type: 'Magic', ports: [port] } }, ['spec.type: Unsupported value: "Magic": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"']],
  ['an external service has a name', { spec: { type: 'ExternalName' } }, ['spec.externalName: Required value']],
  ['an external service has no address', { spec: { type: 'ExternalName', externalName: 'a.b', clusterIP: '10.0.0.1' } }, ['spec.clusterIPs: Forbidden: may not be set for ExternalName services']],
  ['a node port needs the type', { spec: { ports: [{ ...port, nodePort: 30000 }] } }, ["spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"]],
  ['a node port service is not headless', { spec: { type: 'NodePort', clusterIP: 'None', ports: [port] } }, ["spec.clusterIPs[0]: Invalid value: \"None\": may not be set to 'None' for NodePort services"]],
  ['an address is one', { spec: { clusterIP: '10.0.0', ports: [port] } }, ['spec.clusterIP: Invalid value: "10.0.0": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)']],
  ['a name begins with a letter', { metadata: { name: '1a', namespace: 'ns' }, spec: { ports: [port] } }, ["metadata.name: Invalid value: \"1a\": a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"]],
], [
  ['the address stays', { spec: { clusterIP: '10.0.0.2', ports: [port] } }, { spec: { clusterIP: '10.0.0.1', ports: [port] } }, ['spec.clusterIPs[0]: Invalid value: "10.0.0.2": may not change once set']],
]);

rules(of('namespaces'), [
  ['a label is a name', {}, []],
  ['dots are not in names', { metadata: { name: 'a.b' } }, ['metadata.name: Invalid value: "a.b": must not contain dots']],
]);

rules(of('nodes'), [
  ['a taint has a key and an effect', { spec: { taints: [{ key: 'a', effect: 'NoSchedule' }] } }, []],
  ['ranges are ranges', { spec: { podCIDRs: ['x', '10.0.0.0/24'] } }, ['spec.podCIDRs[0]: Invalid value: "x": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)']],
  ['a family has one range', { spec: { podCIDRs: ['10.0.0.0/24', '10.0.1.0/24'] } }, ['spec.podCIDRs: Invalid value: ["10.0.0.0/24","10.0.1.0/24"]: may specify no more than one CIDR for each IP family']],
  ['effects are known', { spec: { taints: [{ key: 'a', effect: 'Maybe' }] } }, ['spec.taints[0].effect: Unsupported value: "Maybe": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"']],
  ['taints are unique by key and effect', { spec: { taints: [{ key: 'a', effect: 'NoSchedule' }, { key: 'a', value: 'x', effect: 'NoSchedule' }] } }, ['spec.taints[1]: Duplicate value: "a:NoSchedule": taints must be unique by key and effect pair']],
], [['addresses stay', { spec: { podCIDRs: ['10.1.0.0/24'] } }, { spec: { podCIDRs: ['10.0.0.0/24'] } }, ['spec.podCIDRs: Forbidden: node updates may not change podCIDR except from "" to valid']]]);

rules(of('endpointslices', 'discovery.k8s.io'), [
  ['endpoints have addresses', { addressType: 'IPv4', endpoints: [{ addresses: [] }] }, ['endpoints[0].addresses: Required value: must contain at least 1 address']],
  ['addresses are of the type', { addressType: 'IPv6', endpoints: [{ addresses: ['10.0.0.1'] }, { addresses: ['fd00::1'] }] }, ['endpoints[0].addresses[0]: Invalid value: "10.0.0.1": must be an IPv6 address']],
  ['types are known', { addressType: 'IPX', endpoints: [] }, ['addressType: Unsupported value: "IPX": supported values: "FQDN", "IPv4", "IPv6"']],
], [['the type stays', { addressType: 'IPv6', endpoints: [] }, { addressType: 'IPv4', endpoints: [] }, ['addressType: Invalid value: "IPv6": field is immutable']]]);

rules(of('leases', 'coordination.k8s.io'), [
  ['a lease lasts', { spec: { leaseDurationSeconds: 0 } }, ['spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0']],
]);

rules(of('events'), [
  ['an Event lies beside its object', { involvedObject: { namespace: 'other' } }, ['involvedObject.namespace: Invalid value: "other": does not match event.namespace']],
  ['an Event about a node lies in default', { metadata: { name: 'x', namespace: 'default' }, involvedObject: { kind: 'Node', name: 'n' } }, []],
]);

describe('strategies', () => {
  const strategy = (resource: string, group = ''): CompiledKind['definition']['strategy'] => of(resource, group).definition.strategy;
  it('a table of what makes a new generation', () => {
    const table = Object.fromEntries(kinds.all().flatMap(({ definition }) => (definition.strategy.generation === undefined ? [] : [[definition.resource, definition.strategy.generation]])));
    expect(table).to.deep.include({
      pods: ['spec'], podtemplates: ['template'], replicationcontrollers: ['spec'], priorityclasses: [],
      deployments: ['spec', 'metadata.annotations'], replicasets: ['spec'], endpointslices: ['addressType', 'endpoints', 'ports', 'metadata.labels'],
    });
  });
  it('a namespace begins Active, held by its finalizer', () => {
    expect(strategy('namespaces').prepareCreate?.({ metadata: {}, status: { phase: 'Terminating' } })).to.deep.equal({ metadata: {}, spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } });
  });
  it('an update leaves a namespace\'s finalizers alone', () => {
    expect(strategy('namespaces').prepareUpdate?.({ spec: {} }, { spec: { finalizers: ['kubernetes'] } })).to.deep.equal({ spec: { finalizers: ['kubernetes'] } });
  });
  it('a deployment begins without a status', () => { expect(strategy('deployments', 'apps').prepareCreate?.({ spec: {}, status: { replicas: 3 } })).to.deep.equal({ spec: {} }); });
  it('a node brings its status', () => { expect(strategy('nodes').prepareCreate).to.equal(undefined); });
  it('a service keeps its address and node ports', () => {
    const before = { spec: { type: 'NodePort', clusterIP: '10.0.0.1', clusterIPs: ['10.0.0.1'], ports: [{ port: 80, protocol: 'TCP', nodePort: 30001 }] } };
    expect(strategy('services').prepareUpdate?.({ spec: { type: 'NodePort', ports: [{ port: 80, protocol: 'TCP' }] } }, before)).to.deep.equal(before);
  });
  it('a lease is updated by who knows its version', () => { expect(strategy('leases', 'coordination.k8s.io').unconditionalUpdate).to.equal(false); });
});

describe('labels of events', () => {
  const base = { spec: { replicas: 1, template: { a: 1 } }, status: {} };
  const ready = (status: string): JsonObject => ({ spec: {}, status: { conditions: [{ type: 'Ready', status }] } });
  const change = (path: readonly string[], value: JsonObject[string]): JsonObject => withValueAt(base, path, value);
  const table: readonly (readonly [string, JsonObject | undefined, JsonObject, string | undefined])[] = [
    ['deployments.apps', base, change(['spec', 'replicas'], 3), 'DeploymentScaled'],
    ['deployments.apps', base, change(['spec', 'template'], { a: 2 }), 'DeploymentRolloutStarted'],
    ['deployments.apps', base, change(['spec', 'paused'], true), 'DeploymentPaused'],
    ['deployments.apps', change(['spec', 'paused'], true), base, 'DeploymentResumed'],
    ['deployments.apps', base, change(['status', 'conditions'], [{ type: 'Progressing', reason: 'NewReplicaSetAvailable' }]), 'DeploymentRolloutCompleted'],
    ['deployments.apps', base, change(['status', 'replicas'], 1), undefined],
    ['replicasets.apps', base, change(['spec', 'replicas'], 0), 'ReplicaSetScaled'],
    ['nodes', base, change(['spec', 'unschedulable'], true), 'NodeCordoned'],
    ['nodes', change(['spec', 'unschedulable'], true), base, 'NodeUncordoned'],
    ['nodes', base, change(['spec', 'taints'], [{ key: 'a', effect: 'NoSchedule' }]), 'NodeTainted'],
    ['nodes', change(['spec', 'taints'], [{ key: 'a', effect: 'NoSchedule' }]), base, 'NodeUntainted'],
    ['nodes', ready('True'), ready('Unknown'), 'NodeNotReady'],
    ['nodes', ready('False'), ready('True'), 'NodeReady'],
    ['namespaces', { status: { phase: 'Active' } }, { status: { phase: 'Terminating' } }, 'NamespaceTerminating'],
    ['leases.coordination.k8s.io', { spec: { holderIdentity: 'a' } }, { spec: { holderIdentity: 'b' } }, 'LeaseAcquired'],
    ['leases.coordination.k8s.io', { spec: { holderIdentity: 'a' } }, { spec: { holderIdentity: 'a', renewTime: 't' } }, 'LeaseRenewed'],
  ];
  for (const [name, before, after, want] of table) {
    const [resource = '', ...group] = name.split('.');
    it(`${name}: ${want ?? 'no label'}`, () => { expect(of(resource, group.join('.')).definition.eventType?.(before, after)).to.equal(want); });
  }
});
