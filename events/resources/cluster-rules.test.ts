import { expect } from 'chai';
import type { JsonObject } from '../json.ts';
import type { CompiledKind } from '../schema/compiled-kind.ts';
import { fieldErrorMessage } from '../schema/field-error.ts';
import { createKinds } from './registry.ts';

const kinds = createKinds();
const of = (resource: string, group = ''): CompiledKind => kinds.of({ group, resource })!;
const texts = (errors: ReturnType<CompiledKind['validate']>): string[] => errors.map((error) => `${error.field}: ${fieldErrorMessage(error)}`);
const complete = (kind: CompiledKind, object: JsonObject): JsonObject =>
  kind.normalize(kind.default(kind.decode({ ...object, metadata: { name: 'x', ...(kind.definition.namespaced && { namespace: 'ns' }), ...(object['metadata'] as JsonObject | undefined) } }).object));

type Row = readonly [string, JsonObject, readonly string[]];
type UpdateRow = readonly [string, JsonObject, JsonObject, readonly string[]];
const rules = (kind: CompiledKind, table: readonly Row[], updates: readonly UpdateRow[] = []): void => {
  describe(`rules for ${kind.definition.resource}`, () => {
    for (const [name, object, want] of table) {
      it(name, () => { expect(texts([...kind.validate(complete(kind, object)), ...(kind.definition.validateCreate?.(complete(kind, object)) ?? [])])).to.deep.equal(want); });
    }
    for (const [name, object, before, want] of updates) {
      it(`update: ${name}`, () => { expect(texts(kind.validateUpdate(complete(kind, object), complete(kind, before)))).to.deep.equal(want); });
    }
  });
};

const template = { metadata: { labels: { app: 'x' } }, spec: { containers: [{ name: 'c', image: 'i' }] } };
const controller = (more: JsonObject = {}): JsonObject => ({ spec: { selector: { app: 'x' }, template, ...more } });

rules(of('replicationcontrollers'), [
  ['a template is enough', { spec: { template } }, []],
  ['a template is needed', { spec: { selector: { app: 'x' } } }, ['spec.template: Required value']],
  ['without labels there is nothing to select', { spec: { template: { spec: template.spec } } }, ['spec.selector: Required value']],
  ['the template has the labels selected by', controller({ selector: { app: 'y' } }), ['spec.template.metadata.labels: Invalid value: {"app":"x"}: `selector` does not match template `labels`']],
  ['pods restart always', controller({ template: { ...template, spec: { ...template.spec, restartPolicy: 'Never' } } }), ['spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"']],
  ['counts are not negative', controller({ replicas: -1, minReadySeconds: -2 }), ['spec.minReadySeconds: Invalid value: -2: must be greater than or equal to 0', 'spec.replicas: Invalid value: -1: must be greater than or equal to 0']],
]);

rules(of('podtemplates'), [
  ['a template is a pod', { template }, []],
  ['with containers', { template: { spec: {} } }, ['template.spec.containers: Required value']],
  ['none of which are added later', { template: { spec: { ...template.spec, ephemeralContainers: [{ name: 'e', image: 'i' }] } } }, ['template.spec.ephemeralContainers: Forbidden: ephemeral containers not allowed in pod template']],
]);

const subset = (more: JsonObject): JsonObject => ({ subsets: [{ addresses: [{ ip: '10.0.0.1' }], ports: [{ port: 80 }], ...more }] });
rules(of('endpoints'), [
  ['addresses and ports are enough', subset({}), []],
  ['headless services have no ports', subset({ ports: [] }), []],
  ['addresses are needed', subset({ addresses: [] }), ['subsets[0]: Required value: must specify `addresses` or `notReadyAddresses`']],
  ['addresses are other machines’', subset({ addresses: [{ ip: '127.0.0.1' }, { ip: '169.254.1.1' }, { ip: '0.0.0.0' }, { ip: 'fe80::1' }, { ip: '224.0.0.5' }] }), [
    'subsets[0].addresses[0].ip: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)',
    'subsets[0].addresses[1].ip: Invalid value: "169.254.1.1": may not be in the link-local range (169.254.0.0/16, fe80::/10)',
    'subsets[0].addresses[2].ip: Invalid value: "0.0.0.0": may not be unspecified (0.0.0.0)',
    'subsets[0].addresses[3].ip: Invalid value: "fe80::1": may not be in the link-local range (169.254.0.0/16, fe80::/10)',
    'subsets[0].addresses[4].ip: Invalid value: "224.0.0.5": may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)',
  ]],
  ['addresses are addresses', subset({ addresses: [{ ip: 'here' }] }), ['subsets[0].addresses[0].ip: Invalid value: "here": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)']],
  ['of several ports each has a name', subset({ ports: [{ name: 'a', port: 1 }, { port: 70000 }] }), ['subsets[0].ports[1].name: Required value', 'subsets[0].ports[1].port: Invalid value: 70000: must be between 1 and 65535, inclusive']],
], [
  ['what was there may stay', subset({ addresses: [{ ip: '127.0.0.1' }] }), subset({ addresses: [{ ip: '127.0.0.1' }] }), []],
  ['what comes is looked at', subset({ addresses: [] }), subset({}), ['subsets[0]: Required value: must specify `addresses` or `notReadyAddresses`']],
]);

