import type { EndpointAddress, EndpointSubset } from '../../../events/resources/core/endpoints/schema.ts';

/** Most addresses Endpoints name. */
export const MAX_ADDRESSES = 1000;

type Part = 'addresses' | 'notReadyAddresses';

const count = (subsets: readonly EndpointSubset[], part: Part): number => subsets.reduce((sum, subset) => sum + (subset[part] ?? []).length, 0);

const withPart = (subset: EndpointSubset, part: Part, kept: readonly EndpointAddress[]): EndpointSubset => {
  const { [part]: _, ...others } = subset;
  return kept.length === 0 ? others : { ...others, [part]: [...kept] };
};

/** Every subset keeps its share of `room`, rounded up as long as there is room. */
const shared = (subsets: readonly EndpointSubset[], part: Part, room: number): readonly EndpointSubset[] => {
  const total = count(subsets, part);
  let left = room;
  return subsets.map((subset) => {
    const addresses = subset[part] ?? [];
    const kept = addresses.slice(0, Math.min(left, Math.ceil((addresses.length / total) * room)));
    left -= kept.length;
    return withPart(subset, part, kept);
  });
};

/** The subsets with no more than 1000 addresses, ready ones first; the very same ones where they have no more. */
export const truncated = (subsets: readonly EndpointSubset[]): readonly EndpointSubset[] => {
  const [ready, notReady] = [count(subsets, 'addresses'), count(subsets, 'notReadyAddresses')];
  if (ready + notReady <= MAX_ADDRESSES) return subsets;
  const cut = ready > MAX_ADDRESSES
    ? shared(subsets, 'addresses', MAX_ADDRESSES).map((subset) => withPart(subset, 'notReadyAddresses', []))
    : shared(subsets, 'notReadyAddresses', MAX_ADDRESSES - ready);
  return cut.filter(({ addresses = [], notReadyAddresses = [] }) => addresses.length + notReadyAddresses.length > 0);
};
