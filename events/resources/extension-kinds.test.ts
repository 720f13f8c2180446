import { expect } from 'chai';
import { complete, kindOf } from '../../test/support/kind-table.ts';
import type { Json, JsonObject } from '../json.ts';
import { valueAt } from '../json-path.ts';
import { createKinds } from './registry.ts';

const NOW = Date.parse('2026-01-01T01:00:00Z');
const metadata = { name: 'x', creationTimestamp: '2026-01-01T00:00:00Z' };
const cells = (name: string, object: JsonObject): readonly unknown[] => kindOf(name).definition.columns.map(({ cell }) => cell({ metadata, ...object }, NOW));

const [NETWORKING, RBAC, ADMISSION, FLOW, DEVICES] = ['networking.k8s.io', 'rbac.authorization.k8s.io', 'admissionregistration.k8s.io', 'flowcontrol.apiserver.k8s.io', 'resource.k8s.io'];

describe('tables of networking, access, admission and extension', () => {
  const headers: readonly (readonly [string, string])[] = [
    [`networkpolicies.${NETWORKING}`, 'Name,Pod-Selector,Age'],
    [`ingresses.${NETWORKING}`, 'Name,Class,Hosts,Address,Ports,Age'],
    [`ingressclasses.${NETWORKING}`, 'Name,Controller,Parameters,Age'],
    [`ipaddresses.${NETWORKING}`, 'Name,ParentRef,Age'],
    [`servicecidrs.${NETWORKING}`, 'Name,CIDRs,Age'],
    [`roles.${RBAC}`, 'Name,Created At'],
    [`clusterroles.${RBAC}`, 'Name,Created At'],
    [`rolebindings.${RBAC}`, 'Name,Role,Age,Users*,Groups*,ServiceAccounts*'],
    [`clusterrolebindings.${RBAC}`, 'Name,Role,Age,Users*,Groups*,ServiceAccounts*'],
    ['certificatesigningrequests.certificates.k8s.io', 'Name,Age,SignerName,Requestor,RequestedDuration,Condition'],
    [`validatingwebhookconfigurations.${ADMISSION}`, 'Name,Webhooks,Age'],
    [`mutatingwebhookconfigurations.${ADMISSION}`, 'Name,Webhooks,Age'],
    [`validatingadmissionpolicies.${ADMISSION}`, 'Name,Validations,ParamKind,Age'],
    [`validatingadmissionpolicybindings.${ADMISSION}`, 'Name,PolicyName,ParamRef,Age'],
    [`mutatingadmissionpolicies.${ADMISSION}`, 'Name,Mutations,ParamKind,Age'],
    [`mutatingadmissionpolicybindings.${ADMISSION}`, 'Name,PolicyName,ParamRef,Age'],
    [`flowschemas.${FLOW}`, 'Name,PriorityLevel,MatchingPrecedence,DistinguisherMethod,Age,MissingPL'],
    [`prioritylevelconfigurations.${FLOW}`, 'Name,Type,NominalConcurrencyShares,Queues,HandSize,QueueLengthLimit,Age'],
    [`resourceslices.${DEVICES}`, 'Name,Node,Driver,Pool,Age'],
    [`resourceclaims.${DEVICES}`, 'Name,State,Age'],
    [`resourceclaimtemplates.${DEVICES}`, 'Name,Age'],
    [`deviceclasses.${DEVICES}`, 'Name,Age'],
    ['customresourcedefinitions.apiextensions.k8s.io', 'Name,Created At'],
    ['apiservices.apiregistration.k8s.io', 'Name,Service,Available,Age'],
  ];
  for (const [name, want] of headers) {
    it(`${name} have upstream's columns`, () => { expect(kindOf(name).definition.columns.map((column) => `${column.name}${column.priority === 1 ? '*' : ''}`).join()).to.equal(want); });
  }

  const rule = (host: string): JsonObject => ({ host });
  const subjects = [{ kind: 'User', name: 'jane' }, { kind: 'User', name: 'joe' }, { kind: 'Group', name: 'dev' }, { kind: 'ServiceAccount', namespace: 'ns', name: 'robot' }];
  const rows: readonly (readonly [string, string, JsonObject, readonly unknown[]])[] = [
    ['a policy for all pods', `networkpolicies.${NETWORKING}`, { spec: { podSelector: {} } }, ['x', '<none>', '60m']],
    ['a policy for some', `networkpolicies.${NETWORKING}`, { spec: { podSelector: { matchLabels: { app: 'web' } } } }, ['x', 'app=web', '60m']],
    ['an ingress of many hosts', `ingresses.${NETWORKING}`, { spec: { ingressClassName: 'c', tls: [{}], rules: ['a', 'b', 'c', 'd', 'e'].map(rule) }, status: { loadBalancer: { ingress: [{ ip: '10.0.0.2' }, { hostname: 'a.b' }] } } }, ['x', 'c', 'a,b,c + 2 more...', '10.0.0.2,a.b', '80, 443', '60m']],
    ['an ingress for all', `ingresses.${NETWORKING}`, { spec: { defaultBackend: {} } }, ['x', '<none>', '*', '', '80', '60m']],
    ['a class with parameters', `ingressclasses.${NETWORKING}`, { spec: { controller: 'a.b/c', parameters: { apiGroup: 'a.b', kind: 'K', name: 'n' } } }, ['x', 'a.b/c', 'K.a.b/n', '60m']],
    ['an address', `ipaddresses.${NETWORKING}`, { spec: { parentRef: { resource: 'services', namespace: 'ns', name: 'web' } } }, ['x', 'services/ns/web', '60m']],
    ['a role', `roles.${RBAC}`, {}, ['x', '2026-01-01T00:00:00Z']],
    ['a binding', `rolebindings.${RBAC}`, { roleRef: { kind: 'Role', name: 'r' }, subjects }, ['x', 'Role/r', '60m', 'jane, joe', 'dev', 'ns/robot']],
    ['a request that waits', 'certificatesigningrequests.certificates.k8s.io', { spec: { signerName: 'a.b/c', username: 'jane', expirationSeconds: 3600 } }, ['x', '60m', 'a.b/c', 'jane', '60m', 'Pending']],
    ['a request that was answered', 'certificatesigningrequests.certificates.k8s.io', { spec: {}, status: { certificate: 'YQ==', conditions: [{ type: 'Approved' }] } }, ['x', '60m', '<none>', '', '<none>', 'Approved,Issued']],
    ['a policy with parameters', `validatingadmissionpolicies.${ADMISSION}`, { spec: { validations: [{}, {}], paramKind: { apiVersion: 'a.b/v1', kind: 'P' } } }, ['x', 2, 'a.b/v1/P', '60m']],
    ['parameters by name', `validatingadmissionpolicybindings.${ADMISSION}`, { spec: { policyName: 'p', paramRef: { name: 'n' } } }, ['x', 'p', '*/n', '60m']],
    ['parameters by label', `mutatingadmissionpolicybindings.${ADMISSION}`, { spec: { policyName: 'p', paramRef: { selector: { matchLabels: { a: 'b' } } } } }, ['x', 'p', '&LabelSelector{MatchLabels:map[string]string{a: b,},MatchExpressions:[]LabelSelectorRequirement{},}', '60m']],
    ['a flow schema', `flowschemas.${FLOW}`, { spec: { priorityLevelConfiguration: { name: 'l' }, matchingPrecedence: 5 }, status: { conditions: [{ type: 'Dangling', status: 'False' }] } }, ['x', 'l', 5, '<none>', '60m', 'False']],
    ['a level with queues', `prioritylevelconfigurations.${FLOW}`, { spec: { type: 'Limited', limited: { nominalConcurrencyShares: 3, limitResponse: { queuing: { queues: 4, handSize: 2, queueLengthLimit: 9 } } } } }, ['x', 'Limited', 3, 4, 2, 9, '60m']],
    ['an exempt level', `prioritylevelconfigurations.${FLOW}`, { spec: { type: 'Exempt', exempt: {} } }, ['x', 'Exempt', '<none>', '<none>', '<none>', '<none>', '60m']],
    ['a claim in use', `resourceclaims.${DEVICES}`, { status: { allocation: {}, reservedFor: [{}] } }, ['x', 'allocated,reserved', '60m']],
    ['a claim that waits', `resourceclaims.${DEVICES}`, {}, ['x', 'pending', '60m']],
    ['an API elsewhere', 'apiservices.apiregistration.k8s.io', { spec: { service: { namespace: 'a', name: 'b' } }, status: { conditions: [{ type: 'Available', status: 'False', reason: 'MissingEndpoints' }] } }, ['x', 'a/b', 'False (MissingEndpoints)', '60m']],
  ];
  for (const [title, name, object, want] of rows) it(`shows ${title}`, () => { expect(cells(name, object)).to.deep.equal(want); });
});

