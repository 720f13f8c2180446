import { expect } from 'chai';
import type { JsonObject } from '../../events/json.ts';
import { desiredPod } from '../../test/support/agent-fixtures.ts';
import { hostnameOf, hostsFile, resolvFile } from './network-files.ts';

const HOST = 'nameserver 192.0.2.53\nsearch example.com\noptions edns0\n';
const resolv = (spec: JsonObject, servers: readonly string[] = ['10.96.0.10']): string => resolvFile(desiredPod(spec).pod, { servers, clusterDomain: 'cluster.local', host: HOST });
const CLUSTER = 'search default.svc.cluster.local svc.cluster.local cluster.local example.com\nnameserver 10.96.0.10\noptions ndots:5\n';
const NODE = 'search example.com\nnameserver 192.0.2.53\noptions edns0\n';

describe('files of a pod\'s network', () => {
  const CASES: Readonly<Record<string, readonly [string, string]>> = {
    'ClusterFirst asks the cluster': [resolv({}), CLUSTER],
    'ClusterFirst without a cluster server asks the node\'s': [resolv({}, []), NODE],
    'ClusterFirst on the host\'s network asks the node\'s': [resolv({ hostNetwork: true }), NODE],
    'ClusterFirstWithHostNet asks the cluster anyway': [resolv({ hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' }), CLUSTER],
    'Default asks the node\'s': [resolv({ dnsPolicy: 'Default' }), NODE],
    'None has what the pod says': [resolv({ dnsPolicy: 'None', dnsConfig: { nameservers: ['1.1.1.1'], searches: ['a.b'], options: [{ name: 'ndots', value: '2' }, { name: 'rotate' }] } }), 'search a.b\nnameserver 1.1.1.1\noptions ndots:2 rotate\n'],
    'an option of the pod replaces the same one': [resolv({ dnsConfig: { options: [{ name: 'ndots', value: '1' }] } }), CLUSTER.replace('ndots:5', 'ndots:1')],
  };
  for (const [name, [found, wanted]] of Object.entries(CASES)) it(name, () => { expect(found).to.equal(wanted); });

  it('names the pod and its aliases in hosts', () => {
    const { pod } = desiredPod({ hostname: 'h', subdomain: 's', hostAliases: [{ ip: '192.0.2.9', hostnames: ['x', 'y'] }] });
    expect(hostsFile(pod, '10.0.0.2', 'cluster.local').split('\n')).to.include.members(['127.0.0.1\tlocalhost', '10.0.0.2\th.s.default.svc.cluster.local\th', '192.0.2.9\tx\ty']);
  });

  it('cuts a host name to what Linux takes', () => {
    expect(hostnameOf(desiredPod({ hostname: `${'a'.repeat(62)}-tail` }).pod)).to.equal('a'.repeat(62));
  });
});
