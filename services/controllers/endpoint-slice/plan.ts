import { jsonEqual } from '../../../events/json-equal.ts';
import type { Node } from '../../../events/resources/core/node/schema.ts';
import type { Pod } from '../../../events/resources/core/pod/schema.ts';
import type { Service } from '../../../events/resources/core/service/schema.ts';
import type { Endpoint, EndpointSlice } from '../../../events/resources/discovery/endpoint-slice/schema.ts';
import type { Plan, Viewed } from '../../kit/reconciler.ts';
import { labelsFromService, MANAGED_BY_LABEL, SERVICE_NAME_LABEL } from '../service-endpoints/labels.ts';
import { pack } from '../service-endpoints/pack.ts';
import type { AddressType, ResolvedPort } from '../service-endpoints/pod-endpoint.ts';
import { isPublished, portsFor, portsKey } from '../service-endpoints/pod-endpoint.ts';
import type { SliceChanges, SliceContent } from '../service-endpoints/slices.ts';
import { isOwnedBy, recycled, sliceBatches } from '../service-endpoints/slices.ts';
import { podToEndpoint } from './pod-to-endpoint.ts';

/** Value of the managed-by label of its slices. */
export const SLICE_CONTROLLER = 'endpointslice-controller.k8s.io';

const ZONE_LABEL = 'topology.kubernetes.io/zone';
/** When a pod's node is looked for again. */
const NODE_AGAIN_MS = 30_000;
const RESERVED = [SERVICE_NAME_LABEL, MANAGED_BY_LABEL];

/** One service with a selector and its surroundings, all read at one position of the log. */
export interface EndpointSliceInputs {
  readonly service: Service;
  /** The pods it selects. */
  readonly pods: readonly Pod[];
  /** Its slices, by name. */
  readonly slices: readonly Viewed<EndpointSlice>[];
  readonly node: (name: string) => Node | undefined;
  /** Whether a slice of that name exists in the namespace. */
  readonly taken: (name: string) => boolean;
}

const addressTypes = ({ spec: { ipFamilies = [], clusterIP = 'None' } }: Service): readonly AddressType[] => {
  const families = ipFamilies.filter((family): family is AddressType => family === 'IPv4' || family === 'IPv6');
  if (families.length > 0) return families;
  if (clusterIP === 'None' || clusterIP === '') return ['IPv4', 'IPv6'];
  return [clusterIP.includes(':') ? 'IPv6' : 'IPv4'];
};

interface PortGroup {
  readonly ports: readonly ResolvedPort[];
  readonly endpoints: Endpoint[];
}

const isPlaced = ({ service, node }: EndpointSliceInputs, { spec: { nodeName = '' } }: Pod): boolean =>
  service.spec.publishNotReadyAddresses === true || node(nodeName) !== undefined;

/** Endpoints by the ports their pods have; a group may be empty. */
const portGroups = (inputs: EndpointSliceInputs, addressType: AddressType): ReadonlyMap<string, PortGroup> => {
  const { service, pods, node } = inputs;
  const groups = new Map<string, PortGroup>();
  for (const pod of pods) {
    if (!isPublished(pod)) continue;
    const ports = portsFor(service, pod);
    const key = portsKey(ports);
    const group = groups.get(key) ?? { ports, endpoints: [] };
    groups.set(key, group);
    if (!isPlaced(inputs, pod)) continue;
    const endpoint = podToEndpoint(pod, service, { addressType, zone: node(pod.spec.nodeName ?? '')?.metadata.labels?.[ZONE_LABEL] });
    if (endpoint.addresses.length > 0) group.endpoints.push(endpoint);
  }
  return groups;
};

const sliceLabels = (service: Service): Readonly<Record<string, string>> =>
  ({ ...labelsFromService(service, RESERVED), [SERVICE_NAME_LABEL]: service.metadata.name, [MANAGED_BY_LABEL]: SLICE_CONTROLLER });

const withoutOrder = (group: PortGroup): PortGroup => ({ ...group, ports: group.ports.toSorted((a, b) => (portsKey([a]) < portsKey([b]) ? -1 : 1)) });

const isEmpty = ({ object: { endpoints = [], ports = [] } }: Viewed<EndpointSlice>): boolean => (endpoints ?? []).length === 0 && (ports ?? []).length === 0;

/** Slices of one family; there is always one at least, an empty one when nothing is behind the service. */
const changesOfType = (inputs: EndpointSliceInputs, addressType: AddressType): SliceChanges => {
  const { service } = inputs;
  const labels = sliceLabels(service);
  const isOutdated = (slice: EndpointSlice): boolean => !jsonEqual(slice.metadata.labels, labels);
  const existing = inputs.slices.filter(({ object }) => object.addressType === addressType);
  const owned = existing.filter(({ object }) => isOwnedBy(object, service));
  const groups = portGroups(inputs, addressType);
  const create: SliceContent[] = [];
  const update: { readonly slice: Viewed<EndpointSlice>; readonly content: SliceContent }[] = [];
  const remove = existing.filter(({ object }) => !isOwnedBy(object, service) || !groups.has(portsKey(object.ports ?? [])));
  for (const [key, group] of groups) {
    const { ports, endpoints } = withoutOrder(group);
    const packed = pack(owned.filter(({ object }) => portsKey(object.ports ?? []) === key), endpoints, isOutdated);
    create.push(...packed.create.map((some) => ({ addressType, ports, endpoints: some })));
    update.push(...packed.update.map(({ slice, endpoints: some }) => ({ slice, content: { addressType, ports, endpoints: some } })));
    remove.push(...packed.remove);
  }
  if (existing.length > remove.length || create.length > 0) return { create, update, remove };
  const [only] = remove;
  const isPlaceholder = only !== undefined && remove.length === 1 && isEmpty(only) && isOwnedBy(only.object, service) && !isOutdated(only.object);
  return isPlaceholder ? { create, update, remove: [] } : { create: [{ addressType, ports: [], endpoints: [] }], update, remove };
};

/** Upstream's reconcile of the slices of one service that has a selector. */
export const planEndpointSlices = (inputs: EndpointSliceInputs): Plan => {
  const { service, pods, taken } = inputs;
  const types = addressTypes(service);
  const unsupported = inputs.slices.filter(({ object }) => !types.some((type) => type === object.addressType));
  const perType = types.map((type) => changesOfType(inputs, type));
  const changes: SliceChanges = {
    create: perType.flatMap(({ create }) => create),
    update: perType.flatMap(({ update }) => update),
    remove: [...perType.flatMap(({ remove }) => remove), ...unsupported],
  };
  const { create, ...others } = recycled(changes, service);
  const reason = `pods behind service ${service.metadata.name}`;
  // New slices of a service that goes would outlive the garbage collector's look at it.
  const kept = { create: service.metadata.deletionTimestamp === undefined ? create : [], ...others };
  const isWaiting = pods.some((pod) => isPublished(pod) && !isPlaced(inputs, pod));
  return {
    batches: sliceBatches(kept, { owner: service, metadata: { labels: sliceLabels(service) }, taken, reason }),
    ...(isWaiting && { againAfterMs: NODE_AGAIN_MS }),
  };
};
