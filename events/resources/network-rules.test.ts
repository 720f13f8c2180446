import { expect } from 'chai';
import { describeRules } from '../../test/support/kind-table.ts';
import type { JsonObject } from '../json.ts';
import { canonicalCidrErrors, canonicalIpErrors, cidrContains, parseCidr } from './_types/validation/cidr.ts';

const policy = (more: JsonObject): JsonObject => ({ spec: { podSelector: {}, ...more } });
const from = (...peers: readonly JsonObject[]): JsonObject => policy({ ingress: [{ from: peers }] });
const ports = (...list: readonly JsonObject[]): JsonObject => policy({ egress: [{ ports: list }] });

describeRules('networkpolicies.networking.k8s.io', {
  creates: [
    ['an empty selector is enough', policy({}), []],
    ['ports may be ranges', ports({ port: 80, endPort: 90 }), []],
    ['a range does not end before it begins', ports({ port: 80, endPort: 79 }), ['spec.egress[0].ports[0].endPort: Invalid value: 79: must be greater than or equal to `port`']],
    ['a range begins with a number', ports({ port: 'web', endPort: 90 }), ['spec.egress[0].ports[0].endPort: Invalid value: 90: may not be specified when `port` is non-numeric']],
    ['a range begins', ports({ endPort: 90 }), ['spec.egress[0].ports[0].endPort: Invalid value: 90: may not be specified when `port` is not specified']],
    ['protocols are known', ports({ protocol: 'ICMP' }), ['spec.egress[0].ports[0].protocol: Unsupported value: "ICMP": supported values: "TCP", "UDP", "SCTP"']],
    ['a peer is something', from({}), ['spec.ingress[0].from[0]: Required value: must specify a peer']],
    ['a peer is not both', from({ podSelector: {}, ipBlock: { cidr: '10.0.0.0/8' } }), ['spec.ingress[0].from[0]: Forbidden: may not specify both ipBlock and another peer']],
    ['a block has a range', from({ ipBlock: {} }), ['spec.ingress[0].from[0].ipBlock.cidr: Required value']],
    ['a range is one', from({ ipBlock: { cidr: '10.0.0.0' } }), ['spec.ingress[0].from[0].ipBlock.cidr: Invalid value: "10.0.0.0": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)']],
    ['holes lie within', from({ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16', '11.0.0.0/16', '10.0.0.0/8'] } }), [
      'spec.ingress[0].from[0].ipBlock.except[1]: Invalid value: "11.0.0.0/16": must be a strict subset of `cidr`', 'spec.ingress[0].from[0].ipBlock.except[2]: Invalid value: "10.0.0.0/8": must be a strict subset of `cidr`',
    ]],
    ['holes of the other family do not', from({ ipBlock: { cidr: '2001:db8::/32', except: ['2001:db8:1::/48', '10.0.0.0/16'] } }), ['spec.ingress[0].from[0].ipBlock.except[1]: Invalid value: "10.0.0.0/16": must be a strict subset of `cidr`']],
    ['types are known', policy({ policyTypes: ['Sideways'] }), ['spec.policyTypes[0]: Unsupported value: "Sideways": supported values: "Ingress", "Egress"']],
    ['there are two types at most', policy({ policyTypes: ['Ingress', 'Egress', 'Egress'] }), ['spec.policyTypes: Invalid value: ["Ingress","Egress","Egress"]: may not specify more than two policyTypes']],
    ['selectors are valid', policy({ podSelector: { matchExpressions: [{ key: 'a', operator: 'Is' }] } }), ['spec.podSelector.matchExpressions[0].operator: Invalid value: "Is": not a valid selector operator']],
  ],
});

const backend = { service: { name: 'web', port: { number: 80 } } };
const rules = (path: JsonObject, host = 'a.example.com'): JsonObject => ({ spec: { rules: [{ host, http: { paths: [{ backend, ...path }] } }] } });
const PATH = 'spec.rules[0].http.paths[0]';

describeRules('ingresses.networking.k8s.io', {
  creates: [
    ['a default backend is enough', { spec: { defaultBackend: backend } }, []],
    ['something is served', { spec: {} }, ['spec: Invalid value: []: either `defaultBackend` or `rules` must be specified']],
    ['a path has a type', rules({ path: '/' }), [`${PATH}.pathType: Required value: pathType must be specified`]],
    ['types are known', rules({ path: '/', pathType: 'Regex' }), [`${PATH}.pathType: Unsupported value: "Regex": supported values: "Exact", "ImplementationSpecific", "Prefix"`]],
    ['an exact path is absolute', rules({ pathType: 'Exact' }), [`${PATH}.path: Invalid value: "": must be an absolute path`]],
    ['a path does not climb', rules({ path: '/a/../b/..', pathType: 'Prefix' }), [`${PATH}.path: Invalid value: "/a/../b/..": must not contain '/../'`, `${PATH}.path: Invalid value: "/a/../b/..": cannot end with '/..'`]],
    ['a path of the controller’s kind may be empty', rules({ pathType: 'ImplementationSpecific' }), []],
    ['a backend is something', rules({ path: '/', pathType: 'Prefix', backend: {} }), [`${PATH}.backend: Invalid value: "": resource or service backend is required`]],
    ['a backend has a port', rules({ path: '/', pathType: 'Prefix', backend: { service: { name: 'web' } } }), [`${PATH}.backend: Required value: port name or number is required`]],
    ['a backend has one port', rules({ path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { name: 'http', number: 80 } } } }), [`${PATH}.backend: Invalid value: "": cannot set both port name & port number`]],
    ['an object has a kind and a name', rules({ path: '/', pathType: 'Prefix', backend: { resource: { apiGroup: 'example.com' } } }), [`${PATH}.backend.resource.kind: Required value`, `${PATH}.backend.resource.name: Required value`]],
    ['a host is no address', rules({ path: '/', pathType: 'Prefix' }, '10.0.0.1'), ['spec.rules[0].host: Invalid value: "10.0.0.1": must be a DNS name, not an IP address']],
    ['a host may begin with a star', rules({ path: '/', pathType: 'Prefix' }, '*.example.com'), []],
    ['the class is a name', { spec: { defaultBackend: backend, ingressClassName: 'A' } }, ["spec.ingressClassName: Invalid value: \"A\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"]],
    ['the old annotation says the same class', { metadata: { name: 'x', namespace: 'ns', annotations: { 'kubernetes.io/ingress.class': 'b' } }, spec: { defaultBackend: backend, ingressClassName: 'a' } }, ['annotations.kubernetes.io/ingress.class: Invalid value: "b": must match `ingressClassName` when both are specified']],
  ],
  statuses: [
    ['an address is one', { status: { loadBalancer: { ingress: [{ ip: '10.0.0' }, { hostname: '10.0.0.1' }] } } }, {}, [
      'status.loadBalancer.ingress[0].ip: Invalid value: "10.0.0": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)', 'status.loadBalancer.ingress[1].hostname: Invalid value: "10.0.0.1": must be a DNS name, not an IP address',
    ]],
  ],
});

