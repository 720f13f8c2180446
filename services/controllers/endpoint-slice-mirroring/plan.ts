import { jsonEqual } from '../../../events/json-equal.ts';
import type { EndpointAddress, Endpoints, EndpointSubset } from '../../../events/resources/core/endpoints/schema.ts';
import { endpointsList } from '../../../events/resources/core/endpoints/schema.ts';
import type { Service } from '../../../events/resources/core/service/schema.ts';
import type { Endpoint, EndpointSlice } from '../../../events/resources/discovery/endpoint-slice/schema.ts';
import { isIpv4, isIpv6 } from '../../../events/resources/_types/validation/ip-address.ts';
import type { EventNote, Plan, Viewed } from '../../kit/reconciler.ts';
import { MANAGED_BY_LABEL, SERVICE_NAME_LABEL, SKIP_MIRROR_LABEL } from '../service-endpoints/labels.ts';
import type { AddressType, ResolvedPort } from '../service-endpoints/pod-endpoint.ts';
import { portsKey } from '../service-endpoints/pod-endpoint.ts';
import type { SliceChanges, SliceContent, SliceMetadata } from '../service-endpoints/slices.ts';
import { identityOf, recycled, sliceBatches } from '../service-endpoints/slices.ts';
import { notesAbout } from '../workload/refs.ts';

/** Value of the managed-by label of its slices. */
export const MIRRORING_CONTROLLER = 'endpointslicemirroring-controller.k8s.io';
/** Most addresses of one subset that are mirrored. */
export const MAX_MIRRORED = 1000;

const LEADER_ANNOTATION = 'control-plane.alpha.kubernetes.io/leader';
const NOT_MIRRORED: readonly string[] = ['endpoints.kubernetes.io/last-change-trigger-time', 'kubectl.kubernetes.io/last-applied-configuration'];

/** Endpoints somebody keeps by hand for a service without a selector, and their mirror. */
export interface MirroringInputs {
  readonly endpoints: Endpoints;
  /** Slices that mirror it, by name. */
  readonly slices: readonly Viewed<EndpointSlice>[];
  /** Whether a slice of that name exists in the namespace. */
  readonly taken: (name: string) => boolean;
}

/** Whether Endpoints are to have a mirror: kept by hand, for a service that is there, and not told otherwise. */
export const isMirrored = ({ metadata: { labels, annotations } }: Endpoints, service: Service | undefined): boolean =>
  service !== undefined && service.spec.selector === undefined && labels?.[SKIP_MIRROR_LABEL] !== 'true' && annotations?.[LEADER_ANNOTATION] === undefined;

const typeOf = (ip: string): AddressType | undefined => {
  if (isIpv4(ip)) return 'IPv4';
  return isIpv6(ip) ? 'IPv6' : undefined;
};

const toEndpoint = ({ ip, hostname, nodeName, targetRef }: EndpointAddress, ready: boolean): Endpoint => ({
  addresses: [ip],
  conditions: { ready },
  ...(hostname !== undefined && hostname !== '' && { hostname }),
  ...(targetRef !== undefined && { targetRef }),
  ...(nodeName !== undefined && { nodeName }),
});

interface Mirror {
  readonly addressType: AddressType;
  readonly ports: readonly ResolvedPort[];
  readonly endpoints: Map<string, Endpoint>;
}

interface Desired {
  readonly mirrors: ReadonlyMap<string, Mirror>;
  readonly invalid: number;
  /** Valid ones beyond the most a subset may have. */
  readonly skipped: number;
}

const keyOf = (addressType: string, ports: Parameters<typeof portsKey>[0]): string => `${addressType} ${portsKey(ports)}`;

const portsOf = ({ ports }: EndpointSubset): readonly ResolvedPort[] =>
  (ports ?? []).map(({ name = '', protocol = 'TCP', port, appProtocol }) => ({ name, protocol, port, ...(appProtocol !== undefined && { appProtocol }) }));