const limits = (...items: readonly JsonObject[]): JsonObject => ({ spec: { limits: items } });
const limit = (more: JsonObject, type = 'Container'): JsonObject => limits({ type, ...more });
rules(of('limitranges'), [
  ['every list may be there', limit({ max: { cpu: '2' }, min: { cpu: '100m' }, default: { cpu: '1' }, defaultRequest: { cpu: '500m' }, maxLimitRequestRatio: { cpu: '10' } }), []],
  ['types are known or qualified', limits({ type: 'Cat' }, { type: 'example.com/cat' }), ['spec.limits[0].type: Invalid value: "Cat": must be a standard limit type or fully qualified']],
  ['no type is there twice', limits({ type: 'Pod' }, { type: 'Pod' }), ['spec.limits[1].type: Duplicate value: "Pod"']],
  ['pods have no defaults', limit({ default: { cpu: '1' } }, 'Pod'), ["spec.limits[0].default: Forbidden: may not be specified when `type` is 'Pod'"]],
  ['claims have a size', limit({ max: { storage: '1Gi' } }, 'PersistentVolumeClaim'), []],
  ['claims need a size', limit({}, 'PersistentVolumeClaim'), ['spec.limits[0].limits: Required value: either minimum or maximum storage value is required, but neither was provided']],
  ['containers use what containers can', limit({ max: { pods: '1' } }), [
    ...['max', 'default', 'defaultRequest'].map((list) => `spec.limits[0].${list}[pods]: Invalid value: "pods": must be a standard resource for containers`),
  ]],
  ['the least is not more than the most', limit({ min: { cpu: '2' }, max: { cpu: '1' } }, 'Pod'), ['spec.limits[0].min[cpu]: Invalid value: "2": min value 2 is greater than max value 1']],
  ['a default is between', limit({ max: { cpu: '1' }, default: { cpu: '2' }, defaultRequest: { cpu: '1' } }), ['spec.limits[0].default[cpu]: Invalid value: "1": default value 2 is greater than max value 1']],
  ['a request is not more than its limit', limit({ default: { cpu: '1' }, defaultRequest: { cpu: '2' } }), ['spec.limits[0].defaultRequest[cpu]: Invalid value: "2": default request value 2 is greater than default limit value 1']],
  ['a ratio can be reached', limit({ min: { cpu: '1' }, max: { cpu: '2' }, maxLimitRequestRatio: { cpu: '3' } }, 'Pod'), ['spec.limits[0].maxLimitRequestRatio[cpu]: Invalid value: "3": ratio 3 is greater than max/min = 2.000000']],
  ['a ratio is at least one', limit({ maxLimitRequestRatio: { memory: '500m' } }, 'Pod'), ['spec.limits[0].maxLimitRequestRatio[memory]: Invalid value: "500m": ratio 500m is less than 1']],
  ['what cannot be shared is not overcommitted', limit({ default: { 'example.com/gpu': '2' }, defaultRequest: { 'example.com/gpu': '1' } }), ['spec.limits[0].defaultRequest[example.com/gpu]: Invalid value: "1": default value 2 must equal to defaultRequest value 1 in example.com/gpu']],
]);