const parameters = (more: JsonObject): JsonObject => ({ spec: { controller: 'example.com/ingress', parameters: { kind: 'Settings', name: 'a', ...more } } });
describeRules('ingressclasses.networking.k8s.io', {
  creates: [
    ['a controller is needed', { spec: {} }, ['spec.controller: Required value']],
    ['a controller is a path behind a domain', { spec: { controller: 'ingress' } }, ['spec.controller: Invalid value: "ingress": must be a domain-prefixed path (such as "acme.io/foo")']],
    ['parameters are the cluster’s by default', parameters({}), []],
    ['or in a namespace', parameters({ scope: 'Namespace' }), ["spec.parameters.namespace: Required value: `parameters.scope` is set to 'Namespace'"]],
    ['the cluster’s have no namespace', parameters({ namespace: 'a' }), ["spec.parameters.namespace: Forbidden: `parameters.scope` is set to 'Cluster'"]],
  ],
  updates: [['the controller stays', { spec: { controller: 'a.b/c' } }, { spec: { controller: 'a.b/d' } }, ['spec.controller: Invalid value: "a.b/c": field is immutable']]],
});

const address = (name: string, parentRef: JsonObject | undefined = { resource: 'services', namespace: 'a', name: 'b' }): JsonObject => ({ metadata: { name }, spec: { ...(parentRef && { parentRef }) } });
describeRules('ipaddresses.networking.k8s.io', {
  creates: [
    ['the name is the address', address('10.0.0.1'), []],
    ['of either family', address('2001:db8::1'), []],
    ['in its one form', address('2001:db8::0:1'), ['metadata.name: Invalid value: "2001:db8::0:1": must be in canonical form ("2001:db8::1")']],
    ['and nothing else', address('ten'), ['metadata.name: Invalid value: "ten": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)']],
    ['it belongs to an object', address('10.0.0.1', {}), ['spec.parentRef.resource: Required value', 'spec.parentRef.name: Required value']],
  ],
  updates: [['it stays with its object', address('10.0.0.1'), address('10.0.0.1', { resource: 'services', namespace: 'a', name: 'c' }), ['spec.parentRef: Invalid value: {"resource":"services","namespace":"a","name":"b"}: field is immutable']]],
});

