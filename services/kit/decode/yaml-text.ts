import { LineCounter, isAlias, isCollection, isMap, isScalar, parseAllDocuments, visit } from 'yaml';
import type { Document, ScalarTag, CollectionTag, YAMLMap, Tags } from 'yaml';
import { exactInteger } from '../../../events/exact-integer.ts';
import type { Json } from '../../../events/json.ts';
import { isJsonArray } from '../../../events/json-path.ts';
import type { ParsedText } from './json-text.ts';
import { TextSyntaxError, parseJsonText } from './json-text.ts';

const MAX_ALIASES = 100;
const UNTYPED: readonly string[] = ['timestamp', 'binary', 'omap', 'pairs', 'set'].map((name) => `tag:yaml.org,2002:${name}`);

const isPlainTag = (tag: ScalarTag | CollectionTag): boolean =>
  !UNTYPED.includes(tag.tag) && !('format' in tag && tag.format === 'TIME');

// Go's reader leaves times, base-60 numbers and binaries as strings.
const plainTags = (tags: Tags): Tags => tags.filter((tag) => typeof tag === 'object' && isPlainTag(tag));

const keyText = (key: unknown): string => (isScalar(key) ? String(key.value) : String(key));

const duplicatesIn = (map: YAMLMap, lines: LineCounter): string[] => {
  const seen = new Set<string>();
  return map.items.flatMap(({ key }) => {
    const text = keyText(key);
    if (!seen.has(text)) {
      seen.add(text);
      return [];
    }
    const offset = isScalar(key) ? key.range?.[0] : undefined;
    return [`line ${lines.linePos(offset ?? 0).line}: key ${JSON.stringify(text)} already set in map`];
  });
};

const complaintsAbout = (document: Document, lines: LineCounter): string[] => {
  const found: string[] = [];
  visit(document, { Map: (_, map) => { if (isMap(map)) found.push(...duplicatesIn(map, lines)); } });
  return found.length === 0 ? [] : [`yaml: unmarshal errors:\n  ${found.join('\n  ')}`];
};

const plainBigInt = (value: bigint): Json => {
  const plain = Number(value);
  if (!Number.isFinite(plain)) throw new TextSyntaxError('an integer is out of range');
  return Number.isSafeInteger(plain) ? plain : exactInteger(String(value));
};

const entry = (key: string, value: unknown): readonly [string, Json] => [key, plainJson(value)];

/** What the YAML library made, as JSON: integers kept exact, undefined read as null. */
const plainJson = (value: unknown): Json => {
  if (typeof value === 'bigint') return plainBigInt(value);
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (isJsonArray(value)) return value.map(plainJson);
  if (typeof value !== 'object' || value === null) return null;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => entry(key, item)));
};

/** JSON has no maps or lists as keys; the library writes them as text, which doubles with each one inside another. */
const refuseComplexKeys = (document: Document): void => {
  visit(document, {
    Pair: (_, { key }) => {
      const actual = isAlias(key) ? key.resolve(document) : key;
      if (isCollection(actual)) throw new TextSyntaxError('yaml: invalid map key');
    },
  });
};

/** Whatever the library finds wrong only now (merges of what is no map, too many or circular aliases) is wrong with the text. */
const toPlain = (document: Document): Json => {
  try {
    return plainJson(document.toJS({ maxAliasCount: MAX_ALIASES }));
  } catch (error) {
    if (error instanceof TextSyntaxError || !(error instanceof Error)) throw error;
    throw new TextSyntaxError(`yaml: ${error.message}`, { cause: error });
  }
};

/** Repeated keys of a text this long are told in JSON's terms: reading it again as YAML, which knows their lines, takes too long. */
const SHORT = 2048;

/** JSON is YAML, and read many times faster as what it is; undefined when it is no JSON. */
const asJson = (text: string): ParsedText | undefined => {
  if (!/^\s{0,100}[{[]/.test(text)) return undefined;
  try {
    const parsed = parseJsonText(text);
    return parsed.complaints.length === 0 || text.length > SHORT ? parsed : undefined;
  } catch (error) {
    if (error instanceof TextSyntaxError) return undefined;
    throw error;
  }
};

/** The library recurses; what is nested deeper than its stack holds is refused like other nesting. */
const withinStack = (parse: () => ParsedText): ParsedText => {
  try {
    return parse();
  } catch (error) {
    if (error instanceof RangeError) throw new TextSyntaxError('yaml: exceeded max depth', { cause: error });
    throw error;
  }
};

/**
 * Parses one YAML document as upstream does (YAML 1.1: `yes` is true, `0644` is octal; times stay strings), noting
 * duplicate keys. Throws TextSyntaxError for bad syntax, several documents, too deep nesting and too many aliases. Slow:
 * microseconds a character.
 */
export const parseYamlText = (text: string): ParsedText => asJson(text) ?? withinStack(() => parseYaml(text));

/** The library's time grows with the square of the nesting. Brackets within texts are counted too: so many are never left open there. */
const MAX_OPEN = 500;

const isTooDeep = (text: string): boolean => {
  let open = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    open = Math.max(0, open + (bracket === '[' || bracket === '{' ? 1 : -1));
    if (open > MAX_OPEN) return true;
  }
  return false;
};

const parseYaml = (text: string): ParsedText => {
  if (isTooDeep(text)) throw new TextSyntaxError('yaml: exceeded max depth');
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { version: '1.1', schema: 'yaml-1.1', customTags: plainTags, uniqueKeys: false, intAsBigInt: true, lineCounter: lines, logLevel: 'silent' });
  const [document, ...others] = 'empty' in documents ? [] : documents;
  if (document === undefined) return { value: null, complaints: [] };
  if (others.length > 0) throw new TextSyntaxError('yaml: expected a single document in the stream');
  const [problem] = document.errors;
  if (problem !== undefined) throw new TextSyntaxError(`yaml: ${problem.message.split('\n')[0]}`, { cause: problem });
  refuseComplexKeys(document);
  return { value: toPlain(document), complaints: complaintsAbout(document, lines) };
};
