const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

const pair = (large: number, largeUnit: string, small: string): string => (small.startsWith('0') ? `${large}${largeUnit}` : `${large}${largeUnit}${small}`);

const longHours = (hours: number): string => {
  const days = Math.floor(hours / 24);
  if (hours < 48) return `${hours}h`;
  if (hours < 24 * 8) return pair(days, 'd', `${hours % 24}h`);
  if (hours < 24 * 365 * 2) return `${days}d`;
  const years = Math.floor(days / 365);
  return hours < 24 * 365 * 8 ? pair(years, 'y', `${days % 365}d`) : `${years}y`;
};

const fromMinutes = (durationMs: number): string => {
  const minutes = Math.floor(durationMs / MINUTE_MS);
  if (minutes < 10) return pair(minutes, 'm', `${Math.floor(durationMs / SECOND_MS) % 60}s`);
  if (minutes < 60 * 3) return `${minutes}m`;
  const hours = Math.floor(durationMs / HOUR_MS);
  return hours < 8 ? pair(hours, 'h', `${minutes % 60}m`) : longHours(hours);
};

/** Upstream's `HumanDuration`: `119s`, `2m5s`, `15m`, `3h5m`, `30h`, `3d4h`, `20d`, `2y30d`. */
export const humanDuration = (durationMs: number): string => {
  const seconds = Math.trunc(durationMs / SECOND_MS);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  return seconds < 120 ? `${seconds}s` : fromMinutes(durationMs);
};

/** Upstream's `ShortHumanDuration`: one unit only. */
export const shortHumanDuration = (durationMs: number): string => {
  const seconds = Math.trunc(durationMs / SECOND_MS);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 60) return `${seconds}s`;
  if (durationMs < HOUR_MS) return `${Math.floor(durationMs / MINUTE_MS)}m`;
  const hours = Math.floor(durationMs / HOUR_MS);
  if (hours < 24) return `${hours}h`;
  return hours < 24 * 365 ? `${Math.floor(hours / 24)}d` : `${Math.floor(hours / 24 / 365)}y`;
};

/** The AGE cell of an RFC 3339 time: upstream's HumanDuration since then, `<unknown>` when there is none. */
export const age = (time: string, nowMs: number): string => {
  if (time === '') return '<unknown>';
  const since = Date.parse(time);
  return Number.isNaN(since) ? '<unknown>' : humanDuration(nowMs - since);
};