const cidrs = (...list: readonly string[]): JsonObject => ({ spec: { cidrs: list } });
describeRules('servicecidrs.networking.k8s.io', {
  creates: [
    ['one range of each family', cidrs('10.0.0.0/16', '2001:db8::/64'), []],
    ['a range is needed', cidrs(), ['spec.cidrs: Required value: at least one CIDR required']],
    ['of two families', cidrs('10.0.0.0/16', '10.1.0.0/16'), ['spec.cidrs: Invalid value: ["10.0.0.0/16","10.1.0.0/16"]: may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64']],
    ['a range begins where it begins', cidrs('10.0.0.1/16'), ['spec.cidrs[0]: Invalid value: "10.0.0.1/16": must not have bits set beyond the prefix length']],
  ],
  updates: [
    ['a range stays', cidrs('10.0.0.0/16'), cidrs('10.1.0.0/16'), ['spec.cidrs[0]: Invalid value: "10.0.0.0/16": field is immutable']],
    ['a second family may join', cidrs('10.0.0.0/16', '2001:db8::/64'), cidrs('10.0.0.0/16'), []],
    ['and does not leave', cidrs('10.0.0.0/16'), cidrs('10.0.0.0/16', '2001:db8::/64'), ['spec.cidrs: Invalid value: ["10.0.0.0/16"]: field is immutable']],
  ],
});

