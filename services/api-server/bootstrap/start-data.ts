import type { JsonObject } from '../../../events/json.ts';
import { stringAt } from '../../../events/json-path.ts';
import type { ObjectRef } from '../../../events/object-ref.ts';
import { flowControlStartData } from './flow-control-start-data.ts';
import { rbacStartData } from './rbac-start-data.ts';
import type { SystemPriorityClass } from '../../../events/resources/scheduling/priority-class/system-classes.ts';
import { SYSTEM_PRIORITY_CLASSES } from '../../../events/resources/scheduling/priority-class/system-classes.ts';

/** Where clients inside the cluster reach the API. */
export interface ApiEndpoints {
  /** ClusterIP of Service default/kubernetes: the first address of the service range. */
  readonly serviceAddress: string;
  /** The service range. */
  readonly serviceCidr: string;
  /** IPv4 addresses the API servers listen on. */
  readonly addresses: readonly string[];
  readonly port: number;
}

/** An object every cluster has from its start. */
export interface StartObject {
  readonly ref: ObjectRef;
  readonly object: JsonObject;
  /** Whether an existing one is brought to these values; the others are created once and then the users' own. */
  readonly kept: boolean;
  /** The status a new one is given, from the object as stored. */
  readonly status?: (object: JsonObject) => JsonObject;
}

const NAMESPACES: readonly string[] = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

const namespace = (name: string): StartObject => ({
  ref: { group: '', resource: 'namespaces', namespace: '', name },
  object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
  kept: false,
});

const priorityClass = ({ name, value, description }: SystemPriorityClass): StartObject => ({
  ref: { group: 'scheduling.k8s.io', resource: 'priorityclasses', namespace: '', name },
  object: { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name }, value, description, preemptionPolicy: 'PreemptLowerPriority' },
  kept: false,
});

const service = ({ serviceAddress, port }: ApiEndpoints): StartObject => ({
  ref: { group: '', resource: 'services', namespace: 'default', name: 'kubernetes' },
  object: {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'kubernetes', namespace: 'default', labels: { component: 'apiserver', provider: 'kubernetes' } },
    spec: {
      type: 'ClusterIP',
      clusterIP: serviceAddress,
      clusterIPs: [serviceAddress],
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      sessionAffinity: 'None',
      ports: [{ name: 'https', protocol: 'TCP', port: 443, targetPort: port }],
    },
  },
  kept: true,
});

const endpointSlice = ({ addresses, port }: ApiEndpoints): StartObject => ({
  ref: { group: 'discovery.k8s.io', resource: 'endpointslices', namespace: 'default', name: 'kubernetes' },
  object: {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'kubernetes', namespace: 'default', labels: { 'kubernetes.io/service-name': 'kubernetes' } },
    addressType: 'IPv4',
    endpoints: addresses.map((address) => ({ addresses: [address], conditions: { ready: true } })),
    ports: [{ name: 'https', protocol: 'TCP', port }],
  },
  kept: true,
});

const subsetsOf = (addresses: readonly string[], port: number): JsonObject[] =>
  (addresses.length === 0 ? [] : [{ addresses: addresses.map((ip) => ({ ip })), ports: [{ name: 'https', protocol: 'TCP', port }] }]);

/**
 * The slice's addresses once more, for clients that know Endpoints only; upstream's mirroring leaves it alone by that
 * label. Loopback addresses are no endpoints: a server that listens there alone has none.
 */
const legacyEndpoints = ({ addresses, port }: ApiEndpoints): StartObject => ({
  ref: { group: '', resource: 'endpoints', namespace: 'default', name: 'kubernetes' },
  object: {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { name: 'kubernetes', namespace: 'default', labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } },
    subsets: subsetsOf(addresses.filter((address) => !address.startsWith('127.')), port),
  },
  kept: true,
});

const range = ({ serviceCidr }: ApiEndpoints): StartObject => ({
  ref: { group: 'networking.k8s.io', resource: 'servicecidrs', namespace: '', name: 'kubernetes' },
  object: { metadata: { name: 'kubernetes', finalizers: ['networking.k8s.io/service-cidr-finalizer'] }, spec: { cidrs: [serviceCidr] } },
  kept: false,
  status: (object) => ({
    conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: stringAt(object, 'metadata', 'creationTimestamp'), reason: '', message: 'Kubernetes Service CIDR is ready' }],
  }),
});

/** In groups: what is in one may be created all at once. */
export const startData = (endpoints: ApiEndpoints): readonly (readonly StartObject[])[] => [
  NAMESPACES.map(namespace),
  [range(endpoints), ...SYSTEM_PRIORITY_CLASSES.map(priorityClass), ...flowControlStartData, ...rbacStartData],
  [service(endpoints), endpointSlice(endpoints), legacyEndpoints(endpoints)],
];
