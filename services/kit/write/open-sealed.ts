import type { JsonObject } from '../../../events/json.ts';
import { isJsonObject } from '../../../events/json.ts';
import { parseJson } from '../../../events/parse-json.ts';
import { clearPartOf, sealLabel, splitSealed, withClearPart } from '../../../events/sealed-object.ts';
import type { Entry } from '../../../projections/cluster-state/cluster-state.ts';
import type { Sealer } from '../port.ts';

const parse = (text: string): JsonObject => {
  const value: unknown = parseJson(text);
  if (!isJsonObject(value)) throw new TypeError('a stored object is not a JSON object');
  return value;
};

/** Brings the opened object up to its clear part, which roles without the key may have moved on. */
const merged = (opened: Uint8Array, clear: Uint8Array): Uint8Array => {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const object = parse(decoder.decode(opened));
  const clearText = decoder.decode(clear);
  if (JSON.stringify(clearPartOf(object)) === clearText) return opened;
  return new TextEncoder().encode(JSON.stringify(withClearPart(object, parse(clearText))));
};

/** Reads sealed entries: the whole plain stored object. Rejects when the key is missing, erased or does not fit. */
export const openSealed = (sealer: Sealer): ((entry: Pick<Entry, 'group' | 'resource' | 'namespace' | 'name' | 'form' | 'body'>) => Promise<Uint8Array>) =>
  async (entry) => {
    if (entry.form !== 'sealed') return entry.body;
    const { clear, sealed } = splitSealed(entry.body);
    return merged(await sealer.open(sealed, sealLabel(entry)), clear);
  };