describe('defaults of networking, access, admission and extension', () => {
  const webhook = { name: 'a.b.c', clientConfig: { service: { namespace: 'a', name: 'b' } }, rules: [{ operations: ['*'], apiGroups: ['*'], apiVersions: ['*'], resources: ['*'] }] };
  const cases: readonly (readonly [string, string, JsonObject, readonly string[], Json | undefined])[] = [
    ['a network policy is about ingress', `networkpolicies.${NETWORKING}`, { spec: {} }, ['spec', 'policyTypes'], ['Ingress']],
    ['and about egress when it has rules for it', `networkpolicies.${NETWORKING}`, { spec: { egress: [{}] } }, ['spec', 'policyTypes'], ['Ingress', 'Egress']],
    ['its ports speak TCP', `networkpolicies.${NETWORKING}`, { spec: { ingress: [{ ports: [{ port: 80 }] }] } }, ['spec', 'ingress', '0', 'ports', '0', 'protocol'], 'TCP'],
    ['parameters of a class are the cluster’s', `ingressclasses.${NETWORKING}`, { spec: { parameters: { kind: 'K', name: 'n' } } }, ['spec', 'parameters', 'scope'], 'Cluster'],
    ['a user is of the group of access control', `rolebindings.${RBAC}`, { subjects: [{ kind: 'User', name: 'a' }] }, ['subjects', '0', 'apiGroup'], RBAC],
    ['a service account is of none', `rolebindings.${RBAC}`, { subjects: [{ kind: 'ServiceAccount', name: 'a' }] }, ['subjects', '0', 'apiGroup'], undefined],
    ['a webhook that fails refuses', `validatingwebhookconfigurations.${ADMISSION}`, { webhooks: [webhook] }, ['webhooks', '0', 'failurePolicy'], 'Fail'],
    ['it is waited for ten seconds', `mutatingwebhookconfigurations.${ADMISSION}`, { webhooks: [webhook] }, ['webhooks', '0', 'timeoutSeconds'], 10],
    ['it is not asked again', `mutatingwebhookconfigurations.${ADMISSION}`, { webhooks: [webhook] }, ['webhooks', '0', 'reinvocationPolicy'], 'Never'],
    ['it is asked about all namespaces', `validatingwebhookconfigurations.${ADMISSION}`, { webhooks: [webhook] }, ['webhooks', '0', 'namespaceSelector'], {}],
    ['a rule is about all scopes', `validatingwebhookconfigurations.${ADMISSION}`, { webhooks: [webhook] }, ['webhooks', '0', 'rules', '0', 'scope'], '*'],
    ['a webhook’s service listens on 443', `validatingwebhookconfigurations.${ADMISSION}`, { webhooks: [webhook] }, ['webhooks', '0', 'clientConfig', 'service', 'port'], 443],
    ['a policy means equivalent requests', `validatingadmissionpolicies.${ADMISSION}`, { spec: { matchConstraints: {} } }, ['spec', 'matchConstraints'], { namespaceSelector: {}, objectSelector: {}, matchPolicy: 'Equivalent' }],
    ['a flow schema has a middle place', `flowschemas.${FLOW}`, {}, ['spec', 'matchingPrecedence'], 1000],
    ['a level has thirty shares and lends none', `prioritylevelconfigurations.${FLOW}`, { spec: { limited: {} } }, ['spec', 'limited'], { nominalConcurrencyShares: 30, limitResponse: { type: '' }, lendablePercent: 0 }],
    ['zero shares stay', `prioritylevelconfigurations.${FLOW}`, { spec: { limited: { nominalConcurrencyShares: 0 } } }, ['spec', 'limited', 'nominalConcurrencyShares'], 0],
    ['a queue is shuffled', `prioritylevelconfigurations.${FLOW}`, { spec: { limited: { limitResponse: { queuing: {} } } } }, ['spec', 'limited', 'limitResponse', 'queuing'], { queues: 64, handSize: 8, queueLengthLimit: 50 }],
    ['one device is asked for', `resourceclaims.${DEVICES}`, { spec: { devices: { requests: [{ name: 'a', exactly: { deviceClassName: 'c' } }] } } }, ['spec', 'devices', 'requests', '0', 'exactly'], { deviceClassName: 'c', allocationMode: 'ExactCount', count: 1 }],
    ['names follow from the kind', 'customresourcedefinitions.apiextensions.k8s.io', { spec: { names: { plural: 'widgets', kind: 'Widget' } } }, ['spec', 'names'], { plural: 'widgets', singular: 'widget', kind: 'Widget', listKind: 'WidgetList' }],
    ['versions are not converted', 'customresourcedefinitions.apiextensions.k8s.io', {}, ['spec', 'conversion'], { strategy: 'None' }],
    ['an API’s service listens on 443', 'apiservices.apiregistration.k8s.io', { spec: { service: { namespace: 'a', name: 'b' } } }, ['spec', 'service', 'port'], 443],
  ];
  const at = (value: Json | undefined, path: readonly string[]): Json | undefined =>
    path.reduce<Json | undefined>((current, key) => (Array.isArray(current) ? (current as readonly Json[])[Number(key)] : valueAt(current, key)), value);
  for (const [title, name, object, path, want] of cases) {
    it(title, () => {
      const kind = kindOf(name);
      expect(at(kind.normalize(complete(kind, object)), path)).to.deep.equal(want);
    });
  }
});

