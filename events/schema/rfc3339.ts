const SECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const FULL = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/;
const ZERO = '0001-01-01T00:00:00Z';

/** Layout pieces of RFC 3339 and how each is recognized, for naming the first that is wrong. */
const PIECES: readonly (readonly [string, RegExp])[] = [
  ['2006', /^\d{4}/], ['-', /^-/], ['01', /^\d\d/], ['-', /^-/], ['02', /^\d\d/], ['T', /^T/], ['15', /^\d\d/], [':', /^:/],
  ['04', /^\d\d/], [':', /^:/], ['05', /^\d\d(?:\.\d+)?/], ['Z07:00', /^(?:Z|[+-]\d\d:\d\d)$/],
];

/** Why the text is no RFC 3339 time, in Go's words. */
export const timeFault = (text: string): string => {
  const head = `parsing time ${JSON.stringify(text)} as "2006-01-02T15:04:05Z07:00"`;
  let rest = text;
  for (const [layout, pattern] of PIECES) {
    const match = pattern.exec(rest);
    if (match === null) return `${head}: cannot parse ${JSON.stringify(rest)} as ${JSON.stringify(layout)}`;
    rest = rest.slice(match[0].length);
  }
  return `parsing time ${JSON.stringify(text)}: day out of range`;
};

const instant = (text: string): number => {
  const match = FULL.exec(text);
  if (match === null) return Number.NaN;
  const [, local = '', , zone = ''] = match;
  const day = Date.parse(`${local.slice(0, 10)}T00:00:00Z`);
  const exists = !Number.isNaN(day) && new Date(day).toISOString().startsWith(local.slice(0, 10));
  return exists ? Date.parse(`${local}${zone}`) : Number.NaN;
};

/** Whether the text is an RFC 3339 time as Go reads it. */
export const isTime = (text: string): boolean => !Number.isNaN(instant(text));

const utc = (text: string): string => `${new Date(instant(text)).toISOString().slice(0, 19)}Z`;

/** `2026-01-02T03:04:05Z`; `''` for Go's zero time. The text must be a time. */
export const toSeconds = (text: string): string => {
  const seconds = SECONDS.test(text) ? text : utc(text);
  return seconds === ZERO ? '' : seconds;
};

/** `2026-01-02T03:04:05.000001Z`; `''` for Go's zero time. The text must be a time. */
export const toMicroseconds = (text: string): string => {
  const seconds = toSeconds(text);
  const fraction = (FULL.exec(text)?.[2] ?? '').slice(0, 6).padEnd(6, '0');
  return seconds === '' ? '' : `${seconds.slice(0, 19)}.${fraction}Z`;
};

/** From protobuf's seconds since the epoch and nanoseconds. */
export const fromSeconds = (seconds: number, nanos: number): string =>
  `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${String(Math.trunc(nanos / 1000)).padStart(6, '0')}Z`;
