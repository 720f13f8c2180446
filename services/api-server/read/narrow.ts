import { objectKey } from '../../../events/object-ref.ts';
import type { IndexedMoment, Where } from '../../../projections/object-index/attribute-index.ts';
import type { Entry, Snapshot } from '../../../projections/cluster-state/cluster-state.ts';
import type { Scope } from '../scope.ts';
import { compareEntries } from './listing.ts';
import type { Lookup, Selection } from './selection.ts';

/** Entries among which are all that a selection matches, found by an index instead of looked for among all. */
export interface Narrowed {
  /** Ordered by object key. */
  list(where: Where): Iterable<Entry>;
  /** Whether every one of them matches, so that none needs to be looked at. */
  readonly decided: boolean;
}

/** Of a resource with fewer objects all are looked at: that costs less than an index of them. */
const WORTH_AN_INDEX = 512;
/** An index that leaves fewer than this, or than a share of all, is good enough: no other is built to compare. */
const FEW = 256;
const SMALL_SHARE = 0.02;

interface Found {
  readonly moment: IndexedMoment;
  readonly lookup: Lookup;
  readonly count: number;
}

const countOf = (moment: IndexedMoment, { values }: Lookup, namespace: string): number =>
  (values ?? []).reduce((sum, value) => sum + moment.countWithTerm(value, namespace), 0);

const isIn = ({ namespace = '', after }: Where) => (entry: Entry): boolean =>
  (namespace === '' || entry.namespace === namespace) && (after === undefined || objectKey(entry.namespace, entry.name) > after);

const narrowedBy = ({ moment, lookup }: Found): Narrowed => ({
  decided: lookup.decides,
  list: (where) => {
    const { values } = lookup;
    if (values === undefined) return [...moment.withAnyTerm()].filter(isIn(where)).sort(compareEntries);
    const [only] = values;
    if (only !== undefined && values.length === 1) return moment.withTerm(only, where);
    return values.flatMap((value) => [...moment.withTerm(value, where)]).sort(compareEntries);
  },
});

const isWorthAnIndex = ({ kind, momentMs }: Scope, selection: Selection, total: number): boolean =>
  selection.lookups.length > 0 && momentMs === undefined && kind.stored.definition.sealed !== true && total >= WORTH_AN_INDEX;

/** Undefined when nothing helps: no selector an index serves, few objects, or a moment of the past. */
export const narrow = async (scope: Scope, snapshot: Snapshot, selection: Selection): Promise<Narrowed | undefined> => {
  const { shared, kind } = scope;
  const resource = kind.stored.definition;
  const total = snapshot.count(resource, selection.namespace);
  if (!isWorthAnIndex(scope, selection, total)) return undefined;
  let best: Found | undefined;
  for (const lookup of selection.lookups) {
    const moment = await shared.index.at(snapshot, { resource, attribute: lookup.attribute, pause: shared.pause });
    // What cannot be read might match: the list has to say so.
    if (moment.unreadable > 0) return undefined;
    const count = lookup.values === undefined ? total : countOf(moment, lookup, selection.namespace);
    if (best === undefined || count < best.count) best = { moment, lookup, count };
    if (best.count < Math.max(FEW, total * SMALL_SHARE)) break;
  }
  return best && narrowedBy(best);
};
