import { expect } from 'chai';
import type { Recorded } from '../../events/envelope.ts';
import { createPastStates } from './past-states.ts';

const PODS = { group: '', resource: 'pods' } as const;

const event = (sequence: number, name: string, more: Partial<Recorded> = {}): Recorded => ({
  id: String(sequence), type: 'PodUpdated', time: '', actor: '', correlation: '', ref: { ...PODS, namespace: 'a', name }, operation: 'put', form: 'json',
  object: Buffer.from(JSON.stringify({ metadata: { name }, at: sequence })), decision: { reason: '' }, stream: 'EVENTS', sequence, storedAtMs: sequence * 10, ...more,
});

const batch = (id: string, index: number, last: boolean): Partial<Recorded> => ({ batch: { id, index, last } });

const LOG: readonly Recorded[] = [
  event(1, 'p'),
  event(2, 'q'),
  event(3, 'p', { storedAtMs: 5 }),
  event(4, 'q', { operation: 'delete' }),
  event(5, 'r', batch('b', 0, false)),
  event(6, 's', batch('b', 1, true)),
];

const states = (): { readonly at: (sequence: number) => Promise<readonly string[]>; readonly reads: number[]; readonly timeAt: (sequence: number) => Promise<number> } => {
  const reads: number[] = [];
  const past = createPastStates({
    pause: () => Promise.resolve(),
    store: {
      async *read(_stream, { after, upTo }) {
        reads.push(after);
        for (const one of LOG) if (one.sequence > after && one.sequence <= upTo) yield await Promise.resolve(one);
      },
    },
  });
  return {
    reads,
    at: async (sequence) => [...(await past.at('EVENTS', sequence)).snapshot.list(PODS)].map(({ name, sequence: version }) => `${name}@${version}`),
    timeAt: async (sequence) => (await past.at('EVENTS', sequence)).timeMs,
  };
};

describe('past states', () => {
  it('are folds of prefixes', async () => {
    const { at } = states();
    expect(await at(0)).to.deep.equal([]);
    expect(await at(2)).to.deep.equal(['p@1', 'q@2']);
    expect(await at(3)).to.deep.equal(['p@3', 'q@2']);
    expect(await at(4)).to.deep.equal(['p@3']);
  });

  it('snap to whole commits', async () => {
    const { at } = states();
    expect(await at(5)).to.deep.equal(['p@3']);
    expect(await at(6)).to.deep.equal(['p@3', 'r@5', 's@6']);
  });

  it('fold on from the nearest kept one, in any order of questions', async () => {
    const { at, reads } = states();
    await at(3);
    expect(await at(6)).to.deep.equal(['p@3', 'r@5', 's@6']);
    expect(await at(1)).to.deep.equal(['p@1']);
    expect(await at(3)).to.deep.equal(['p@3', 'q@2']);
    expect(reads).to.deep.equal([0, 3, 0]);
  });

  it('fold once for those who ask at the same time', async () => {
    const { at, reads } = states();
    await Promise.all([at(4), at(4), at(4)]);
    expect(reads).to.deep.equal([0]);
  });

  it('have times that never go back', async () => {
    const { timeAt } = states();
    expect(await timeAt(2)).to.equal(20);
    expect(await timeAt(3)).to.equal(20);
  });
});
