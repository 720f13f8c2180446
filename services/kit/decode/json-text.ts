import type { Integer } from '../../../events/exact-integer.ts';
import { exactInteger } from '../../../events/exact-integer.ts';
import type { Json, JsonObject } from '../../../events/json.ts';

/** A parsed text, and what strict decoding would complain about besides unknown fields. */
export interface ParsedText {
  readonly value: Json;
  /** Each complaint whole: `duplicate field "spec.replicas"`. The last value of a duplicate wins. */
  readonly complaints: readonly string[];
}

/** The text is not what its media type says; `message` is in upstream's words. */
export class TextSyntaxError extends Error {
  override readonly name = 'TextSyntaxError';
}

const MAX_DEPTH = 500;
const MAX_COMPLAINTS = 100;
/** More than any object that may be stored holds; each costs far more than its bytes once it is read, defaulted and checked. */
export const MAX_VALUES = 200_000;
export const TOO_MANY_VALUES = `more than ${MAX_VALUES} values`;

interface Scanner {
  readonly text: string;
  at: number;
  depth: number;
  values: number;
  /** Where the scanner is, as `spec`, `.containers`, `[0]`. */
  readonly path: string[];
  readonly complaints: string[];
}

const quoted = (character: string): string => {
  if (character === "'") return "'\\''";
  return character === '"' ? "'\"'" : `'${JSON.stringify(character).slice(1, -1)}'`;
};

const unexpected = (scanner: Scanner, context: string): TextSyntaxError =>
  new TextSyntaxError(scanner.at >= scanner.text.length
    ? 'unexpected end of JSON input'
    : `invalid character ${quoted(String.fromCodePoint(scanner.text.codePointAt(scanner.at) ?? 0))} ${context}`);

const isSpace = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;

const skipSpace = (scanner: Scanner): void => {
  while (isSpace(scanner.text.charCodeAt(scanner.at))) scanner.at += 1;
};

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

const checkEscape = (scanner: Scanner): void => {
  scanner.at += 1;
  const letter = scanner.text[scanner.at];
  if (letter === undefined || !'"\\/bfnrtu'.includes(letter)) throw unexpected(scanner, 'in string escape code');
  if (letter !== 'u') return;
  for (let digit = 0; digit < 4; digit += 1) {
    scanner.at += 1;
    if (!/[0-9a-fA-F]/.test(scanner.text[scanner.at] ?? '')) throw unexpected(scanner, 'in \\u hexadecimal character escape');
  }
};

const scanString = (scanner: Scanner): string => {
  const start = scanner.at;
  let escaped = false;
  for (scanner.at += 1; ; scanner.at += 1) {
    const code = scanner.text.charCodeAt(scanner.at);
    if (code === QUOTE) break;
    if (Number.isNaN(code) || code < 0x20) throw unexpected(scanner, 'in string literal');
    if (code === BACKSLASH) {
      escaped = true;
      checkEscape(scanner);
    }
  }
  scanner.at += 1;
  // Only a text with escapes needs the host's parser, which by now cannot refuse it.
  return escaped ? String(JSON.parse(scanner.text.slice(start, scanner.at))) : scanner.text.slice(start + 1, scanner.at - 1);
};

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;

const scanNumber = (scanner: Scanner): Integer => {
  NUMBER.lastIndex = scanner.at;
  const match = NUMBER.exec(scanner.text)?.[0];
  if (match === undefined) {
    scanner.at += 1;
    throw unexpected(scanner, 'in numeric literal');
  }
  const value = Number(match);
  if (!Number.isFinite(value)) throw new TextSyntaxError(`number ${match} is out of range`);
  scanner.at += match.length;
  if (!Number.isSafeInteger(value) && !/[.eE]/.test(match)) return exactInteger(match);
  return Object.is(value, -0) ? 0 : value;
};

const LITERALS = { t: ['true', true], f: ['false', false], n: ['null', null] } as const;

const scanLiteral = (scanner: Scanner, first: keyof typeof LITERALS): boolean | null => {
  const [word, value] = LITERALS[first];
  for (const letter of word) {
    if (scanner.text[scanner.at] !== letter) throw unexpected(scanner, `in literal ${word} (expecting ${quoted(letter)})`);
    scanner.at += 1;
  }
  return value;
};

