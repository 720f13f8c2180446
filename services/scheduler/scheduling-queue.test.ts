import { expect } from 'chai';
import type { Wake } from './framework.ts';
import { aPending } from './scheduling.fixture.ts';
import { createSchedulingQueue } from './scheduling-queue.ts';

const pod = (uid: string, priority = 0) => aPending({ priority }, uid);
const wakes = (...names: Wake[]): ReadonlySet<Wake> => new Set(names);

describe('SchedulingQueue', () => {
  it('gives the highest priority first, then the longest waiting', () => {
    const queue = createSchedulingQueue();
    for (const each of [pod('a'), pod('b'), pod('urgent', 10)]) queue.put(each, 0);
    expect([queue.pop(0), queue.pop(0), queue.pop(0), queue.pop(0)].map((each) => each?.uid)).to.deep.equal(['urgent', 'a', 'b', undefined]);
  });

  it('a pod in flight is not given again until its binding failed and its back-off is over', () => {
    const queue = createSchedulingQueue();
    queue.put(pod('a'), 0);
    queue.pop(0);
    queue.put(pod('a'), 10);
    expect(queue.pop(20)).to.equal(undefined);
    queue.failed('a', 100);
    expect(queue.pop(1_099)).to.equal(undefined);
    expect(queue.nextMs()).to.equal(1_100);
    expect(queue.pop(1_100)?.uid).to.equal('a');
  });

  it('back-off doubles up to ten seconds', () => {
    const queue = createSchedulingQueue();
    queue.put(pod('a'), 0);
    const waits = [];
    for (let now = 0, tries = 0; tries < 6; tries += 1) {
      queue.pop(now);
      queue.failed('a', now);
      const next = queue.nextMs() ?? 0;
      waits.push(next - now);
      now = next;
    }
    expect(waits).to.deep.equal([1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
  });

  const waking: readonly { name: string; wake: Wake; ready: boolean }[] = [
    { name: 'what it waits for wakes an unschedulable pod', wake: 'pod-removed', ready: true },
    { name: 'anything else does not', wake: 'node-changed', ready: false },
  ];
  for (const { name, wake, ready } of waking) {
    it(name, () => {
      const queue = createSchedulingQueue();
      queue.put(pod('a'), 0);
      queue.pop(0);
      queue.unschedulable('a', wakes('pod-removed'), 0);
      queue.wake(wake, 5_000);
      expect(queue.pop(5_000)?.uid).to.equal(ready ? 'a' : undefined);
    });
  }

  it('a changed spec wakes it, a status write does not', () => {
    const queue = createSchedulingQueue();
    queue.put(pod('a'), 0);
    queue.pop(0);
    queue.unschedulable('a', wakes('pod-changed'), 0);
    queue.put({ ...pod('a'), sequence: 2 }, 5_000);
    expect(queue.pop(5_000)).to.equal(undefined);
    queue.put(aPending({ tolerations: [{ operator: 'Exists' }] }, 'a'), 5_000);
    expect(queue.pop(5_000)?.uid).to.equal('a');
  });

  it('after five minutes it is tried in any case', () => {
    const queue = createSchedulingQueue();
    queue.put(pod('a'), 0);
    queue.pop(0);
    queue.unschedulable('a', wakes(), 0);
    expect(queue.pop(299_999)).to.equal(undefined);
    expect(queue.pop(300_000)?.uid).to.equal('a');
  });

  it('a removed pod is never given', () => {
    const queue = createSchedulingQueue();
    queue.put(pod('a'), 0);
    queue.remove('a');
    expect(queue.pop(0)).to.equal(undefined);
    expect(queue.depths()).to.deep.equal({ active: 0, backoff: 0, unschedulable: 0, inflight: 0 });
  });
});
