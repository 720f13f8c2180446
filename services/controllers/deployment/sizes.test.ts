import { assert } from 'chai';
import { limitsOf } from './limits.ts';
import type { Group, Scalable } from './sizes.ts';
import { proportionalSizes, sizeOfNew, sizesOfOld } from './sizes.ts';

const running = (size: number, live = size): Group => ({ size, live, ready: live, available: live });
const starting = (size: number, live = size): Group => ({ size, live, ready: 0, available: 0 });
const ten = { replicas: 10, maxSurge: 3, maxUnavailable: 2 };

describe('limits of a rollout', () => {
  const cases = [
    ['25% of 10 surges by 3 and spares 2', 10, '25%', '25%', 3, 2],
    ['surge rounds up, unavailability down', 3, '25%', '25%', 1, 0],
    ['both zero would never move: one may be unavailable', 4, 0, 0, 0, 1],
    ['both rounding to zero as well', 1, '0%', '25%', 0, 1],
    ['numbers are taken as they are', 5, 2, 1, 2, 1],
    ['unavailability stops at the replicas', 2, 0, 5, 0, 2],
  ] as const;
  for (const [name, replicas, maxSurge, maxUnavailable, surge, unavailable] of cases) {
    it(name, () => {
      const spec = { replicas, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } }, selector: {}, template: { metadata: {}, spec: { containers: [] } } };
      assert.deepEqual(limitsOf(spec), { replicas, maxSurge: surge, maxUnavailable: unavailable });
    });
  }
});

describe('size of the new replica set', () => {
  const cases: readonly (readonly [string, Group, readonly Group[], number])[] = [
    ['starts with the surge', starting(0), [running(10)], 3],
    ['grows into the room old ones left', running(3), [running(5)], 8],
    ['stops at the replicas', running(8), [running(1)], 10],
    ['waits for pods an old one was told to give up', running(3), [running(5, 10)], 3],
    ['waits for pods an old one may still make', running(3), [{ ...running(10), live: 2 }], 3],
    ['shrinks to the replicas', running(12), [], 10],
  ];
  for (const [name, current, old, expected] of cases) it(name, () => assert.equal(sizeOfNew(current, old, ten), expected));
});

describe('sizes of the old replica sets', () => {
  const cases: readonly (readonly [string, Group, readonly Group[], readonly number[]])[] = [
    ['give up what may be unavailable', starting(3), [running(10)], [8]],
    ['give up as many as became available', running(3), [running(8)], [5]],
    ['give up pods that are not available first, oldest replica set first', running(3), [starting(4), running(6)], [0, 5]],
    ['keep all while the minimum needs them', starting(5), [running(8)], [8]],
    ['keep the unready while the new are not available either', starting(5), [starting(8)], [8]],
    ['go entirely when the new are available', running(10), [running(3)], [0]],
  ];
  for (const [name, current, old, expected] of cases) it(name, () => assert.deepEqual(sizesOfOld(current, old, ten), expected));
});

describe('proportional scaling', () => {
  const scalable = (group: Group, maxBefore = 13): Scalable => ({ ...group, maxBefore });
  const to = (replicas: number, maxSurge: number, maxUnavailable: number) => ({ limits: { replicas, maxSurge, maxUnavailable }, statusReplicas: 10 });

  it('spreads growth by size', () => assert.deepEqual(proportionalSizes([scalable(running(8)), scalable(running(5))], to(20, 5, 5)), [15, 10]));
  it('gives the first what rounding leaves', () => assert.deepEqual(proportionalSizes([scalable(running(5)), scalable(running(4)), scalable(running(4))], to(11, 3, 2)), [6, 4, 4]));
  it('spreads shrinking by size', () => assert.deepEqual(proportionalSizes([scalable(running(8)), scalable(running(5))], to(5, 2, 1)), [4, 3]));
  it('takes the unready first when the minimum needs the available', () => assert.deepEqual(proportionalSizes([scalable(starting(11)), scalable(running(2))], to(4, 1, 1)), [3, 2]));
  it('scales to nothing', () => assert.deepEqual(proportionalSizes([scalable(running(8)), scalable(running(5))], to(0, 0, 0)), [0, 0]));
});
