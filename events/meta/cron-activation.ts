import type { CronFields, CronSchedule } from './cron-schedule.ts';

const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;
/** A schedule without a moment in so long has none. */
const HORIZON_MS = 5 * 366 * 86_400_000;
/** Last hour of a day from which one more is the next day's first, whichever way the clocks are put. */
const LATE_HOUR = 22;

interface WallTime {
  readonly minute: number;
  readonly hour: number;
  readonly day: number;
  readonly month: number;
  readonly weekday: number;
}

/** What clocks show at a moment. */
export type WallClock = (ms: number) => WallTime;

const utc: WallClock = (ms) => {
  const date = new Date(ms);
  return { minute: date.getUTCMinutes(), hour: date.getUTCHours(), day: date.getUTCDate(), month: date.getUTCMonth() + 1, weekday: date.getUTCDay() };
};

/** The clock of a time zone, UTC when none is named; throws RangeError for a zone nobody knows. */
export const wallClock = (zone: string | undefined): WallClock => {
  if (zone === undefined || zone === 'UTC') return utc;
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' });
  return (ms) => {
    const [month = 0, day = 0, year = 0, hour = 0, minute = 0] = (format.format(ms).match(/\d+/g) ?? []).map(Number);
    return { minute, hour, day, month, weekday: new Date(Date.UTC(year, month - 1, day)).getUTCDay() };
  };
};

const isDay = ({ daysOfMonth, daysOfWeek, months, eitherDay }: CronFields, { day, month, weekday }: WallTime): boolean => {
  const [byMonth, byWeek] = [daysOfMonth.has(day), daysOfWeek.has(weekday)];
  return months.has(month) && (eitherDay ? byMonth || byWeek : byMonth && byWeek);
};

/** Minutes to go on by from a moment that is none of the schedule's, without passing one that is; 0 from one that is. */
const minutesOff = (fields: CronFields, at: WallTime): number => {
  const toNextHour = HOUR_MINUTES - at.minute;
  if (!isDay(fields, at)) return toNextHour + Math.max(0, LATE_HOUR - at.hour) * HOUR_MINUTES;
  if (!fields.hours.has(at.hour)) return toNextHour;
  return fields.minutes.has(at.minute) ? 0 : 1;
};

/** The schedule's first moment after this one; undefined when there is none within five years. Minutes the clocks pass over have none. */
export const nextActivation = (schedule: CronSchedule, afterMs: number, clock: WallClock): number | undefined => {
  if ('everySeconds' in schedule) return Math.floor(afterMs / 1000) * 1000 + schedule.everySeconds * 1000;
  let at = (Math.floor(afterMs / MINUTE_MS) + 1) * MINUTE_MS;
  for (const end = at + HORIZON_MS; at < end;) {
    const off = minutesOff(schedule, clock(at));
    if (off === 0) return at;
    at += off * MINUTE_MS;
  }
  return undefined;
};

const WINDOWS_MS: readonly number[] = [1, 24, 24 * 7, 24 * 31, 24 * 366, 24 * 366 * 5].map((hours) => hours * 3_600_000);

/** The schedule's last moment in (after, now]; undefined when there is none. */
export const lastActivation = (schedule: CronSchedule, { afterMs, nowMs, clock }: { readonly afterMs: number; readonly nowMs: number; readonly clock: WallClock }): number | undefined => {
  const first = nextActivation(schedule, afterMs, clock);
  if (first === undefined || first > nowMs) return undefined;
  if ('everySeconds' in schedule) return first + Math.floor((nowMs - first) / (schedule.everySeconds * 1000)) * schedule.everySeconds * 1000;
  // From the nearest past back, so that a long silence costs no walk through all that was missed.
  const windows = WINDOWS_MS.map((window) => nowMs - window).filter((start) => start > afterMs);
  const start = windows.find((from) => (nextActivation(schedule, from, clock) ?? Number.POSITIVE_INFINITY) <= nowMs) ?? afterMs;
  let last = first;
  for (let next = nextActivation(schedule, start, clock); next !== undefined && next <= nowMs; next = nextActivation(schedule, next, clock)) last = next;
  return last;
};

/** The zone an old schedule names itself, `TZ=Europe/Berlin …`. */
export const zoneOf = (text: string): string | undefined => /^(?:CRON_)?TZ=(\S+)/.exec(text)?.[1];