describe('labels of changes in networking, access and certificates', () => {
  const subject = (name: string): JsonObject => ({ kind: 'User', name });
  const csr = (type: string): JsonObject => ({ status: { conditions: [{ type }] } });
  const cases: readonly (readonly [string, JsonObject | undefined, JsonObject, string | undefined])[] = [
    [`rolebindings.${RBAC}`, undefined, { subjects: [subject('a')] }, 'RoleBindingGranted'],
    [`rolebindings.${RBAC}`, { subjects: [subject('a')] }, { subjects: [subject('a'), subject('b')] }, 'RoleBindingGranted'],
    [`rolebindings.${RBAC}`, { subjects: [subject('a'), subject('b')] }, { subjects: [subject('a')] }, 'RoleBindingRevoked'],
    [`clusterrolebindings.${RBAC}`, { subjects: [subject('a')] }, { subjects: [] }, 'ClusterRoleBindingRevoked'],
    [`clusterrolebindings.${RBAC}`, { subjects: [] }, { subjects: [], metadata: { labels: { a: 'b' } } }, undefined],
    [`roles.${RBAC}`, { rules: [] }, { rules: [{ verbs: ['get'] }] }, 'RoleRulesChanged'],
    [`ingresses.${NETWORKING}`, { spec: {} }, { spec: { rules: [{}] } }, 'IngressRulesChanged'],
    [`ingresses.${NETWORKING}`, { spec: {} }, { spec: { tls: [{}] } }, 'IngressCertificatesChanged'],
    [`networkpolicies.${NETWORKING}`, { spec: {} }, { spec: { ingress: [{}] } }, 'NetworkPolicyRulesChanged'],
    ['certificatesigningrequests.certificates.k8s.io', {}, csr('Approved'), 'CertificateSigningRequestApproved'],
    ['certificatesigningrequests.certificates.k8s.io', csr('Approved'), { status: { conditions: [{ type: 'Approved' }], certificate: 'YQ==' } }, 'CertificateIssued'],
    [`resourceclaims.${DEVICES}`, {}, { status: { allocation: {} } }, 'ResourceClaimAllocated'],
  ];
  for (const [name, before, after, want] of cases) it(`${name}: ${want ?? 'no label'}`, () => { expect(kindOf(name).definition.eventType?.(before, after)).to.equal(want); });
});

