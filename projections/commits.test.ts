import { expect } from 'chai';
import fc from 'fast-check';
import type { Recorded } from '../events/envelope.ts';
import { createCommitAssembler } from './commits.ts';

const event = (sequence: number, batch?: Recorded['batch']): Recorded => ({
  id: `${sequence}`, type: 'T', time: '', actor: '', correlation: '', ref: { group: '', resource: 'pods', namespace: '', name: `${sequence}` },
  operation: 'put', form: 'json', object: new Uint8Array(), decision: { reason: '' }, stream: 'EVENTS', sequence, storedAtMs: 0, ...(batch && { batch }),
});
const member = (sequence: number, id: string, place: number | 'last-1'): Recorded =>
  event(sequence, { id, index: place === 'last-1' ? 1 : place, last: place === 'last-1' });

const cases: readonly { readonly name: string; readonly log: readonly Recorded[]; readonly commits: readonly (readonly [number, number])[]; readonly pending: number }[] = [
  { name: 'single events are commits of their own', log: [event(1), event(2)], commits: [[1, 1], [1, 2]], pending: 0 },
  { name: 'a batch is one commit at its last member', log: [member(1, 'b', 0), member(2, 'b', 'last-1')], commits: [[2, 2]], pending: 0 },
  { name: 'an open batch moves nothing', log: [event(1), member(2, 'b', 0)], commits: [[1, 1]], pending: 1 },
  { name: 'a batch cut off by a single event is void', log: [member(1, 'b', 0), event(2)], commits: [[0, 1], [1, 2]], pending: 0 },
  { name: 'a batch cut off by another batch is void', log: [member(1, 'b', 0), member(2, 'c', 0), member(3, 'c', 'last-1')], commits: [[0, 1], [2, 3]], pending: 0 },
];

describe('commit assembler', () => {
  for (const { name, log, commits, pending } of cases) {
    it(name, () => {
      for (const size of [1, 2, log.length]) {
        const assembler = createCommitAssembler();
        const found: (readonly [number, number])[] = [];
        for (let at = 0; at < log.length; at += size) {
          for (const { events, through } of assembler.push(log.slice(at, at + size))) found.push([events.length, through]);
        }
        expect(found).to.deep.equal(commits);
        expect(assembler.pending()).to.equal(pending);
      }
    });
  }

  /** Single events and batches; of a batch whose commit is missing only the beginning lies in the log. */
  const parts = fc.array(fc.record({ length: fc.integer({ min: 1, max: 4 }), whole: fc.boolean() }), { maxLength: 20 });
  const logOf = (lengths: readonly { readonly length: number; readonly whole: boolean }[]): readonly Recorded[] => {
    let sequence = 0;
    return lengths.flatMap(({ length, whole }, id) =>
      Array.from({ length: whole || length === 1 ? length : length - 1 }, (_, index) => event((sequence += 1), length === 1 ? undefined : { id: `b${id}`, index, last: index === length - 1 })));
  };

  it('makes the same of a log in whatever chunks it comes', () => {
    fc.assert(fc.property(parts, fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 60 }), (lengths, sizes) => {
      const log = logOf(lengths);
      const whole = createCommitAssembler();
      const commits = whole.push(log);
      const pieces = createCommitAssembler();
      let at = 0;
      const found = [...sizes, log.length].flatMap((size) => pieces.push(log.slice(at, (at += size))));
      expect(found).to.deep.equal(commits);
      expect(pieces.pending()).to.equal(whole.pending());
    }));
  });

  it('commits every whole batch once, in order, voids every other, and waits for the last', () => {
    fc.assert(fc.property(parts, (lengths) => {
      const log = logOf(lengths);
      const assembler = createCommitAssembler();
      const commits = assembler.push(log);
      const isWhole = ({ batch }: Recorded): boolean => batch === undefined || log.some((other) => other.batch?.id === batch.id && other.batch.last);
      expect(commits.flatMap(({ events }) => events)).to.deep.equal(log.filter(isWhole));
      for (const { events, through } of commits) if (events.length > 0) expect(events.at(-1)?.sequence).to.equal(through);
      const ends = commits.map(({ through }) => through);
      expect(ends).to.deep.equal(ends.toSorted((a, b) => a - b));
      expect((ends.at(-1) ?? 0) + assembler.pending()).to.equal(log.length);
    }));
  });
});
