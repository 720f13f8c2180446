/** Of all warnings of one answer together: clients bound the headers they take. */
const MAX_CHARACTERS = 4096;
const FIRST_PRINTABLE = 0x20;
const DELETE = 0x7f;

const encoder = new TextEncoder();

/** As UTF-8, one character per byte, which is how headers go over the wire; control characters, which may not, become spaces. */
const headerText = (text: string): string =>
  [...encoder.encode(text)].map((byte) => (byte < FIRST_PRINTABLE || byte === DELETE ? ' ' : String.fromCharCode(byte))).join('');

const quoted = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"');

/** `Warning: 299 - "text"`, one header for each different warning, until they would be too much for a client. */
export const warningHeaders = (warnings: readonly string[]): (readonly [string, string])[] => {
  let left = MAX_CHARACTERS;
  return [...new Set(warnings)].flatMap((warning) => {
    const text = warning.slice(0, left);
    left -= text.length;
    return text === '' ? [] : [['Warning', `299 - "${quoted(headerText(text))}"`] as const];
  });
};
