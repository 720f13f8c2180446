import { jsonEqual } from '../../../events/json-equal.ts';
import type { EndpointAddress, Endpoints, EndpointSubset } from '../../../events/resources/core/endpoints/schema.ts';
import { endpointsList } from '../../../events/resources/core/endpoints/schema.ts';
import type { Pod } from '../../../events/resources/core/pod/schema.ts';
import type { Service } from '../../../events/resources/core/service/schema.ts';
import type { Plan, Viewed } from '../../kit/reconciler.ts';
import { labelsFromService } from '../service-endpoints/labels.ts';
import { addressesOf, hostnameFor, isPublished, nodeNameOf, portsFor, portsKey } from '../service-endpoints/pod-endpoint.ts';
import { isReady } from '../workload/pod-state.ts';
import { refOf } from '../workload/refs.ts';
import { truncated } from './truncate.ts';

export const MANAGED_BY_LABEL = 'endpoints.kubernetes.io/managed-by';
export const ENDPOINTS_CONTROLLER = 'endpoint-controller';
const OVER_CAPACITY = 'endpoints.kubernetes.io/over-capacity';
const TRIGGER_TIME = 'endpoints.kubernetes.io/last-change-trigger-time';

/** One service with a selector and its surroundings, all read at one position of the log. */
export interface EndpointsInputs {
  readonly service: Service;
  /** The pods it selects. */
  readonly pods: readonly Pod[];
  /** The Endpoints of its name. */
  readonly endpoints: Viewed<Endpoints> | undefined;
}

const addressOf = (pod: Pod, service: Service): EndpointAddress | undefined => {
  const [ip] = addressesOf(pod, service.spec.ipFamilies?.[0] === 'IPv6' ? 'IPv6' : 'IPv4');
  if (ip === undefined) return undefined;
  const { metadata: { namespace, name, uid } } = pod;
  return { ip, ...hostnameFor(pod, service), ...nodeNameOf(pod), targetRef: { kind: 'Pod', namespace, name, uid } };
};

const isShown = (pod: Pod, { spec: { publishNotReadyAddresses } }: Service): boolean =>
  isPublished(pod) && (publishNotReadyAddresses === true || pod.metadata.deletionTimestamp === undefined);

const byAddress = (a: EndpointAddress, b: EndpointAddress): number => {
  if (a.ip !== b.ip) return a.ip < b.ip ? -1 : 1;
  return (a.targetRef?.uid ?? '') < (b.targetRef?.uid ?? '') ? -1 : 1;
};

interface Gathered {
  readonly ports: NonNullable<EndpointSubset['ports']>;
  readonly ready: EndpointAddress[];
  readonly notReady: EndpointAddress[];
}

const subsetOf = ({ ports, ready, notReady }: Gathered): EndpointSubset => ({
  ...(ready.length > 0 && { addresses: ready.toSorted(byAddress) }),
  ...(notReady.length > 0 && { notReadyAddresses: notReady.toSorted(byAddress) }),
  ...(ports.length > 0 && { ports }),
});

const needsPorts = ({ spec: { ports = [], clusterIP } }: Service): boolean => ports.length > 0 || clusterIP !== 'None';

const isShownReady = (pod: Pod, { spec: { publishNotReadyAddresses } }: Service): boolean => publishNotReadyAddresses === true || isReady(pod);

/** Addresses by the ports their pods have, in a fixed order. A pod without any of the ports is left out, unless the service has none. */
const subsetsOf = (service: Service, pods: readonly Pod[]): readonly EndpointSubset[] => {
  const gathered = new Map<string, Gathered>();
  for (const pod of pods) {
    const address = isShown(pod, service) ? addressOf(pod, service) : undefined;
    const ports = portsFor(service, pod).map((port) => ({ ...port })).toSorted((a, b) => (portsKey([a]) < portsKey([b]) ? -1 : 1));
    if (address === undefined || (needsPorts(service) && ports.length === 0)) continue;
    const subset = gathered.get(portsKey(ports)) ?? { ports, ready: [], notReady: [] };
    gathered.set(portsKey(ports), subset);
    (isShownReady(pod, service) ? subset.ready : subset.notReady).push(address);
  }
  return [...gathered].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, subset]) => subsetOf(subset));
};

const labelsOf = (service: Service): Readonly<Record<string, string>> =>
  ({ ...labelsFromService(service, [MANAGED_BY_LABEL]), [MANAGED_BY_LABEL]: ENDPOINTS_CONTROLLER });

const annotationsOf = (before: Endpoints | undefined, isTruncated: boolean): Readonly<Record<string, string>> | undefined => {
  const kept = Object.entries(before?.metadata.annotations ?? {}).filter(([key]) => key !== OVER_CAPACITY && key !== TRIGGER_TIME);
  const annotations = [...kept, ...(isTruncated ? [[OVER_CAPACITY, 'truncated'] as const] : [])];
  return annotations.length === 0 ? undefined : Object.fromEntries(annotations);
};

interface Wanted {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>> | undefined;
  readonly subsets: readonly EndpointSubset[];
}

const isRight = ({ metadata, subsets }: Endpoints, wanted: Wanted): boolean =>
  jsonEqual(subsets ?? [], [...wanted.subsets]) && jsonEqual(metadata.labels, wanted.labels) && jsonEqual(metadata.annotations, wanted.annotations);

/** Upstream's syncService of a service that has a selector. */
export const planEndpoints = ({ service, pods, endpoints }: EndpointsInputs): Plan => {
  const all = subsetsOf(service, pods);
  const subsets = truncated(all);
  const { namespace, name } = service.metadata;
  const metadata = { labels: labelsOf(service), annotations: annotationsOf(endpoints?.object, subsets !== all) };
  const content = subsets.length === 0 ? {} : { subsets: [...subsets] };
  const reason = `pods behind service ${name}`;
  if (endpoints === undefined) {
    if (service.metadata.deletionTimestamp !== undefined) return { batches: [] };
    const object = { apiVersion: 'v1', kind: 'Endpoints', metadata: { name, namespace, ...metadata }, ...content };
    return { batches: [[{ verb: 'create', ref: { ...endpointsList, namespace, name }, object, reason }]] };
  }
  if (isRight(endpoints.object, { ...metadata, subsets })) return { batches: [] };
  const { entry, object: { subsets: _before, ...object } } = endpoints;
  const updated = { ...object, metadata: { ...object.metadata, ...metadata }, ...content };
  return { batches: [[{ verb: 'update', ref: refOf(endpointsList, endpoints.object), object: updated, expect: { uid: object.metadata.uid, sequence: entry.sequence }, reason }]] };
};

/** Endpoints go with their service. */
export const planRemoval = ({ entry, object }: Viewed<Endpoints>): Plan => ({
  batches: [[{ verb: 'delete', ref: refOf(endpointsList, object), expect: { uid: object.metadata.uid, sequence: entry.sequence }, reason: `service ${object.metadata.name} is gone` }]],
});
