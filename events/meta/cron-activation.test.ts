import { expect } from 'chai';
import fc from 'fast-check';
import { lastActivation, nextActivation, wallClock, zoneOf } from './cron-activation.ts';
import { parseCronSchedule } from './cron-schedule.ts';

const iso = (ms: number | undefined): string | undefined => (ms === undefined ? undefined : new Date(ms).toISOString().slice(0, 16));
const next = (line: string, after: string, zone?: string): string | undefined => iso(nextActivation(parseCronSchedule(line), Date.parse(after), wallClock(zone)));

describe('moments of a crontab schedule', () => {
  const cases: readonly (readonly [string, string, string, string | undefined, string?])[] = [
    ['the next quarter', '*/15 * * * *', '2026-01-01T00:01:30Z', '2026-01-01T00:15'],
    ['never the moment itself', '*/15 * * * *', '2026-01-01T00:15:00Z', '2026-01-01T00:30'],
    ['the next day', '0 3 * * *', '2026-01-01T03:00:00Z', '2026-01-02T03:00'],
    ['the next year', '0 0 1 1 *', '2026-01-01T00:00:00Z', '2027-01-01T00:00'],
    ['a leap day', '0 12 29 2 *', '2026-01-01T00:00:00Z', '2028-02-29T12:00'],
    ['a Monday', '0 0 * * mon', '2026-01-01T00:00:00Z', '2026-01-05T00:00'],
    ['either day', '0 0 15 * mon', '2026-01-12T00:00:00Z', '2026-01-15T00:00'],
    ['never', '0 0 30 2 *', '2026-01-01T00:00:00Z', undefined],
    ['a distance', '@every 90m', '2026-01-01T00:00:00Z', '2026-01-01T01:30'],
    ['a zone in winter', '0 9 * * *', '2026-01-01T00:00:00Z', '2026-01-01T08:00', 'Europe/Berlin'],
    ['a zone in summer', '0 9 * * *', '2026-07-01T00:00:00Z', '2026-07-01T07:00', 'Europe/Berlin'],
    ['the day after an hour that is passed over', '30 2 * * *', '2026-03-28T12:00:00Z', '2026-03-30T00:30', 'Europe/Berlin'],
    ['midnight after the clocks are put forward', '0 0 30 3 *', '2026-03-28T12:00:00Z', '2026-03-29T22:00', 'Europe/Berlin'],
    ['midnight after the clocks are put back', '0 0 26 10 *', '2026-10-24T12:00:00Z', '2026-10-25T23:00', 'Europe/Berlin'],
    ['an hour that comes twice', '*/30 * * * *', '2026-10-25T00:30:00Z', '2026-10-25T01:00', 'Europe/Berlin'],
  ];
  for (const [name, line, after, want, zone] of cases) it(`finds ${name}`, () => { expect(next(line, after, zone)).to.equal(want); });

  it('finds the last of many that were missed', () => {
    const last = (line: string, after: string, now: string): string | undefined => iso(lastActivation(parseCronSchedule(line), { afterMs: Date.parse(after), nowMs: Date.parse(now), clock: wallClock(undefined) }));
    expect(last('* * * * *', '2020-01-01T00:00:00Z', '2026-01-01T00:00:30Z')).to.equal('2026-01-01T00:00');
    expect(last('0 0 1 1 *', '2020-06-01T00:00:00Z', '2026-06-01T00:00:00Z')).to.equal('2026-01-01T00:00');
    expect(last('0 0 * * *', '2026-01-01T00:00:00Z', '2026-01-01T23:59:00Z')).to.equal(undefined);
    expect(last('@every 7m', '2026-01-01T00:00:00Z', '2026-01-01T01:00:00Z')).to.equal('2026-01-01T00:56');
  });

  it('finds the last as walking through all would', () => {
    const line = fc.tuple(fc.constantFrom('*', '7', '*/20'), fc.constantFrom('*', '3', '*/6'), fc.constantFrom('*', '1', '*/10')).map(([minute, hour, day]) => parseCronSchedule(`${minute} ${hour} ${day} * *`));
    fc.assert(fc.property(line, fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 0, max: 3_000 }), (schedule, startMinutes, spanMinutes) => {
      const [afterMs, clock] = [Date.parse('2026-01-01T00:00:00Z') + startMinutes * 60_000, wallClock(undefined)];
      const nowMs = afterMs + spanMinutes * 60_000;
      let walked: number | undefined;
      for (let at = nextActivation(schedule, afterMs, clock); at !== undefined && at <= nowMs; at = nextActivation(schedule, at, clock)) walked = at;
      expect(lastActivation(schedule, { afterMs, nowMs, clock })).to.equal(walked);
    }), { numRuns: 200 });
  });

  it('reads the zone of an old schedule', () => {
    expect(['TZ=Europe/Berlin 0 0 * * *', 'CRON_TZ=UTC @daily', '@daily'].map(zoneOf)).to.deep.equal(['Europe/Berlin', 'UTC', undefined]);
  });
});