/** Puts a key as an own property even when it is `__proto__`. */
const put = (target: Record<string, Json>, key: string, value: Json): void => {
  if (key === '__proto__') Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  else target[key] = value;
};

const noteDuplicate = (scanner: Scanner): void => {
  const complaint = `duplicate field "${scanner.path.join('')}"`;
  if (scanner.complaints.length < MAX_COMPLAINTS && !scanner.complaints.includes(complaint)) scanner.complaints.push(complaint);
};

const scanMember = (scanner: Scanner, target: Record<string, Json>): void => {
  skipSpace(scanner);
  if (scanner.text.charCodeAt(scanner.at) !== QUOTE) throw unexpected(scanner, 'looking for beginning of object key string');
  const key = scanString(scanner);
  scanner.path.push(scanner.path.length === 0 ? key : `.${key}`);
  if (Object.hasOwn(target, key)) noteDuplicate(scanner);
  skipSpace(scanner);
  if (scanner.text[scanner.at] !== ':') throw unexpected(scanner, 'after object key');
  scanner.at += 1;
  put(target, key, scanValue(scanner));
  scanner.path.pop();
};

/** Whether another element follows; moves behind the comma or the closing bracket. */
const another = (scanner: Scanner, close: string, context: string): boolean => {
  skipSpace(scanner);
  const character = scanner.text[scanner.at];
  if (character !== ',' && character !== close) throw unexpected(scanner, context);
  scanner.at += 1;
  return character === ',';
};

const isEmptyUntil = (scanner: Scanner, close: string): boolean => {
  scanner.at += 1;
  skipSpace(scanner);
  if (scanner.text[scanner.at] !== close) return false;
  scanner.at += 1;
  return true;
};

const scanObject = (scanner: Scanner): JsonObject => {
  const target: Record<string, Json> = {};
  if (isEmptyUntil(scanner, '}')) return target;
  do scanMember(scanner, target);
  while (another(scanner, '}', 'after object key:value pair'));
  return target;
};

const scanArray = (scanner: Scanner): readonly Json[] => {
  const items: Json[] = [];
  if (isEmptyUntil(scanner, ']')) return items;
  do {
    scanner.path.push(`[${items.length}]`);
    items.push(scanValue(scanner));
    scanner.path.pop();
  } while (another(scanner, ']', 'after array element'));
  return items;
};

const scanNested = (scanner: Scanner, scan: (scanner: Scanner) => Json): Json => {
  scanner.depth += 1;
  if (scanner.depth > MAX_DEPTH) throw new TextSyntaxError('exceeded max depth');
  const value = scan(scanner);
  scanner.depth -= 1;
  return value;
};

const scanValue = (scanner: Scanner): Json => {
  scanner.values += 1;
  if (scanner.values > MAX_VALUES) throw new TextSyntaxError(TOO_MANY_VALUES);
  skipSpace(scanner);
  const character = scanner.text[scanner.at];
  switch (character) {
    case '{': return scanNested(scanner, scanObject);
    case '[': return scanNested(scanner, scanArray);
    case '"': return scanString(scanner);
    case 't': case 'f': case 'n': return scanLiteral(scanner, character);
    case undefined: throw unexpected(scanner, 'looking for beginning of value');
    default:
      if (/[-0-9]/.test(character)) return scanNumber(scanner);
      throw unexpected(scanner, 'looking for beginning of value');
  }
};

/**
 * Parses JSON in one pass, noting duplicate keys. Throws TextSyntaxError for bad syntax, nesting deeper than 500, more
 * than 200,000 values and numbers beyond what a double reaches.
 */
export const parseJsonText = (text: string): ParsedText => {
  const scanner: Scanner = { text, at: 0, depth: 0, values: 0, path: [], complaints: [] };
  const value = scanValue(scanner);
  skipSpace(scanner);
  if (scanner.at < text.length) throw unexpected(scanner, 'after top-level value');
  return { value, complaints: scanner.complaints };
};
