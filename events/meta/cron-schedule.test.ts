import { expect } from 'chai';
import fc from 'fast-check';
import type { CronFields } from './cron-schedule.ts';
import { CronError, parseCronSchedule } from './cron-schedule.ts';

const fields = (text: string): CronFields => {
  const schedule = parseCronSchedule(text);
  if ('everySeconds' in schedule) throw new Error('no fields');
  return schedule;
};

describe('crontab schedules', () => {
  const read: readonly (readonly [string, keyof Omit<CronFields, 'eitherDay'>, readonly number[]])[] = [
    ['*/15 * * * *', 'minutes', [0, 15, 30, 45]], ['5/20 * * * *', 'minutes', [5, 25, 45]], ['1,3-5 * * * *', 'minutes', [1, 3, 4, 5]], ['10-20/5 * * * *', 'minutes', [10, 15, 20]],
    ['0 0 1 jan,DEC *', 'months', [1, 12]], ['0 0 * * mon-wed', 'daysOfWeek', [1, 2, 3]], ['@hourly', 'minutes', [0]], ['@yearly', 'daysOfMonth', [1]], ['TZ=UTC 7 * * * *', 'minutes', [7]], ['? * * * ?', 'daysOfWeek', [0, 1, 2, 3, 4, 5, 6]],
  ];
  for (const [text, field, want] of read) it(`${text} has the ${field} ${want.join()}`, () => { expect([...fields(text)[field]]).to.deep.equal(want); });

  it('either day is enough when both are restricted', () => {
    expect([fields('0 0 1 * 1').eitherDay, fields('0 0 * * 1').eitherDay, fields('0 0 */2 * 1').eitherDay]).to.deep.equal([true, false, false]);
  });

  it('a distance is in seconds', () => {
    expect(parseCronSchedule('@every 1h30m')).to.deep.equal({ everySeconds: 5400 });
    expect(parseCronSchedule('@every 10ms')).to.deep.equal({ everySeconds: 1 });
  });

  const refused: readonly (readonly [string, string])[] = [
    ['', 'empty spec string'], ['* * * *', 'expected exactly 5 fields, found 4: [* * * *]'], ['60 * * * *', 'end of range (60) above maximum (59): 60'], ['* * 0 * *', 'beginning of range (0) below minimum (1): 0'],
    ['5-1 * * * *', 'beginning of range (5) beyond end of range (1): 5-1'], ['*/0 * * * *', 'step of range should be a positive number: */0'], ['1-2-3 * * * *', 'too many hyphens: 1-2-3'], ['1/2/3 * * * *', 'too many slashes: 1/2/3'],
    ['x * * * *', 'failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax'], ['@never', 'unrecognized descriptor: @never'], ['@every x', 'failed to parse duration @every x: time: invalid duration "x"'],
  ];
  for (const [text, why] of refused) it(`refuses ${JSON.stringify(text)}: ${why}`, () => { expect(() => parseCronSchedule(text)).to.throw(CronError, why); });

  it('reads any text, or refuses it', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'*/-,0123456789 @TZ=everyhms?'), maxLength: 40 }), (text) => {
      try {
        parseCronSchedule(text);
      } catch (error) {
        expect(error, String(error)).to.be.instanceOf(CronError);
      }
    }), { numRuns: 2000 });
  });
});
