import type { Json } from '../../../events/json.ts';

interface Orders {
  /** The order the patch wants for its elements. */
  readonly patchOrder: readonly Json[];
  /** The order before the patch. */
  readonly serverOrder: readonly Json[];
  /** The same text for elements that are the same. */
  readonly keyOf: (item: Json) => string;
}

/** An element and where it stands in an order; −1: nowhere. */
interface Placed {
  readonly item: Json;
  readonly place: number;
}

type PlaceOf = (item: Json) => number;

const placesIn = (order: readonly Json[], keyOf: Orders['keyOf']): PlaceOf => {
  const places = new Map<string, number>();
  for (const [place, item] of order.entries()) {
    const key = keyOf(item);
    if (!places.has(key)) places.set(key, place);
  }
  return (item) => places.get(keyOf(item)) ?? -1;
};

const byPlace = (a: Placed, b: Placed): number => (a.place < 0 || b.place < 0 ? 0 : a.place - b.place);

const sorted = (items: readonly Json[], placeOf: PlaceOf): readonly Json[] =>
  items.map((item): Placed => ({ item, place: placeOf(item) })).sort(byPlace).map(({ item }) => item);

/**
 * Orders a merged list as upstream does: the patch's elements as the patch has them, the others as they were, and one
 * of the others goes before an element of the patch only where it stood before it.
 */
export const inElementOrder = (merged: readonly Json[], { patchOrder, serverOrder, keyOf }: Orders): readonly Json[] => {
  const [inPatch, onServer] = [placesIn(patchOrder, keyOf), placesIn(serverOrder, keyOf)];
  const ofPatch = sorted(merged.filter((item) => inPatch(item) >= 0), inPatch);
  const ofServer = sorted(merged.filter((item) => inPatch(item) < 0), onServer);

  const result: Json[] = [];
  let next = 0;
  for (const item of ofPatch) {
    const place = onServer(item);
    for (; next < ofServer.length; next += 1) {
      const other = ofServer[next];
      if (other === undefined || place < 0) break;
      const otherPlace = onServer(other);
      if (otherPlace < 0 || otherPlace >= place) break;
      result.push(other);
    }
    result.push(item);
  }
  return [...result, ...ofServer.slice(next)];
};