describe('strategies of certificates and definitions', () => {
  const of = (name: string) => kindOf(name).definition.strategy;

  it('a certificate request says who made it, whatever its maker said', () => {
    const request = { spec: { signerName: 'a.b/c', username: 'root', uid: '7', extra: { a: ['b'] } } };
    expect(of('certificatesigningrequests.certificates.k8s.io').requestedBy?.(request, { name: 'jane', groups: ['dev'] })).to.deep.equal({ spec: { signerName: 'a.b/c', username: 'jane', groups: ['dev'] } });
  });
  it('a certificate request stays what it was', () => {
    expect(of('certificatesigningrequests.certificates.k8s.io').prepareUpdate?.({ spec: { username: 'root' } }, { spec: { username: 'jane' } })).to.deep.equal({ spec: { username: 'jane' } });
  });
  it('a definition remembers the versions it was stored in', () => {
    const stored = (...names: readonly string[]): JsonObject => ({ spec: { versions: ['v1', 'v2'].map((name) => ({ name, storage: names.includes(name) })) } });
    expect(of('customresourcedefinitions.apiextensions.k8s.io').prepareUpdate?.({ ...stored('v2'), status: { storedVersions: ['v1'] } }, {})['status']).to.deep.equal({ storedVersions: ['v1', 'v2'] });
  });
  it('a local API is available at once', () => {
    const { status } = of('apiservices.apiregistration.k8s.io').prepareCreate?.({ metadata, spec: {} }) ?? {};
    expect(valueAt(status, 'conditions')).to.deep.equal([{ type: 'Available', status: 'True', lastTransitionTime: metadata.creationTimestamp, reason: 'Local', message: 'Local APIServices are always available' }]);
  });
});

