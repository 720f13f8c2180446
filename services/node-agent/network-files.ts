import type { PodDNSConfig, PodDNSConfigOption } from '../../events/resources/_types/pod-spec.ts';
import type { AssignedPod as Pod } from './desired-pod.ts';

const LOCAL_HOSTS = [
  '# Kubernetes-managed hosts file.', '127.0.0.1\tlocalhost', '::1\tlocalhost ip6-localhost ip6-loopback', 'fe00::0\tip6-localnet', 'fe00::0\tip6-mcastprefix',
  'fe00::1\tip6-allnodes', 'fe00::2\tip6-allrouters',
];

const HOSTNAME_MAX = 63;

/** The pod's own host name: `spec.hostname`, else its name, cut to what Linux takes. */
export const hostnameOf = ({ metadata, spec }: Pod): string =>
  (spec?.hostname ?? metadata?.name ?? '').slice(0, HOSTNAME_MAX).replace(/[-.]+$/, '');

const namesOf = (pod: Pod, clusterDomain: string): string => {
  const hostname = hostnameOf(pod);
  const subdomain = pod.spec?.subdomain ?? '';
  return subdomain === '' ? hostname : `${hostname}.${subdomain}.${pod.metadata?.namespace ?? ''}.svc.${clusterDomain}\t${hostname}`;
};

/** Contents of a pod's /etc/hosts. */
export const hostsFile = (pod: Pod, podIp: string, clusterDomain: string): string => {
  const aliases = (pod.spec?.hostAliases ?? []).map(({ ip, hostnames }) => `${ip}\t${(hostnames ?? []).join('\t')}`);
  const more = aliases.length === 0 ? [] : ['', '# Entries added by HostAliases.', ...aliases];
  return `${[...LOCAL_HOSTS, `${podIp}\t${namesOf(pod, clusterDomain)}`, ...more].join('\n')}\n`;
};

export interface Dns {
  /** Of the cluster; none: pods of ClusterFirst use the node's. */
  readonly servers: readonly string[];
  readonly clusterDomain: string;
  /** The node's own resolv.conf. */
  readonly host: string;
}

interface Resolver {
  readonly nameservers: readonly string[];
  readonly searches: readonly string[];
  readonly options: readonly string[];
}

const words = (text: string, keyword: string): readonly string[] =>
  text.split('\n').map((line) => line.trim().split(/\s+/)).filter(([first]) => first === keyword).flatMap(([, ...rest]) => rest);

const hostResolver = ({ host }: Dns): Resolver => ({ nameservers: words(host, 'nameserver'), searches: words(host, 'search'), options: words(host, 'options') });

const clusterResolver = (dns: Dns, namespace: string): Resolver => {
  const { clusterDomain, servers } = dns;
  return {
    nameservers: servers,
    searches: [`${namespace}.svc.${clusterDomain}`, `svc.${clusterDomain}`, clusterDomain, ...hostResolver(dns).searches],
    options: ['ndots:5'],
  };
};

const usesCluster = (policy: string, hostNetwork: boolean): boolean =>
  policy === 'ClusterFirstWithHostNet' || (policy === 'ClusterFirst' && !hostNetwork);

const baseResolver = ({ metadata, spec }: Pod, dns: Dns): Resolver => {
  const { dnsPolicy = 'ClusterFirst', hostNetwork = false } = spec ?? {};
  if (dnsPolicy === 'None') return { nameservers: [], searches: [], options: [] };
  return usesCluster(dnsPolicy, hostNetwork) && dns.servers.length > 0 ? clusterResolver(dns, metadata.namespace ?? '') : hostResolver(dns);
};

const distinct = (items: readonly string[]): readonly string[] => [...new Set(items)];

const line = (keyword: string, values: readonly string[]): string => (values.length === 0 ? '' : `${keyword} ${values.join(' ')}\n`);

const optionText = ({ name = '', value }: PodDNSConfigOption): string => (value === undefined ? name : `${name}:${value}`);

/** The pod's own dnsConfig over what its policy gives: options of the same name replace. */
const withConfig = (base: Resolver, { nameservers = [], searches = [], options = [] }: PodDNSConfig): Resolver => {
  const own = options.map(optionText);
  const kept = base.options.filter((option) => !own.some((each) => each.split(':')[0] === option.split(':')[0]));
  return { nameservers: distinct([...base.nameservers, ...nameservers]), searches: distinct([...base.searches, ...searches]), options: [...kept, ...own] };
};

/** Contents of a pod's /etc/resolv.conf by its dnsPolicy and dnsConfig. */
export const resolvFile = (pod: Pod, dns: Dns): string => {
  const { nameservers, searches, options } = withConfig(baseResolver(pod, dns), pod.spec?.dnsConfig ?? {});
  return [line('search', searches), ...nameservers.map((server) => line('nameserver', [server])), line('options', options)].join('');
};