const quota = (hard: JsonObject, more: JsonObject = {}): JsonObject => ({ spec: { hard, ...more } });
const selector = (scopeName: string, operator: string, values: readonly string[] = []): JsonObject => ({ scopeSelector: { matchExpressions: [{ scopeName, operator, values }] } });
rules(of('resourcequotas'), [
  ['anything countable is bounded', quota({ cpu: '1', pods: '10', 'requests.storage': '1Gi', 'count/jobs.batch': '3', 'gold.storageclass.storage.k8s.io/requests.storage': '1Gi', 'requests.example.com/gpu': '1' }), []],
  ['names are known', quota({ cats: '1' }), ['spec.hard[cats]: Invalid value: "cats": must be a standard resource type or fully qualified', 'spec.hard[cats]: Invalid value: "cats": must be a standard resource for quota']],
  ['things are whole', quota({ pods: '1500m' }), ['spec.hard[pods]: Invalid value: "1500m": must be an integer']],
  ['bounds are not negative', quota({ cpu: '-1' }), ['spec.hard[cpu]: Invalid value: "-1": must be greater than or equal to 0']],
  ['scopes fit resources', quota({ services: '1' }, { scopes: ['Terminating'] }), ['spec.scopes: Invalid value: ["Terminating"]: unsupported scope applied to resource']],
  ['scopes are known', quota({ pods: '1' }, { scopes: ['Sunny'] }), ['spec.scopes: Invalid value: ["Sunny"]: unsupported scope']],
  ['scopes agree', quota({ pods: '1' }, { scopes: ['BestEffort', 'NotBestEffort'] }), ['spec.scopes: Invalid value: ["BestEffort","NotBestEffort"]: conflicting scopes']],
  ['selectors of classes name some', quota({ pods: '1' }, selector('PriorityClass', 'In', ['high'])), []],
  ['values go with their operators', quota({ pods: '1' }, selector('PriorityClass', 'In')), ["spec.scopeSelector.matchExpressions.values: Required value: must be at least one value when `operator` is 'In' or 'NotIn' for scope selector"]],
  ['some scopes only exist', quota({ pods: '1' }, selector('BestEffort', 'DoesNotExist')), ["spec.scopeSelector.matchExpressions.operator: Invalid value: \"DoesNotExist\": must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity"]],
], [['scopes stay', quota({ pods: '1' }, { scopes: ['BestEffort'] }), quota({ pods: '1' }), ['spec.scopes: Invalid value: ["BestEffort"]: field is immutable']]]);

rules(of('priorityclasses', 'scheduling.k8s.io'), [
  ['a value is enough', { value: 1 }, []],
  ['users end below the system', { value: 1_000_000_001 }, ['value: Forbidden: maximum allowed value of a user defined priority is 1000000000']],
  ['the system’s own are as they are', { metadata: { name: 'system-node-critical' }, value: 2_000_001_000 }, []],
  ['and not otherwise', { metadata: { name: 'system-node-critical' }, value: 1 }, ["metadata.name: Forbidden: priority class names with 'system-' prefix are reserved for system use only. error: value of system-node-critical PriorityClass must be 2000001000"]],
  ['nor others', { metadata: { name: 'system-x' }, value: 1 }, ["metadata.name: Forbidden: priority class names with 'system-' prefix are reserved for system use only. error: system-x is not a known system priority class"]],
  ['policies are known', { value: 1, preemptionPolicy: 'Push' }, ['preemptionPolicy: Unsupported value: "Push": supported values: "Never", "PreemptLowerPriority"']],
], [
  ['the value stays', { value: 2 }, { value: 1 }, ['value: Forbidden: may not be changed in an update.']],
  ['the policy stays', { value: 1, preemptionPolicy: 'Never' }, { value: 1 }, ['preemptionPolicy: Invalid value: "Never": field is immutable']],
  ['the description may change', { value: 1, description: 'new' }, { value: 1 }, []],
]);

rules(of('runtimeclasses', 'node.k8s.io'), [
  ['a handler is enough', { handler: 'runc' }, []],
  ['a handler is a label', { handler: 'a.b' }, ['handler: Invalid value: "a.b": must not contain dots']],
  ['overhead is of resources', { handler: 'h', overhead: { podFixed: { cats: '1' } } }, ['overhead.limits[cats]: Invalid value: "cats": must be a standard resource type or fully qualified', 'overhead.limits[cats]: Invalid value: "cats": must be a standard resource for containers']],
  ['no toleration is there twice', { handler: 'h', scheduling: { tolerations: [{ key: 'a', operator: 'Exists' }, { key: 'a', operator: 'Exists' }] } }, ['scheduling.tolerations[1]: Duplicate value: {"key":"a","operator":"Exists"}']],
], [['the handler stays', { handler: 'b' }, { handler: 'a' }, ['handler: Invalid value: "b": field is immutable']]]);

