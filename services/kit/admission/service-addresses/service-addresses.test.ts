import { expect } from 'chai';
import type { Answered, MemoryApi } from '../../../../test/support/memory-api.ts';
import { startMemoryApi } from '../../../../test/support/memory-api.ts';

const SERVICES = '/api/v1/namespaces/default/services';
const ADDRESSES = '/apis/networking.k8s.io/v1/ipaddresses';
const port = (more: object = {}): object => ({ port: 80, ...more });

describe('addresses and node ports of services', () => {
  let api: MemoryApi;
  beforeEach(async () => { api = await startMemoryApi(); });
  afterEach(() => api.stop());

  const create = (name: string, spec: object = {}): Promise<Answered> => api.ask('POST', SERVICES, { body: { metadata: { name }, spec: { ports: [port()], ...spec } } });
  const change = (name: string, spec: object): Promise<Answered> =>
    api.ask('PATCH', `${SERVICES}/${name}`, { body: { spec }, headers: { 'content-type': 'application/merge-patch+json' } });
  const claims = async (): Promise<readonly string[]> => (await api.ask('GET', ADDRESSES)).json.items.map((item: Answered['json']) => `${item.metadata.name} ${item.spec.parentRef.namespace}/${item.spec.parentRef.name}`);
  const portClaims = async (): Promise<readonly string[]> => [...(await api.follower.waitForHead(['EVENTS'], 5_000)).list({ group: 'internal.shiplog.dev', resource: 'nodeportclaims' })].map(({ name }) => name);

  it('gives the API its own address, as an object as well', async () => {
    expect(await claims()).to.deep.equal(['10.96.0.1 default/kubernetes']);
  });

  it('gives a service an address and claims it in the same batch', async () => {
    const { status, json } = await create('web');
    expect(status).to.equal(201);
    const address = json.spec.clusterIP;
    expect(json.spec).to.include({ type: 'ClusterIP', ipFamilyPolicy: 'SingleStack' });
    expect([json.spec.clusterIPs, json.spec.ipFamilies]).to.deep.equal([[address], ['IPv4']]);
    const claim = (await api.ask('GET', `${ADDRESSES}/${address}`)).json;
    expect(claim.spec).to.deep.equal({ parentRef: { resource: 'services', namespace: 'default', name: 'web' } });
    expect(claim.metadata.labels).to.deep.equal({ 'ipaddress.kubernetes.io/ip-family': 'IPv4', 'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io' });
    expect(claim.metadata.uid).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('refuses an address that another service has, and one outside the range', async () => {
    await create('a', { clusterIP: '10.96.9.9' });
    const taken = await create('b', { clusterIP: '10.96.9.9' });
    expect([taken.status, taken.json.message]).to.deep.equal([422, 'Service "b" is invalid: spec.clusterIPs: Invalid value: ["10.96.9.9"]: failed to allocate IP 10.96.9.9: provided IP is already allocated']);
    const outside = await create('c', { clusterIP: '10.97.0.1' });
    expect(outside.json.message).to.equal('Service "c" is invalid: spec.clusterIPs: Invalid value: ["10.97.0.1"]: failed to allocate IP 10.97.0.1: the provided IP (10.97.0.1) is not in the valid range. The range of valid IPs is 10.96.0.0/16');
    expect((await api.ask('GET', `${SERVICES}/b`)).status).to.equal(404);
  });

  it('lets only one of many simultaneous services have an address', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => create(`s${index}`, { clusterIP: '10.96.7.7' })));
    expect(answers.filter(({ status }) => status === 201)).to.have.length(1);
    expect(answers.filter(({ status }) => status === 422)).to.have.length(7);
  });

  it('gives many simultaneous services addresses of their own', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, (_, index) => create(`s${index}`, { type: 'NodePort' })));
    expect(answers.map(({ status }) => status)).to.deep.equal(Array.from({ length: 40 }, () => 201));
    expect(new Set(answers.map(({ json }) => json.spec.clusterIP)).size).to.equal(40);
    expect(new Set(answers.map(({ json }) => json.spec.ports[0].nodePort)).size).to.equal(40);
  });

  it('releases an address with its service, at once for the next', async () => {
    await create('a', { clusterIP: '10.96.9.9' });
    expect((await api.ask('DELETE', `${SERVICES}/a`)).status).to.equal(200);
    expect(await claims()).to.deep.equal(['10.96.0.1 default/kubernetes']);
    expect((await create('b', { clusterIP: '10.96.9.9' })).status).to.equal(201);
    expect(await claims()).to.include('10.96.9.9 default/b');
  });

  it('releases an address when a service becomes external, and gives one when it is no longer', async () => {
    await create('web', { type: 'NodePort' });
    const external = await change('web', { type: 'ExternalName', externalName: 'example.com' });
    expect(external.json.spec).to.deep.equal({ ports: [{ protocol: 'TCP', port: 80, targetPort: 80 }], sessionAffinity: 'None', type: 'ExternalName', externalName: 'example.com' });
    expect([await claims(), await portClaims()]).to.deep.equal([['10.96.0.1 default/kubernetes'], []]);
    const { status, json } = await change('web', { type: 'ClusterIP', externalName: null });
    expect(status).to.equal(200);
    expect(await claims()).to.include(`${json.spec.clusterIP} default/web`);
  });

  it('keeps address and node port of an update that leaves them out', async () => {
    const { json: before } = await create('web', { type: 'NodePort' });
    const { json } = await api.ask('PUT', `${SERVICES}/web`, { body: { metadata: { name: 'web', labels: { a: 'b' } }, spec: { type: 'NodePort', ports: [port()] } } });
    expect(json.spec).to.deep.equal(before.spec);
  });

  it('gives node ports from the range, and shares one between protocols of a port', async () => {
    const { json: { spec } } = await create('dns', { type: 'NodePort', ports: [{ name: 'udp', port: 53, protocol: 'UDP' }, { name: 'tcp', port: 53 }, { name: 'web', port: 80 }] });
    const [udp, tcp, web] = spec.ports.map(({ nodePort }: { readonly nodePort: number }) => nodePort);
    expect(udp).to.be.within(30_000, 32_767);
    expect(tcp).to.equal(udp);
    expect(web).not.to.equal(udp);
    expect(await portClaims()).to.have.members([String(udp), String(web)]);
  });

  it('refuses a node port that is taken, outside the range, or asked for twice', async () => {
    await create('a', { type: 'NodePort', ports: [port({ nodePort: 30_080 })] });
    const message = async (name: string, ports: readonly object[]): Promise<string> => (await create(name, { type: 'NodePort', ports })).json.message;
    expect(await message('b', [port({ nodePort: 30_080 })])).to.equal('Service "b" is invalid: spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated');
    expect(await message('b', [port({ nodePort: 80 })])).to.equal('Service "b" is invalid: spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767');
    expect(await message('b', [{ name: 'x', port: 80, nodePort: 30_081 }, { name: 'y', port: 81, protocol: 'UDP', nodePort: 30_081 }])).to.equal('Service "b" is invalid: spec.ports[1].nodePort: Invalid value: 30081: provided port is already allocated');
  });

  it('gives and takes node ports with the type', async () => {
    const { json: before } = await create('web', { type: 'NodePort' });
    const { json: inside } = await change('web', { type: 'ClusterIP' });
    expect(inside.spec.ports).to.deep.equal([{ protocol: 'TCP', port: 80, targetPort: 80 }]);
    expect(inside.spec.clusterIP).to.equal(before.spec.clusterIP);
    expect(inside.spec.externalTrafficPolicy).to.equal(undefined);
    expect(await portClaims()).to.deep.equal([]);
    const { json: again } = await change('web', { type: 'NodePort' });
    expect(await portClaims()).to.deep.equal([String(again.spec.ports[0].nodePort)]);
  });

  it('gives a balancer with local traffic a port for its health check', async () => {
    const { json } = await create('web', { type: 'LoadBalancer', externalTrafficPolicy: 'Local' });
    expect(json.spec.healthCheckNodePort).to.be.within(30_000, 32_767);
    expect(await portClaims()).to.have.members([String(json.spec.healthCheckNodePort), String(json.spec.ports[0].nodePort)]);
    const { json: wide } = await change('web', { externalTrafficPolicy: 'Cluster' });
    expect(wide.spec.healthCheckNodePort).to.equal(undefined);
    expect(await portClaims()).to.deep.equal([String(json.spec.ports[0].nodePort)]);
  });

  it('gives a balancer no node ports when it wants none', async () => {
    const { json } = await create('web', { type: 'LoadBalancer', allocateLoadBalancerNodePorts: false });
    expect(json.spec.ports).to.deep.equal([{ protocol: 'TCP', port: 80, targetPort: 80 }]);
  });

  it('gives a headless service no address, and without a selector both families', async () => {
    const { json: { spec } } = await create('bare', { clusterIP: 'None' });
    expect([spec.clusterIPs, spec.ipFamilyPolicy, spec.ipFamilies]).to.deep.equal([['None'], 'RequireDualStack', ['IPv4', 'IPv6']]);
    const { json } = await create('db', { clusterIP: 'None', selector: { app: 'db' } });
    expect([json.spec.ipFamilyPolicy, json.spec.ipFamilies]).to.deep.equal(['SingleStack', ['IPv4']]);
    expect(await claims()).to.have.length(1);
  });

  const refused: readonly (readonly [string, object, string])[] = [
    ['a second family is required', { ipFamilyPolicy: 'RequireDualStack' }, 'spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services'],
    ['the other family is wanted', { ipFamilies: ['IPv6'] }, 'spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster'],
    ['an address of the other family is wanted', { clusterIP: 'fd00::1' }, 'spec.clusterIPs[0]: Invalid value: ["fd00::1"]: IPv6 is not configured on this cluster'],
  ];
  for (const [name, spec, message] of refused) {
    it(`refuses a service when ${name}`, async () => {
      const { status, json } = await create('web', spec);
      expect([status, json.message]).to.deep.equal([422, `Service "web" is invalid: ${message}`]);
    });
  }

  it('prefers two families and is content with one', async () => {
    const { json: { spec } } = await create('web', { ipFamilyPolicy: 'PreferDualStack' });
    expect([spec.ipFamilyPolicy, spec.ipFamilies]).to.deep.equal(['PreferDualStack', ['IPv4']]);
  });

  it('takes addresses from further ranges too', async () => {
    await api.ask('POST', '/apis/networking.k8s.io/v1/servicecidrs', { body: { metadata: { name: 'more' }, spec: { cidrs: ['10.200.0.0/24'] } } });
    expect((await create('web', { clusterIP: '10.200.0.7' })).status).to.equal(201);
  });

  it('keeps node port claims to itself', async () => {
    expect((await api.ask('GET', '/apis/internal.shiplog.dev/v1/nodeportclaims')).status).to.equal(404);
    expect((await api.ask('GET', '/apis')).text).not.to.contain('internal.shiplog.dev');
  });
});
