import type { Json } from '../../../events/json.ts';

interface Orders {
  /** The order the patch wants for its elements. */
  readonly patchOrder: readonly Json[];
  /** The order before the patch. */
  readonly serverOrder: readonly Json[];
  readonly same: (a: Json, b: Json) => boolean;
}

/**
 * Orders a merged list as upstream does: the patch's elements as the patch has them, the others as they were, and one
 * of the others goes before an element of the patch only where it stood before it.
 */
export const inElementOrder = (merged: readonly Json[], { patchOrder, serverOrder, same }: Orders): readonly Json[] => {
  const placeIn = (list: readonly Json[], item: Json): number => list.findIndex((other) => same(other, item));
  const sorted = (items: readonly Json[], order: readonly Json[]): readonly Json[] =>
    items.toSorted((a, b) => {
      const [placeA, placeB] = [placeIn(order, a), placeIn(order, b)];
      return placeA < 0 || placeB < 0 ? 0 : placeA - placeB;
    });
  const ofPatch = sorted(merged.filter((item) => placeIn(patchOrder, item) >= 0), patchOrder);
  const ofServer = sorted(merged.filter((item) => placeIn(patchOrder, item) < 0), serverOrder);

  const result: Json[] = [];
  let next = 0;
  for (const item of ofPatch) {
    const place = placeIn(serverOrder, item);
    for (; next < ofServer.length; next += 1) {
      const other = ofServer[next];
      if (other === undefined || place < 0) break;
      const otherPlace = placeIn(serverOrder, other);
      if (otherPlace < 0 || otherPlace >= place) break;
      result.push(other);
    }
    result.push(item);
  }
  return [...result, ...ofServer.slice(next)];
};
