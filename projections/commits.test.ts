import { expect } from 'chai';
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
});