const desiredOf = ({ subsets }: Endpoints): Desired => {
  const mirrors = new Map<string, Mirror>();
  let [invalid, skipped] = [0, 0];
  for (const subset of subsets ?? []) {
    const ports = portsOf(subset);
    const addresses = [...(subset.addresses ?? []).map((address) => toEndpoint(address, true)), ...(subset.notReadyAddresses ?? []).map((address) => toEndpoint(address, false))];
    const valid = addresses.filter(({ addresses: [ip = ''] }) => typeOf(ip) !== undefined);
    invalid += addresses.length - valid.length;
    skipped += Math.max(0, valid.length - MAX_MIRRORED);
    for (const endpoint of valid.slice(0, MAX_MIRRORED)) {
      const addressType = typeOf(endpoint.addresses[0] ?? '') ?? 'IPv4';
      const mirror = mirrors.get(keyOf(addressType, ports)) ?? { addressType, ports, endpoints: new Map<string, Endpoint>() };
      mirrors.set(keyOf(addressType, ports), mirror);
      mirror.endpoints.set(identityOf(endpoint), endpoint);
    }
  }
  return { mirrors, invalid, skipped };
};

const metadataOf = ({ metadata: { name, labels, annotations = {} } }: Endpoints): Required<SliceMetadata> => ({
  labels: { ...labels, [SERVICE_NAME_LABEL]: name, [MANAGED_BY_LABEL]: MIRRORING_CONTROLLER },
  annotations: Object.fromEntries(Object.entries(annotations).filter(([key]) => !NOT_MIRRORED.includes(key))),
});

const isSame = ({ object: { metadata, endpoints } }: Viewed<EndpointSlice>, content: SliceContent, { labels, annotations }: Required<SliceMetadata>): boolean => {
  const before = new Map((endpoints ?? []).map((endpoint) => [identityOf(endpoint), endpoint]));
  return before.size === content.endpoints.length
    && content.endpoints.every((endpoint) => jsonEqual(before.get(identityOf(endpoint)), endpoint))
    && jsonEqual(metadata.labels ?? {}, labels) && jsonEqual(metadata.annotations ?? {}, annotations);
};

const changesFor = (slices: readonly Viewed<EndpointSlice>[], mirrors: ReadonlyMap<string, Mirror>, metadata: Required<SliceMetadata>): SliceChanges => {
  const create: SliceContent[] = [];
  const update: { readonly slice: Viewed<EndpointSlice>; readonly content: SliceContent }[] = [];
  const keyed = slices.map((slice) => ({ slice, key: keyOf(slice.object.addressType, slice.object.ports ?? []) }));
  const remove = keyed.filter(({ key }) => !mirrors.has(key)).map(({ slice }) => slice);
  for (const [key, { addressType, ports, endpoints }] of mirrors) {
    const [first, ...others] = keyed.filter((one) => one.key === key).map(({ slice }) => slice);
    const content: SliceContent = { addressType, ports, endpoints: [...endpoints.values()].slice(0, MAX_MIRRORED) };
    remove.push(...others);
    if (first === undefined) create.push(content);
    else if (!isSame(first, content, metadata)) update.push({ slice: first, content });
  }
  return { create, update, remove };
};

const notesOf = (endpoints: Endpoints, { invalid, skipped }: Desired): readonly EventNote[] => {
  const { warning } = notesAbout(endpointsList, endpoints);
  return [
    ...(invalid > 0 ? [warning('InvalidIPAddress', `Skipped ${invalid} invalid IP addresses when mirroring to EndpointSlices`)] : []),
    ...(skipped > 0 ? [warning('TooManyAddressesToMirror', `A max of ${MAX_MIRRORED} addresses can be mirrored to EndpointSlices per Endpoints subset. ${skipped + invalid} addresses were skipped`)] : []),
  ];
};

/** Upstream's reconcile of a mirror: one slice for each family and set of ports. */
export const planMirror = ({ endpoints, slices, taken }: MirroringInputs): Plan => {
  const desired = desiredOf(endpoints);
  const metadata = metadataOf(endpoints);
  const { create, ...others } = recycled(changesFor(slices, desired.mirrors, metadata), endpoints);
  const kept = { create: endpoints.metadata.deletionTimestamp === undefined ? create : [], ...others };
  const batches = sliceBatches(kept, { owner: endpoints, metadata, taken, reason: `mirrors endpoints ${endpoints.metadata.name}` });
  return { batches, ...(batches.length > 0 && { notes: notesOf(endpoints, desired) }) };
};

/** Nothing to mirror: what mirrored it goes. */
export const planNoMirror = (slices: MirroringInputs['slices']): Plan => ({
  batches: slices.map(({ entry, object }) => [{
    verb: 'delete',
    ref: { group: entry.group, resource: entry.resource, namespace: entry.namespace, name: entry.name },
    expect: { uid: object.metadata.uid, sequence: entry.sequence },
    reason: 'its endpoints are not mirrored',
  }]),
});
