import type { ResourceOf } from '../../../events/object-ref.ts';
import type { Entry, Snapshot } from '../../../projections/cluster-state/cluster-state.ts';
import { createEntrySearch } from '../../../projections/cluster-state/entry-search.ts';
import { createObjectIndex } from '../../../projections/object-index/object-index.ts';
import { createParseCache } from '../parse-cache.ts';
import type { Viewed, Views } from '../reconciler.ts';

/** Stored bytes of the objects kept parsed per process. */
const CACHED_BYTES = 32 * 1024 * 1024;

/**
 * Views over snapshots, each taken when first needed and then kept, that share one parse cache, their
 * indexes and the text last searched. An object that cannot be read is left out of
 * lists and answered as absent: nothing can be decided about it.
 */
export const createViews = (): Views => {
  const cache = createParseCache(CACHED_BYTES);
  const index = createObjectIndex();
  const search = createEntrySearch();

  // The resource says what its objects are; they were checked against its schema before they were stored.
  const viewed = <T>(_resource: ResourceOf<T>, entry: Entry): Viewed<T> => ({ entry, object: cache.parse(entry) as T });

  const readable = <T>(resource: ResourceOf<T>, entries: Iterable<Entry>): readonly Viewed<T>[] => {
    const found: Viewed<T>[] = [];
    for (const entry of entries) if (entry.quarantined === undefined) found.push(viewed(resource, entry));
    return found;
  };

  return (take) => {
    let taken: Snapshot | undefined;
    const snapshot = (): Snapshot => (taken ??= take());
    return {
      snapshot,
      get: (resource, namespace, name) => {
        const entry = snapshot().get(resource, namespace, name);
        return entry === undefined || entry.quarantined !== undefined ? undefined : viewed(resource, entry);
      },
      list: (resource, namespace) => readable(resource, snapshot().list(resource, namespace === undefined ? {} : { namespace })),
      controlledBy: (resource, namespace, ownerUid) =>
        readable(resource, index.find(snapshot(), { resource, attribute: { by: 'controller' }, value: ownerUid, namespace })),
      labelled: (resource, namespace, { key, value }) =>
        readable(resource, index.find(snapshot(), { resource, attribute: { by: 'label', key }, value, namespace })),
      read: viewed,
      search,
    };
  };
};
