import { streamOf } from '../../events/catalogue.ts';
import type { StreamName } from '../../events/catalogue.ts';
import type { ResourceRef } from '../../events/object-ref.ts';
import { objectKey, resourceKey } from '../../events/object-ref.ts';
import type { Snapshot } from './cluster-state.ts';

/** Resources of the given streams, in the one order every dump of a state uses. */
export const orderedResources = (snapshot: Snapshot, streams: readonly StreamName[]): readonly ResourceRef[] =>
  snapshot.resources()
    .filter((resource) => streams.includes(streamOf(resource)))
    .toSorted((a, b) => (resourceKey(a) < resourceKey(b) ? -1 : 1));

/**
 * What a state is, as bytes for a hash: positions, then per object its resource, key, sequence, form and body. Equal
 * logs give equal bytes, however the state came about. `previous` is left out: what a stream without history has
 * dropped cannot be told from what never was.
 */
export function* stateHashInput(snapshot: Snapshot, streams: readonly StreamName[]): Iterable<Uint8Array> {
  const encoder = new TextEncoder();
  yield encoder.encode(`${streams.map((stream) => `${stream}/${snapshot.position(stream)}`).join(' ')}\n`);
  for (const resource of orderedResources(snapshot, streams)) {
    const label = resourceKey(resource);
    for (const entry of snapshot.list(resource)) {
      const { namespace, name, sequence, form, body, quarantined } = entry;
      yield encoder.encode(`${label} ${objectKey(namespace, name)} ${sequence} ${form} ${quarantined ?? ''} ${body.length}\n`);
      yield body;
    }
  }
}
