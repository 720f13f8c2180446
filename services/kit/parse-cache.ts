import { streamOf } from '../../events/catalogue.ts';
import type { JsonObject } from '../../events/json.ts';
import { isJsonObject } from '../../events/json.ts';
import { parseJson } from '../../events/parse-json.ts';
import { splitSealed } from '../../events/sealed-object.ts';
import type { Entry } from '../../projections/cluster-state/cluster-state.ts';

/** Stored objects, parsed. What it answers is shared: never changed in place. */
export interface ParseCache {
  /** The object's JSON, for a sealed entry its clear part. Throws for a quarantined entry and for anything else that is not a JSON object. */
  parse(entry: Entry): JsonObject;
}

/** Bytes of stored JSON whose parsed form is kept, by default; parsed objects take about three times as much. */
const DEFAULT_BYTES = 8 * 1024 * 1024;

const parseBody = ({ form, body, quarantined }: Entry, decoder: { decode(bytes: Uint8Array): string }): JsonObject => {
  if (quarantined !== undefined) throw new Error(`a quarantined object cannot be read: ${quarantined}`);
  const value: unknown = parseJson(decoder.decode(form === 'sealed' ? splitSealed(body).clear : body));
  if (!isJsonObject(value)) throw new TypeError('a stored object is not a JSON object');
  return value;
};

/** Least recently used objects go first once the stored bytes behind them exceed `maxBytes`. */
export const createParseCache = (maxBytes = DEFAULT_BYTES): ParseCache => {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const cached = new Map<string, { readonly object: JsonObject; readonly bytes: number }>();
  let bytes = 0;

  const evict = (): void => {
    for (const [key, { bytes: size }] of cached) {
      if (bytes <= maxBytes) return;
      cached.delete(key);
      bytes -= size;
    }
  };

  return {
    parse: (entry) => {
      const key = `${streamOf(entry)}/${entry.sequence}`;
      const hit = cached.get(key);
      if (hit !== undefined) {
        cached.delete(key);
        cached.set(key, hit);
        return hit.object;
      }
      const object = parseBody(entry, decoder);
      cached.set(key, { object, bytes: entry.body.length });
      bytes += entry.body.length;
      evict();
      return object;
    },
  };
};
