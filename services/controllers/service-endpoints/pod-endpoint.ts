import type { Pod } from '../../../events/resources/core/pod/schema.ts';
import type { Service, ServicePort } from '../../../events/resources/core/service/schema.ts';
import { isReady } from '../workload/pod-state.ts';

export type AddressType = 'IPv4' | 'IPv6';

/** A port of a service with the number it has in one pod. */
export interface ResolvedPort {
  readonly name: string;
  readonly protocol: string;
  readonly port: number;
  readonly appProtocol?: string;
}

/** Addresses of the pod in this family, as it reports them. */
export const addressesOf = ({ status: { podIP, podIPs } }: Pod, type: AddressType): readonly string[] => {
  const reported = podIPs === undefined || podIPs.length === 0 ? [podIP ?? ''] : podIPs.map(({ ip }) => ip);
  return reported.filter((ip) => ip !== '' && ip.includes(':') === (type === 'IPv6'));
};

/** Whether services show the pod at all: it has an address and has not ended. */
export const isPublished = ({ status: { phase, podIP, podIPs = [] } }: Pod): boolean =>
  phase !== 'Succeeded' && phase !== 'Failed' && ((podIP ?? '') !== '' || podIPs.length > 0);

/** Everything endpoints say of the pod that may change, comparable; undefined for one they do not name. */
export const podTrace = (pod: Pod): string | undefined => {
  if (!isPublished(pod)) return undefined;
  const { metadata: { uid, labels = {}, deletionTimestamp }, spec: { nodeName, hostname, subdomain }, status: { podIP, podIPs } } = pod;
  const sorted = Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([uid, sorted, deletionTimestamp !== undefined, nodeName, hostname, subdomain, podIP, podIPs, isReady(pod)]);
};

/** The host name DNS is to know the pod by within the service. */
export const hostnameFor = ({ metadata, spec: { hostname, subdomain } }: Pod, service: Service): { readonly hostname?: string } =>
  (hostname !== undefined && hostname !== '' && subdomain === service.metadata.name && metadata.namespace === service.metadata.namespace ? { hostname } : {});

/** The node the pod is on, once it is on one. */
export const nodeNameOf = ({ spec: { nodeName } }: Pod): { readonly nodeName?: string } => (nodeName !== undefined && nodeName !== '' ? { nodeName } : {});

/** Number of the pod's port that the service's port means; undefined when no container declares one of that name. */
const portNumber = ({ spec: { containers, initContainers = [] } }: Pod, { targetPort, port, protocol }: ServicePort): number | undefined => {
  if (typeof targetPort !== 'string') return targetPort ?? port;
  const sidecars = initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always');
  return [...containers, ...sidecars]
    .flatMap((container) => container.ports ?? [])
    .find((declared) => declared.name === targetPort && (declared.protocol ?? 'TCP') === (protocol ?? 'TCP'))?.containerPort;
};

/** The service's ports as this pod has them, without those it has not. */
export const portsFor = (service: Service, pod: Pod): readonly ResolvedPort[] =>
  (service.spec.ports ?? []).flatMap((servicePort) => {
    const port = portNumber(pod, servicePort);
    const { name = '', protocol = 'TCP', appProtocol } = servicePort;
    return port === undefined ? [] : [{ name, protocol, port, ...(appProtocol !== undefined && { appProtocol }) }];
  });

/** What is equal for lists of the same ports in any order. */
export const portsKey = (ports: readonly { readonly name?: string | undefined; readonly protocol?: string | undefined; readonly port?: number | undefined; readonly appProtocol?: string | undefined }[]): string =>
  ports.map(({ name = '', protocol = 'TCP', port, appProtocol }) => JSON.stringify([name, protocol, port, appProtocol])).toSorted().join();

export const isHeadless = ({ spec: { clusterIP = '' } }: Service): boolean => clusterIP === 'None' || clusterIP === '';