describe('ranges of addresses', () => {
  it('hold addresses of their own family alone', () => {
    const range = parseCidr('::ffff:0:0/96');
    expect(range && cidrContains(range, parseCidr('::ffff:1.2.3.4/128') ?? range)).to.equal(true);
    expect(range && cidrContains(range, parseCidr('1.2.3.4/32') ?? range)).to.equal(false);
  });
  for (const text of ['2001:db8::/32', '::/0', '::1/128', '1::/16', '10.0.0.0/8', '2001:db8:0:1:1:1:1:1/128']) it(`${text} is in its one form`, () => { expect(canonicalCidrErrors(text, 'f')).to.deep.equal([]); });
  const forms: readonly (readonly [string, string])[] = [['2001:DB8::1', '2001:db8::1'], ['0:0:0:0:0:0:0:1', '::1'], ['1:0:0:2:0:0:0:3', '1:0:0:2::3'], ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1']];
  for (const [text, canonical] of forms) it(`${text} is written ${canonical}`, () => { expect(canonicalIpErrors(text)).to.deep.equal([`must be in canonical form ("${canonical}")`]); });
});

const role = (...list: readonly JsonObject[]): JsonObject => ({ rules: list });
const URLS = { verbs: ['get'], nonResourceURLs: ['/metrics'] };
describeRules('roles.rbac.authorization.k8s.io', {
  creates: [
    ['any path segment is a name', { metadata: { name: 'system:A b', namespace: 'ns' } }, []],
    ['a rule has verbs, groups and resources', role({}), [
      'rules[0].verbs: Required value: verbs must contain at least one value', 'rules[0].apiGroups: Required value: resource rules must supply at least one api group', 'rules[0].resources: Required value: resource rules must supply at least one resource',
    ]],
    ['paths are the cluster’s', role(URLS), ['rules[0].nonResourceURLs: Invalid value: ["/metrics"]: namespaced rules cannot apply to non-resource URLs']],
  ],
});
describeRules('clusterroles.rbac.authorization.k8s.io', {
  creates: [
    ['paths are the cluster’s', role(URLS), []],
    ['paths and resources do not mix', role({ ...URLS, apiGroups: [''] }), ['rules[0].nonResourceURLs: Invalid value: ["/metrics"]: rules cannot apply to both regular resources and non-resource URLs']],
    ['a name has no slash', { metadata: { name: 'a/b' } }, ["metadata.name: Invalid value: \"a/b\": may not contain '/'"]],
  ],
});
const given = (more: JsonObject): JsonObject => ({ roleRef: { kind: 'ClusterRole', name: 'view' }, ...more });
describeRules('rolebindings.rbac.authorization.k8s.io', {
  creates: [
    ['users and groups are of the group of access control', given({ subjects: [{ kind: 'User', name: 'jane' }, { kind: 'ServiceAccount', name: 'robot' }] }), []],
    ['a role has a kind and a name', { roleRef: {} }, ['roleRef.kind: Unsupported value: "": supported values: "Role", "ClusterRole"', 'roleRef.name: Required value']],
    ['subjects are known', given({ subjects: [{ kind: 'Robot', name: 'a' }] }), ['subjects[0].kind: Unsupported value: "Robot": supported values: "ServiceAccount", "User", "Group"']],
    ['a user is of the group', given({ subjects: [{ kind: 'User', apiGroup: 'other', name: 'a' }] }), ['subjects[0].apiGroup: Unsupported value: "other": supported values: "rbac.authorization.k8s.io"']],
  ],
  updates: [['the role stays', given({}), { roleRef: { kind: 'Role', name: 'view' } }, ['roleRef: Invalid value: {"kind":"ClusterRole","name":"view","apiGroup":"rbac.authorization.k8s.io"}: cannot change roleRef']]],
});
describeRules('clusterrolebindings.rbac.authorization.k8s.io', {
  creates: [
    ['gives ClusterRoles alone', { roleRef: { kind: 'Role', name: 'a' } }, ['roleRef.kind: Unsupported value: "Role": supported values: "ClusterRole"']],
    ['an account has a namespace', given({ subjects: [{ kind: 'ServiceAccount', name: 'a' }] }), ['subjects[0].namespace: Required value']],
  ],
});

const der = Uint8Array.from([0x30, 0x03, 0x02, 0x01, 0x00]);
const pem = (label: string): string => Buffer.from(`-----BEGIN ${label}-----\n${Buffer.from(der).toString('base64')}\n-----END ${label}-----\n`).toString('base64');
const csr = (more: JsonObject = {}, status: JsonObject = {}): JsonObject => ({ spec: { request: pem('CERTIFICATE REQUEST'), signerName: 'example.com/signer', usages: ['client auth'], ...more }, status });
const decided = (...types: readonly string[]): JsonObject => csr({}, { conditions: types.map((type) => ({ type, status: 'True' })) });
describeRules('certificatesigningrequests.certificates.k8s.io', {
  creates: [
    ['a request in PEM is one', csr(), []],
    ['a certificate is no request', csr({ request: pem('CERTIFICATE') }), [`spec.request: Invalid value: "${pem('CERTIFICATE')}": PEM block type must be CERTIFICATE REQUEST`]],
    ['usages are known, each once', csr({ usages: ['client auth', 'client auth', 'x'] }), [
      'spec.usages[1]: Duplicate value: "client auth"',
      'spec.usages[2]: Unsupported value: "x": supported values: "any", "cert sign", "client auth", "code signing", "content commitment", "crl sign", "data encipherment", "decipher only", "digital signature", "email protection", "encipher only", "ipsec end system", "ipsec tunnel", "ipsec user", "key agreement", "key encipherment", "microsoft sgc", "netscape sgc", "ocsp signing", "s/mime", "server auth", "signing", "timestamping"',
    ]],
    ['usages are needed', csr({ usages: [] }), ['spec.usages: Required value']],
    ['a signer is a path behind a domain', csr({ signerName: 'signer' }), ["spec.signerName: Invalid value: \"signer\": must be a fully qualified domain and path of the form 'example.com/signer-name'"]],
    ['a certificate lasts ten minutes', csr({ expirationSeconds: 599 }), ['spec.expirationSeconds: Invalid value: 599: may not specify a duration less than 600 seconds (10 minutes)']],
  ],
  statuses: [
    ['a signer issues', csr({}, { certificate: 'YQ==' }), csr(), []],
    ['approval is asked for elsewhere', decided('Approved'), csr(), ['status.conditions: Forbidden: updates may not add a condition of type "Approved"']],
    ['a decision stays', csr(), decided('Denied'), ['status.conditions: Forbidden: updates may not remove a condition of type "Denied"']],
    ['a request is not approved and denied', decided('Approved', 'Denied'), decided('Approved', 'Denied'), ['status.conditions[1].type: Invalid value: "Denied": Approved and Denied conditions are mutually exclusive']],
    ['a certificate stays', csr({}, { certificate: 'Yg==' }), csr({}, { certificate: 'YQ==' }), ['status.certificate: Forbidden: updates may not modify existing certificate content']],
  ],
});
