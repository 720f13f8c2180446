import { objectKey } from '../../../events/object-ref.ts';
import type { Entry } from '../../../projections/cluster-state/cluster-state.ts';
import type { Scope } from '../scope.ts';
import type { Listing } from './listing.ts';
import { narrow } from './narrow.ts';
import type { Selection } from './selection.ts';

export interface Page {
  readonly entries: readonly Entry[];
  /** Whether objects that match come behind the page. */
  readonly more: boolean;
}

export interface PageRequest {
  readonly listing: Listing;
  readonly selection: Selection;
  /** The object key behind which the page begins. */
  readonly after: string | undefined;
  /** 0: everything. */
  readonly limit: number;
}

/** Steps between two pauses; each may parse a body. */
const PAUSE_EVERY = 250;

interface Candidates {
  readonly entries: Iterable<Entry>;
  readonly matches: (entry: Entry) => boolean;
}

const all = (): boolean => true;

const isBehind = ({ namespace, name }: Entry, after: string | undefined): boolean => after === undefined || objectKey(namespace, name) > after;

/** Where matching entries are to be looked for. */
const candidates = async (scope: Scope, { listing, selection, after }: Omit<PageRequest, 'limit'>): Promise<Candidates> => {
  const { matches } = selection;
  if (selection.single !== undefined) {
    const entry = listing.get(selection.namespace, selection.single);
    return { entries: entry !== undefined && isBehind(entry, after) ? [entry] : [], matches };
  }
  const where = { namespace: selection.namespace, ...(after !== undefined && { after }) };
  if (!selection.selective) return { entries: listing.list(where), matches: all };
  const narrowed = await narrow(scope, listing.newest, selection);
  if (narrowed === undefined) return { entries: listing.list(where), matches };
  return { entries: listing.list({ ...where, among: narrowed.list(where), restored: matches }), matches: narrowed.decided ? all : matches };
};

/** Matching entries in order, opened where they are sealed; lets others run while it looks for them. */
export async function* matchingEntries(scope: Scope, request: Omit<PageRequest, 'limit'>): AsyncGenerator<readonly Entry[]> {
  const { reader, pause } = scope.shared;
  const { entries, matches } = await candidates(scope, request);
  let found: Entry[] = [];
  let steps = 0;
  for (const entry of entries) {
    if (reader.needsPreparing(entry)) await reader.prepare([entry]);
    if (matches(entry)) found.push(entry);
    steps += 1;
    if (steps % PAUSE_EVERY > 0) continue;
    if (found.length > 0) yield found;
    found = [];
    if (matches !== all) await pause();
  }
  if (found.length > 0) yield found;
}

/** Gathers the matching entries of one page. */
export const collectPage = async (scope: Scope, { limit, ...request }: PageRequest): Promise<Page> => {
  const entries: Entry[] = [];
  for await (const some of matchingEntries(scope, request)) {
    for (const entry of some) entries.push(entry);
    if (limit > 0 && entries.length > limit) return { entries: entries.slice(0, limit), more: true };
  }
  return { entries, more: false };
};
