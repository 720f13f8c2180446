import { streamOf } from '../../../events/catalogue.ts';
import { objectKey, resourceKey } from '../../../events/object-ref.ts';
import type { Change, Entry, Snapshot } from '../../../projections/cluster-state/cluster-state.ts';
import type { FollowerStatus } from '../follower.ts';

/** The objects whose newest event could not be read, for health and metrics. */
export interface QuarantineList {
  /** Returns the entries newly quarantined. */
  note(changes: readonly Change[]): readonly Entry[];
  all(): FollowerStatus['quarantined'];
}

const keyOf = (entry: Entry): string => `${resourceKey(entry)} ${objectKey(entry.namespace, entry.name)}`;

export const createQuarantineList = (restored: Snapshot): QuarantineList => {
  const entries = new Map<string, Entry>();
  for (const resource of restored.resources()) {
    for (const entry of restored.list(resource)) if (entry.quarantined !== undefined) entries.set(keyOf(entry), entry);
  }
  return {
    note: (changes) => {
      const added: Entry[] = [];
      for (const { entry, before, operation } of changes) {
        if (before?.quarantined !== undefined) entries.delete(keyOf(entry));
        if (operation === 'delete' || entry.quarantined === undefined) continue;
        entries.set(keyOf(entry), entry);
        added.push(entry);
      }
      return added;
    },
    all: () => [...entries.values()].map((entry) => ({
      position: { stream: streamOf(entry), sequence: entry.sequence },
      why: `${keyOf(entry)}: ${entry.quarantined ?? ''}`,
    })),
  };
};
