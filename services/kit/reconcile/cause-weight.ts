import type { JsonObject } from '../../../events/json.ts';
import { numberAt, valueAt } from '../../../events/json-path.ts';
import type { ResourceOf } from '../../../events/object-ref.ts';
import type { Change, Entry } from '../../../projections/cluster-state/cluster-state.ts';
import type { View } from '../reconciler.ts';

const objectOf = (view: View, entry: Entry): JsonObject => {
  const resource: ResourceOf<JsonObject> = { group: entry.group, resource: entry.resource };
  return view.read(resource, entry).object;
};

const wasAskedFor = ({ operation, entry, before }: Change, view: View): boolean => {
  if (before === undefined) return true;
  const old = objectOf(view, before);
  if (operation === 'delete') return valueAt(old, 'metadata', 'deletionTimestamp') === undefined;
  const now = objectOf(view, entry);
  return numberAt(now, 'metadata', 'generation') !== numberAt(old, 'metadata', 'generation');
};

/**
 * How well an event explains what a reconciler does next, for when several wait for the same key: what it wrote itself
 * explains least, then what was observed; best does what somebody asked for: a new object, a change of what is wanted,
 * a deletion.
 */
export const causeWeight = (change: Change, view: View, actor: string): number => {
  if (change.event.actor === actor) return 0;
  return wasAskedFor(change, view) ? 2 : 1;
};
