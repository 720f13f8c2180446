import type { JsonObject } from '../../../events/json.ts';
import type { Endpoint, EndpointSlice } from '../../../events/resources/discovery/endpoint-slice/schema.ts';
import { endpointSlices } from '../../../events/resources/discovery/endpoint-slice/schema.ts';
import type { Change, Entry } from '../../../projections/cluster-state/cluster-state.ts';
import type { Command } from '../../kit/command.ts';
import { deterministicSuffix } from '../../kit/deterministic-name.ts';
import type { View, Viewed } from '../../kit/reconciler.ts';
import type { Owner } from '../workload/ownership.ts';
import { controllerReference } from '../workload/ownership.ts';
import { refOf } from '../workload/refs.ts';
import { MANAGED_BY_LABEL, SERVICE_NAME_LABEL } from './labels.ts';
import type { AddressType, ResolvedPort } from './pod-endpoint.ts';

/** The longest name without its suffix. */
const LONGEST_PREFIX = 248;
const SUFFIX_LENGTH = 5;

/** What one slice is to hold. */
export interface SliceContent {
  readonly addressType: AddressType;
  readonly ports: readonly ResolvedPort[];
  readonly endpoints: readonly Endpoint[];
}

export interface SliceMetadata {
  readonly labels: Readonly<Record<string, string>>;
  /** Left as they are when absent. */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** What is to become of an owner's slices. */
export interface SliceChanges {
  readonly create: readonly SliceContent[];
  readonly update: readonly { readonly slice: Viewed<EndpointSlice>; readonly content: SliceContent }[];
  readonly remove: readonly Viewed<EndpointSlice>[];
}

/** Slices of the service that this controller keeps and that are not being deleted. */
export const slicesOf = (view: View, { namespace, name }: { readonly namespace: string; readonly name: string }, managedBy: string): readonly Viewed<EndpointSlice>[] =>
  view.labelled(endpointSlices, namespace, { key: SERVICE_NAME_LABEL, value: name })
    .filter(({ object: { metadata } }) => metadata.labels?.[MANAGED_BY_LABEL] === managedBy && metadata.deletionTimestamp === undefined);

/**
 * Services whose slices changed: `namespace/name` by their labels. Also where the controller wrote them itself: another
 * one may have placed the same endpoint elsewhere at the same time, which no compare-and-set of one slice shows.
 */
export const keysOfSliceChange = (managedBy: string) => ({ entry, before }: Change, view: View): readonly string[] => {
  const versions = [entry, before].filter((version): version is Entry => version !== undefined && view.search.mentionsValue(version, MANAGED_BY_LABEL, managedBy));
  const names = versions.map((version) => view.read(endpointSlices, version).object.metadata.labels?.[SERVICE_NAME_LABEL]);
  return [...new Set(names.flatMap((name) => (name === undefined || name === '' ? [] : [`${entry.namespace}/${name}`])))];
};

/** The same for two versions of one endpoint: where it is and what it is, whatever state it is in. */
export const identityOf = ({ addresses, hostname, targetRef }: Endpoint): string =>
  JSON.stringify([addresses.toSorted(), hostname ?? '', targetRef?.namespace ?? '', targetRef?.name ?? '']);

export const isOwnedBy = ({ metadata: { ownerReferences = [] } }: EndpointSlice, { apiVersion, kind, metadata: { uid } }: Owner): boolean =>
  ownerReferences.some((reference) => reference.uid === uid && reference.kind === kind && reference.apiVersion === apiVersion);

/** Slices to be removed become the ones to be made, where type and owner allow. */
export const recycled = ({ create, update, remove }: SliceChanges, owner: Owner): SliceChanges => {
  const waiting = [...create];
  const updates = [...update];
  const removals: Viewed<EndpointSlice>[] = [];
  for (const slice of remove) {
    const content = isOwnedBy(slice.object, owner) ? waiting.findLast(({ addressType }) => addressType === slice.object.addressType) : undefined;
    if (content === undefined) removals.push(slice);
    else {
      waiting.splice(waiting.lastIndexOf(content), 1);
      updates.push({ slice, content });
    }
  }
  return { create: waiting, update: updates, remove: removals };
};

/** Names a function of the owner: two controllers that decide at once ask for the same one, and one is refused. */
const freeNames = function* ({ metadata: { name, uid } }: Owner, taken: (name: string) => boolean): Generator<string, never> {
  for (let attempt = 0; ; attempt += 1) {
    const candidate = `${`${name}-`.slice(0, LONGEST_PREFIX)}${deterministicSuffix(SUFFIX_LENGTH, uid, attempt)}`;
    if (!taken(candidate)) yield candidate;
  }
};

const KIND = { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice' } as const;

const body = ({ addressType, ports, endpoints }: SliceContent): JsonObject => ({ addressType, ports: ports.map((port) => ({ ...port })), endpoints: [...endpoints] });

/** One batch for each slice: creations, then updates, then deletions, so that no address is missed in between. */
export const sliceBatches = ({ create, update, remove }: SliceChanges, options: {
  readonly owner: Owner;
  readonly metadata: SliceMetadata;
  readonly taken: (name: string) => boolean;
  readonly reason: string;
}): readonly (readonly Command[])[] => {
  const { owner, metadata: wanted, taken, reason } = options;
  const { namespace, name: ownerName } = owner.metadata;
  const names = freeNames(owner, taken);
  const creations = create.map((content): Command => {
    const name = names.next().value;
    const metadata = { name, generateName: `${ownerName}-`, namespace, ...wanted, ownerReferences: [controllerReference(owner)] };
    return { verb: 'create', ref: { ...endpointSlices, namespace, name }, object: { ...KIND, metadata, ...body(content) }, reason };
  });
  const updates = update.map(({ slice: { entry, object }, content }): Command => ({
    verb: 'update',
    ref: refOf(endpointSlices, object),
    object: { ...object, metadata: { ...object.metadata, ...wanted }, ...body(content) },
    expect: { uid: object.metadata.uid, sequence: entry.sequence },
    reason,
  }));
  const removals = remove.map(({ entry, object }): Command =>
    ({ verb: 'delete', ref: refOf(endpointSlices, object), expect: { uid: object.metadata.uid, sequence: entry.sequence }, reason }));
  return [...creations, ...updates, ...removals].map((command) => [command]);
};