describe('what JSON Schema’s unions are', () => {
  const kind = kindOf('customresourcedefinitions.apiextensions.k8s.io');
  const schemaOf = (openAPIV3Schema: JsonObject): JsonObject => ({ spec: { versions: [{ name: 'v1', schema: { openAPIV3Schema } }] } });
  const back = (openAPIV3Schema: JsonObject): Json | undefined => {
    const [version] = (valueAt(kind.normalize(kind.decode(schemaOf(openAPIV3Schema)).object), 'spec', 'versions') ?? []) as readonly JsonObject[];
    return valueAt(version, 'schema', 'openAPIV3Schema');
  };

  const kept: readonly (readonly [string, JsonObject])[] = [
    ['a flag for further properties', { type: 'object', additionalProperties: true }],
    ['a schema for them', { type: 'object', additionalProperties: { type: 'string' } }],
    ['a schema of items', { type: 'array', items: { type: 'string' } }],
    ['several', { type: 'array', items: [{ type: 'string' }, { type: 'integer' }] }],
    ['any default', { type: 'object', default: { a: [1, null, 'x'] } }],
    ['any values', { type: 'string', enum: ['a', 1, null] }],
    ['names a property depends on', { dependencies: { a: ['b'], c: { type: 'string' } } }],
  ];
  for (const [name, schema] of kept) it(`keep ${name}`, () => { expect(back(schema)).to.deep.equal(schema); });

  it('are refused when they are neither', () => {
    expect(() => kind.decode(schemaOf({ additionalProperties: 'yes' }))).to.throw('cannot unmarshal string into Go struct field JSONSchemaProps');
  });
  it('name unknown fields within', () => {
    expect(kind.decode(schemaOf({ properties: { a: { typ: 'string' } } })).unknown).to.deep.equal(['spec.versions[0].schema.openAPIV3Schema.properties.a.typ']);
  });

  const field = (number: number, ...bytes: readonly number[]): number[] => [number * 8 + 2, bytes.length, ...bytes];
  const text = (number: number, value: string): number[] => field(number, ...Buffer.from(value));
  const long = (number: number, bytes: readonly number[]): number[] => [...varint(number * 8 + 2), ...varint(bytes.length), ...bytes];
  const varint = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >> 7)]);
  const crd = (schema: readonly number[]): JsonObject => kind.fromProtobuf(Uint8Array.from(field(2, ...field(7, ...text(1, 'v1'), ...field(4, ...field(1, ...schema))))));
  const read = (schema: readonly number[]): Json | undefined => valueAt((valueAt(crd(schema), 'spec', 'versions') as readonly JsonObject[])[0], 'schema', 'openAPIV3Schema');

  it('are read from protobuf', () => {
    expect(read(long(30, [8, 1]))).to.deep.equal({ additionalProperties: true });
    expect(read(long(30, field(2, ...text(5, 'string'))))).to.deep.equal({ additionalProperties: { type: 'string' } });
    expect(read(long(24, [...field(2, ...text(5, 'string')), ...field(2, ...text(5, 'integer'))]))).to.deep.equal({ items: [{ type: 'string' }, { type: 'integer' }] });
    expect(read(field(8, ...text(1, '{"a":1}')))).to.deep.equal({ default: { a: 1 } });
    expect(read([...varint(9 * 8 + 1), 0, 0, 0, 0, 0, 0, 248, 63])).to.deep.equal({ maximum: 1.5 });
  });
});

