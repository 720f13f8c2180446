import { expect } from 'chai';
import { restartDelayMs } from './child.ts';

describe('the pause before a restart', () => {
  const cases: readonly [string, number, number, number][] = [
    ['is short for the first death', 0, 10, 100],
    ['doubles while the child dies young', 100, 10, 200],
    ['stops growing at five seconds', 4_000, 10, 5_000],
    ['is short again after a healthy run', 5_000, 10_000, 100],
  ];
  for (const [name, previousMs, ranMs, expected] of cases) {
    it(name, () => {
      expect(restartDelayMs(previousMs, ranMs)).to.equal(expected);
    });
  }
});
