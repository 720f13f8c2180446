import { jsonEqual } from '../../../events/json-equal.ts';
import type { Endpoint, EndpointSlice } from '../../../events/resources/discovery/endpoint-slice/schema.ts';
import type { Viewed } from '../../kit/reconciler.ts';
import { identityOf } from './slices.ts';

/** Upstream's default of --max-endpoints-per-slice. */
export const MAX_ENDPOINTS_PER_SLICE = 100;

export interface Packing {
  readonly update: readonly { readonly slice: Viewed<EndpointSlice>; readonly endpoints: readonly Endpoint[] }[];
  readonly create: readonly (readonly Endpoint[])[];
  readonly remove: readonly Viewed<EndpointSlice>[];
}

interface Filling {
  readonly slice: Viewed<EndpointSlice>;
  readonly endpoints: Endpoint[];
  changed: boolean;
}

/** What stays where it is, and what is left to be placed. */
const keepInPlace = (existing: readonly Viewed<EndpointSlice>[], missing: Map<string, Endpoint>, isOutdated: (slice: EndpointSlice) => boolean): readonly Filling[] =>
  existing.map((slice) => {
    const endpoints: Endpoint[] = [];
    const before = slice.object.endpoints ?? [];
    let changed = isOutdated(slice.object);
    for (const endpoint of before) {
      const wanted = missing.get(identityOf(endpoint));
      if (wanted === undefined) continue;
      missing.delete(identityOf(endpoint));
      endpoints.push(wanted);
      changed ||= !jsonEqual(wanted, endpoint);
    }
    return { slice, endpoints, changed: changed || endpoints.length !== before.length };
  });

/** The untouched slice that is fullest once the rest is in it. */
const bestFor = (fillings: readonly Filling[], count: number): Filling | undefined =>
  fillings
    .filter(({ changed, endpoints }) => !changed && endpoints.length + count <= MAX_ENDPOINTS_PER_SLICE)
    .toSorted((a, b) => b.endpoints.length - a.endpoints.length)[0];

/**
 * Spreads endpoints over slices of the same ports so that few slices change: what is in a slice stays there; what is
 * new goes into slices that change anyway, the fullest first; a rest that fits into one more is put there, else into
 * new ones. Slices left empty go.
 */
export const pack = (existing: readonly Viewed<EndpointSlice>[], desired: readonly Endpoint[], isOutdated: (slice: EndpointSlice) => boolean): Packing => {
  const missing = new Map(desired.map((endpoint) => [identityOf(endpoint), endpoint]));
  const fillings = keepInPlace(existing, missing, isOutdated);
  let rest = [...missing.values()];
  const fill = (filling: Filling): void => {
    const room = MAX_ENDPOINTS_PER_SLICE - filling.endpoints.length;
    filling.endpoints.push(...rest.slice(0, room));
    filling.changed = true;
    rest = rest.slice(room);
  };
  const open = fillings.filter(({ changed, endpoints }) => changed && endpoints.length > 0).toSorted((a, b) => b.endpoints.length - a.endpoints.length);
  for (const filling of open) fill(filling);
  const best = rest.length === 0 ? undefined : bestFor(fillings, rest.length);
  if (best !== undefined) fill(best);
  const create: (readonly Endpoint[])[] = [];
  for (let from = 0; from < rest.length; from += MAX_ENDPOINTS_PER_SLICE) create.push(rest.slice(from, from + MAX_ENDPOINTS_PER_SLICE));
  return {
    update: fillings.filter(({ changed, endpoints }) => changed && endpoints.length > 0),
    create,
    remove: fillings.filter(({ changed, endpoints }) => changed && endpoints.length === 0).map(({ slice }) => slice),
  };
};
