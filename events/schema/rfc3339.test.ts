import { expect } from 'chai';
import { fromSeconds, isTime, timeFault, toMicroseconds, toSeconds } from './rfc3339.ts';

const SECONDS: readonly (readonly [string, string])[] = [
  ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05Z'],
  ['2026-01-02T03:04:05.999Z', '2026-01-02T03:04:05Z'],
  ['2026-01-02T03:04:05+02:00', '2026-01-02T01:04:05Z'],
  ['2026-01-01T00:30:00.5+01:00', '2025-12-31T23:30:00Z'],
  ['0001-01-01T00:00:00Z', ''],
  ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00Z'],
];
const REFUSED: readonly (readonly [string, string])[] = [
  ['', 'cannot parse "" as "2006"'],
  ['yesterday', 'cannot parse "yesterday" as "2006"'],
  ['2026-01-02', 'cannot parse "" as "T"'],
  ['2026-01-02T03:04:05', 'cannot parse "" as "Z07:00"'],
  ['2026-02-30T00:00:00Z', 'day out of range'],
  ['2026-01-02 03:04:05Z', 'cannot parse " 03:04:05Z" as "T"'],
];

describe('times', () => {
  for (const [text, normal] of SECONDS) it(`writes ${text} as ${normal === '' ? 'nothing' : normal}`, () => expect(toSeconds(text)).equal(normal));
  for (const [text, why] of REFUSED) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      expect(isTime(text)).equal(false);
      expect(timeFault(text)).contain(why);
    });
  }
  it('keeps six digits of a MicroTime, in UTC', () => {
    expect(toMicroseconds('2026-01-02T03:04:05.1234567+01:00')).equal('2026-01-02T02:04:05.123456Z');
    expect(toMicroseconds('2026-01-02T03:04:05Z')).equal('2026-01-02T03:04:05.000000Z');
  });
  it('reads protobuf’s seconds and nanoseconds', () => {
    expect(fromSeconds(1_767_323_045, 123_456_789)).equal('2026-01-02T03:04:05.123456Z');
  });
});
