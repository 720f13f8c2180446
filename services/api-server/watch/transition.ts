import type { Change, Entry } from '../../../projections/cluster-state/cluster-state.ts';

/** What one change means to one watcher: the event's type and the version whose body it carries. */
export interface Transition {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly entry: Entry;
  /** The change's sequence, also for a DELETED that carries the last matching body. */
  readonly resourceVersion: number;
}

/**
 * A selector sees an object come (ADDED) and go (DELETED) by its matching, not by its existence. Undefined when the
 * change is outside the selection before and after.
 */
export const transitionOf = (change: Change, matches: (entry: Entry) => boolean): Transition | undefined => {
  const { entry, before } = change;
  const resourceVersion = entry.sequence;
  const matched = before !== undefined && matches(before);
  if (change.operation === 'delete') {
    const visible = before === undefined ? matches(entry) : matched;
    return visible ? { type: 'DELETED', entry, resourceVersion } : undefined;
  }
  const matching = matches(entry);
  if (matching) return { type: matched ? 'MODIFIED' : 'ADDED', entry, resourceVersion };
  return matched ? { type: 'DELETED', entry: before, resourceVersion } : undefined;
};