const service = (more: JsonObject): JsonObject => ({ spec: { ports: [{ port: 80 }], ...more } });
rules(of('services'), [
  ['a balanced service says who may come', service({ type: 'LoadBalancer', loadBalancerSourceRanges: ['10.0.0.0/8', 'all'] }), ['spec.loadBalancerSourceRanges[1]: Invalid value: "all": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)']],
  ['others do not', service({ loadBalancerSourceRanges: ['10.0.0.0/8'], loadBalancerClass: 'a/b', allocateLoadBalancerNodePorts: true }), ['loadBalancerSourceRanges', 'allocateLoadBalancerNodePorts', 'loadBalancerClass'].map((name) => `spec.${name}: Forbidden: may only be used when \`type\` is 'LoadBalancer'`)],
  ['the kubelet’s port stays inside', service({ type: 'LoadBalancer', ports: [{ port: 10250 }] }), ['spec.ports[0]: Invalid value: {"protocol":"TCP","port":10250,"targetPort":10250}: may not expose port 10250 externally since it is used by kubelet']],
  ['policies of traffic are known', service({ type: 'NodePort', externalTrafficPolicy: 'Far', internalTrafficPolicy: 'Near' }), ['spec.externalTrafficPolicy: Unsupported value: "Far": supported values: "Cluster", "Local"', 'spec.internalTrafficPolicy: Unsupported value: "Near": supported values: "Cluster", "Local"']],
  ['a service inside has no policy for outside', service({ externalTrafficPolicy: 'Local' }), ['spec.externalTrafficPolicy: Invalid value: "Local": may only be set for externally-accessible services']],
  ['a health port is a local balancer’s', service({ type: 'NodePort', healthCheckNodePort: 30000 }), ["spec.healthCheckNodePort: Invalid value: 30000: may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"]],
  ['affinity ends', service({ sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 90000 } } }), ['spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 90000: must be greater than 0 and less than 86400']],
  ['addresses outside are other machines’', service({ externalIPs: ['127.0.0.1'] }), ['spec.externalIPs[0]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)']],
  ['a node port is one port’s', service({ type: 'NodePort', ports: [{ name: 'a', port: 1, nodePort: 30000 }, { name: 'b', port: 2, nodePort: 30000 }] }), ['spec.ports[1].nodePort: Duplicate value: 30000']],
  ['but of two protocols', service({ type: 'NodePort', ports: [{ name: 'a', port: 1, nodePort: 30000 }, { name: 'b', port: 1, protocol: 'UDP', nodePort: 30000 }] }), []],
  ['families are known and differ', service({ ipFamilies: ['IPv4', 'IPv4', 'IPX'] }), ['spec.ipFamilies[1]: Duplicate value: "IPv4"', 'spec.ipFamilies[2]: Unsupported value: "IPX": supported values: "IPv4", "IPv6"']],
  ['traffic prefers what is known', service({ trafficDistribution: 'PreferFar' }), ['spec.trafficDistribution: Unsupported value: "PreferFar": supported values: "PreferClose", "PreferSameNode", "PreferSameZone"']],
], [['a balancer’s class stays', service({ type: 'LoadBalancer', loadBalancerClass: 'a/b' }), service({ type: 'LoadBalancer', loadBalancerClass: 'a/c' }), ['spec.loadBalancerClass: Invalid value: "a/b": may not change once set']]]);

describe('labels of events of the core', () => {
  const cases: readonly (readonly [string | undefined, string, JsonObject, JsonObject])[] = [
    ['ServiceTypeChanged', 'services', { spec: { type: 'ClusterIP' } }, { spec: { type: 'NodePort', ports: [] } }],
    ['ServicePortsChanged', 'services', { spec: { ports: [] } }, { spec: { ports: [{}] } }],
    ['ServiceSelectorChanged', 'services', {}, { spec: { selector: { a: 'b' } } }],
    ['ServiceLoadBalancerChanged', 'services', {}, { status: { loadBalancer: { ingress: [{}] } } }],
    [undefined, 'services', {}, { metadata: { labels: { a: 'b' } } }],
    ['ConfigMapDataChanged', 'configmaps', { data: { a: '1' } }, { data: { a: '2' } }],
    ['ConfigMapMadeImmutable', 'configmaps', {}, { immutable: true }],
    ['SecretDataChanged', 'secrets', { data: { a: 'MQ==' } }, {}],
    ['ServiceAccountPullSecretsChanged', 'serviceaccounts', {}, { imagePullSecrets: [{ name: 's' }] }],
    ['ServiceAccountSecretsChanged', 'serviceaccounts', {}, { secrets: [{ name: 's' }] }],
    ['ServiceAccountTokenMountingChanged', 'serviceaccounts', {}, { automountServiceAccountToken: false }],
    ['PodTemplateChanged', 'podtemplates', { template: {} }, { template: { spec: {} } }],
  ];
  for (const [want, resource, before, after] of cases) it(`${resource}: ${want ?? 'no label'}`, () => { expect(of(resource).definition.eventType?.(before, after)).to.equal(want); });
});