describe('structs within structs within structs', () => {
  it('are read from protobuf at their depth', () => {
    const kind = kindOf(`validatingadmissionpolicies.${ADMISSION}`);
    const field = (number: number, ...bytes: readonly number[]): number[] => [number * 8 + 2, bytes.length, ...bytes];
    const text = (number: number, value: string): number[] => field(number, ...Buffer.from(value));
    const inner = field(2, ...text(1, 'CREATE'), ...field(2, ...text(1, 'apps'), ...text(3, 'deployments')));
    const policy = field(2, ...field(2, ...field(3, ...text(1, 'web'), ...inner)));
    expect(valueAt(kind.fromProtobuf(Uint8Array.from(policy)), 'spec', 'matchConstraints', 'resourceRules')).to.deep.equal([{ resourceNames: ['web'], operations: ['CREATE'], apiGroups: ['apps'], resources: ['deployments'] }]);
  });

  it('and lists of texts as values of maps are', () => {
    const kind = kindOf('certificatesigningrequests.certificates.k8s.io');
    const field = (number: number, ...bytes: readonly number[]): number[] => [number * 8 + 2, bytes.length, ...bytes];
    const text = (number: number, value: string): number[] => field(number, ...Buffer.from(value));
    const extra = field(6, ...text(1, 'k'), ...field(2, ...text(1, 'a'), ...text(1, 'b')));
    expect(valueAt(kind.fromProtobuf(Uint8Array.from(field(2, ...extra))), 'spec', 'extra')).to.deep.equal({ k: ['a', 'b'] });
  });
});

describe('kinds nobody stores or sees', () => {
  it('are known where they are needed, and nowhere else', () => {
    const kinds = createKinds();
    expect(kinds.of({ group: 'authorization.k8s.io', resource: 'selfsubjectaccessreviews' })).to.equal(undefined);
    expect(kinds.served({ group: 'authorization.k8s.io', resource: 'selfsubjectaccessreviews' }, 'v1')?.definition.verbs).to.deep.equal(['create']);
    expect(kinds.of({ group: 'internal.shiplog.dev', resource: 'nodeportclaims' })?.definition.kind).to.equal('NodePortClaim');
    expect(kinds.served({ group: 'internal.shiplog.dev', resource: 'nodeportclaims' }, 'v1')).to.equal(undefined);
  });
});
