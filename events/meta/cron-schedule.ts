/** The moments of a crontab line: the allowed values of each field, or a fixed distance (`@every 5m`). */
export type CronSchedule = CronFields | { readonly everySeconds: number };

export interface CronFields {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly daysOfMonth: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly daysOfWeek: ReadonlySet<number>;
  /** Both day fields are restricted: then either of them is enough. */
  readonly eitherDay: boolean;
}

/** The text is no crontab line; messages are upstream's. */
export class CronError extends Error {
  override readonly name = 'CronError';
}

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

const MONTHS: readonly string[] = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS: readonly string[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const BOUNDS: readonly Bounds[] = [{ min: 0, max: 59 }, { min: 0, max: 23 }, { min: 1, max: 31 }, { min: 1, max: 12, names: MONTHS }, { min: 0, max: 6, names: DAYS }];

const quoted = (text: string): string => JSON.stringify(text);

const unsigned = (text: string): number => {
  if (!/^[+-]?\d+$/.test(text)) throw new CronError(`failed to parse int from ${text}: strconv.Atoi: parsing ${quoted(text)}: invalid syntax`);
  const number = Number(text);
  if (number < 0) throw new CronError(`negative number (${number}) not allowed: ${text}`);
  return number;
};

const valueOf = (text: string, { names, min }: Bounds): number => {
  const index = names?.indexOf(text.toLowerCase()) ?? -1;
  return index < 0 ? unsigned(text) : index + min;
};

interface Range {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

const isStar = (text: string): boolean => text === '*' || text === '?';

const boundsOf = (text: string, expression: string, bounds: Bounds): Omit<Range, 'step'> => {
  const ends = text.split('-');
  if (isStar(ends[0] ?? '')) return { start: bounds.min, end: bounds.max };
  if (ends.length > 2) throw new CronError(`too many hyphens: ${expression}`);
  const start = valueOf(ends[0] ?? '', bounds);
  return { start, end: ends[1] === undefined ? start : valueOf(ends[1], bounds) };
};

const checked = (range: Range, expression: string, { min, max }: Bounds): Range => {
  if (range.start < min) throw new CronError(`beginning of range (${range.start}) below minimum (${min}): ${expression}`);
  if (range.end > max) throw new CronError(`end of range (${range.end}) above maximum (${max}): ${expression}`);
  if (range.start > range.end) throw new CronError(`beginning of range (${range.start}) beyond end of range (${range.end}): ${expression}`);
  if (range.step === 0) throw new CronError(`step of range should be a positive number: ${expression}`);
  return range;
};

/** `*`, `7`, `1-5`, `*` `/15`, `10-20/2`, `5/10` (from 5 to the end). */
const rangeOf = (expression: string, bounds: Bounds): Range => {
  const [low = '', stepText, ...more] = expression.split('/');
  if (more.length > 0) throw new CronError(`too many slashes: ${expression}`);
  const ends = boundsOf(low, expression, bounds);
  const step = stepText === undefined ? 1 : unsigned(stepText);
  const isOpen = stepText !== undefined && !low.includes('-');
  return checked({ start: ends.start, end: isOpen ? bounds.max : ends.end, step }, expression, bounds);
};

const fieldOf = (text: string, bounds: Bounds): ReadonlySet<number> => {
  const values = new Set<number>();
  for (const expression of text.split(',').filter((part) => part !== '')) {
    const { start, end, step } = rangeOf(expression, bounds);
    for (let value = start; value <= end; value += step) values.add(value);
  }
  return values;
};

const DESCRIPTORS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *', '@annually': '0 0 1 1 *', '@monthly': '0 0 1 * *', '@weekly': '0 0 * * 0', '@daily': '0 0 * * *', '@midnight': '0 0 * * *', '@hourly': '0 * * * *',
};
const UNIT_SECONDS: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 0.001, us: 0.000_001, 'µs': 0.000_001, ns: 0.000_000_001 };
const DURATION = /^[+-]?(?:\d+(?:\.\d*)?(?:h|ms|us|µs|ns|m|s))+$/;
const DURATION_PART = /(\d+(?:\.\d*)?)(h|ms|us|µs|ns|m|s)/g;
const EVERY = '@every ';

const everyOf = (text: string, line: string): CronSchedule => {
  if (!DURATION.test(text)) throw new CronError(`failed to parse duration ${line}: time: invalid duration ${quoted(text)}`);
  let seconds = 0;
  for (const [, amount = '0', unit = 's'] of text.matchAll(DURATION_PART)) seconds += Number(amount) * (UNIT_SECONDS[unit] ?? 0);
  return { everySeconds: Math.max(1, Math.trunc(text.startsWith('-') ? -seconds : seconds)) };
};

const isOpenDay = (text: string): boolean => text.split(',').some((part) => isStar(part.split('/', 1)[0] ?? ''));

const lineOf = (line: string): CronSchedule => {
  const fields = line.split(/\s+/).filter((field) => field !== '');
  if (fields.length !== BOUNDS.length) throw new CronError(`expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`);
  const [minutes, hours, daysOfMonth, months, daysOfWeek] = BOUNDS.map((bounds, index) => fieldOf(fields[index] ?? '', bounds));
  const none: ReadonlySet<number> = new Set();
  return {
    minutes: minutes ?? none, hours: hours ?? none, daysOfMonth: daysOfMonth ?? none, months: months ?? none, daysOfWeek: daysOfWeek ?? none,
    eitherDay: !isOpenDay(fields[2] ?? '') && !isOpenDay(fields[4] ?? ''),
  };
};

/** Reads five crontab fields or a descriptor, a leading `TZ=…` aside; throws CronError. */
export const parseCronSchedule = (text: string): CronSchedule => {
  if (text === '') throw new CronError('empty spec string');
  const line = text.startsWith('TZ=') || text.startsWith('CRON_TZ=') ? text.slice(Math.max(text.indexOf(' '), 0)).trim() : text;
  if (!line.startsWith('@')) return lineOf(line);
  const same = Object.hasOwn(DESCRIPTORS, line) ? DESCRIPTORS[line] : undefined;
  if (same !== undefined) return lineOf(same);
  if (line.startsWith(EVERY)) return everyOf(line.slice(EVERY.length), line);
  throw new CronError(`unrecognized descriptor: ${line}`);
};
