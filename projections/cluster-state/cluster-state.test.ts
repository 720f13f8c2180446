import { expect } from 'chai';
import fc from 'fast-check';
import type { Recorded } from '../../events/envelope.ts';
import { createCommitAssembler } from '../commits.ts';
import type { ClusterState, Snapshot } from './cluster-state.ts';
import { createClusterState } from './create-cluster-state.ts';
import { decodeSnapshot, encodeSnapshot, SnapshotCorrupt } from './snapshot-codec.ts';
import { stateHashInput } from './state-hash.ts';

const encoder = new TextEncoder();

interface Step {
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  readonly operation: 'put' | 'delete';
  readonly size: number;
  readonly broken: boolean;
  readonly sealed: boolean;
}

const recorded = (step: Partial<Step>, sequence: number): Recorded => {
  const { resource = 'configmaps', namespace = 'default', name = 'a', operation = 'put', size = 10, broken = false, sealed = false } = step;
  return {
    id: `id-${sequence}`, type: 'ThingUpdated', time: '2026-01-01T00:00:00.000Z', actor: 'someone', correlation: `id-${sequence}`,
    ref: { group: '', resource, namespace, name }, operation, form: sealed ? 'sealed' : 'json',
    object: encoder.encode(broken ? 'oops' : `{"n":${sequence},"fill":"${'x'.repeat(size)}"}`), decision: { reason: 'test' },
    stream: 'EVENTS', sequence, storedAtMs: sequence,
  };
};

const step = fc.record({
  resource: fc.constantFrom('configmaps', 'pods', 'secrets'),
  namespace: fc.constantFrom('a', 'a-b', 'b', 'default'),
  name: fc.integer({ min: 0, max: 30 }).map((n) => `n${n}`),
  operation: fc.constantFrom('put' as const, 'put' as const, 'delete' as const),
  size: fc.integer({ min: 0, max: 3000 }),
  broken: fc.integer({ min: 0, max: 20 }).map((n) => n === 0),
  sealed: fc.boolean(),
});

const fold = (state: ClusterState, events: readonly Recorded[]): ClusterState => {
  for (const { events: commit, through } of createCommitAssembler().push(events)) {
    state.apply(commit);
    state.advance('EVENTS', through);
  }
  return state;
};

const hashOf = (snapshot: Snapshot): string => [...stateHashInput(snapshot, ['EVENTS'])].map((part) => Buffer.from(part).toString('latin1')).join('');

async function* chunked(parts: Iterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  const whole = Buffer.concat([...parts]);
  for (let at = 0; at < whole.length; at += size) yield whole.subarray(at, at + size);
}

const header = (snapshot: Snapshot) => ({ vector: snapshot.vector, anchors: { EVENTS: { sequence: 1, id: 'id' } } });

describe('cluster state', () => {
  it('folds a log to the same bytes whether in one go, or restarted from a snapshot anywhere', async () => {
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 300 }), fc.nat(), fc.integer({ min: 1, max: 5000 }), async (steps, cut, chunkSize) => {
      const log = steps.map((each, index) => recorded(each, index + 1));
      const whole = fold(createClusterState(), log).snapshot();
      const at = cut % log.length;
      const half = fold(createClusterState(), log.slice(0, at)).snapshot();
      const { state } = await decodeSnapshot(chunked(encodeSnapshot(half, header(half), ['EVENTS']), chunkSize));
      expect(hashOf(state.snapshot())).to.equal(hashOf(half));
      // Overlap on purpose: what is folded already is ignored.
      const resumed = fold(state, log.slice(Math.max(0, at - 5))).snapshot();
      expect(hashOf(resumed)).to.equal(hashOf(whole));
      expect(Buffer.concat([...encodeSnapshot(resumed, header(whole), ['EVENTS'])]).equals(Buffer.concat([...encodeSnapshot(whole, header(whole), ['EVENTS'])]))).to.equal(true);
    }), { numRuns: 40 });
  });

  it('lists by namespace then name, behind a key, with counts', () => {
    const state = createClusterState();
    const names: readonly (readonly [string, string])[] = [['b', 'x'], ['a', 'y'], ['a', 'x'], ['ab', 'x']];
    names.forEach(([namespace, name], index) => state.apply([recorded({ namespace, name }, index + 1)]));
    const snapshot = state.snapshot();
    const keys = (options?: Parameters<Snapshot['list']>[1]): string[] =>
      [...snapshot.list({ group: '', resource: 'configmaps' }, options)].map(({ namespace, name }) => `${namespace}/${name}`);
    expect(keys()).to.deep.equal(['a/x', 'a/y', 'ab/x', 'b/x']);
    expect(keys({ namespace: 'a' })).to.deep.equal(['a/x', 'a/y']);
    expect(keys({ after: 'a/y' })).to.deep.equal(['ab/x', 'b/x']);
    expect(keys({ namespace: 'a', after: 'a/x' })).to.deep.equal(['a/y']);
    expect(snapshot.count({ group: '', resource: 'configmaps' }, 'a')).to.equal(2);
    expect(snapshot.count({ group: '', resource: 'configmaps' })).to.equal(4);
  });

  it('keeps a snapshot as it was while the fold goes on', () => {
    const state = createClusterState();
    state.apply([recorded({ name: 'a' }, 1)]);
    const before = state.snapshot();
    state.apply([recorded({ name: 'a' }, 2)]);
    state.apply([recorded({ name: 'b' }, 3)]);
    expect(before.get({ group: '', resource: 'configmaps' }, 'default', 'a')?.sequence).to.equal(1);
    expect(before.count({ group: '', resource: 'configmaps' })).to.equal(1);
    expect(state.snapshot().get({ group: '', resource: 'configmaps' }, 'default', 'a')).to.include({ sequence: 2, previous: 1 });
  });

  it('quarantines an object whose event cannot be read until a later one can', () => {
    const state = createClusterState();
    const [change] = state.apply([recorded({ broken: true }, 1)]);
    expect(change?.entry.quarantined).to.equal('the stored object is not JSON');
    const [next] = state.apply([recorded({}, 2)]);
    expect(next?.entry.quarantined).to.equal(undefined);
  });

  it('ends an object with its last form when the deletion carries none', () => {
    const state = createClusterState();
    state.apply([recorded({}, 1)]);
    const [change] = state.apply([{ ...recorded({ operation: 'delete' }, 2), object: new Uint8Array(0) }]);
    expect(change).to.include({ operation: 'delete' });
    expect(Buffer.from(change!.entry.body).toString()).to.contain('"n":1');
    expect(change?.entry.sequence).to.equal(2);
  });

  it('lets go of dead slabs while objects are rewritten', () => {
    const state = createClusterState();
    let sequence = 0;
    for (let round = 0; round < 60; round += 1) {
      for (let n = 0; n < 300; n += 1) {
        sequence += 1;
        // One object in ten is written once and then only kept, pinning every slab it lies in.
        if (round === 0 || n % 10 !== 0) state.apply([recorded({ name: `n${round === 0 || n % 10 !== 0 ? n : 0}`, size: 4000 }, sequence)]);
        else state.apply([recorded({ name: `kept-${round}-${n}`, size: 4000 }, sequence)]);
      }
    }
    const { heldBytes, liveBytes } = state.usage();
    expect(heldBytes).to.be.lessThan(liveBytes * 1.3 + 6 * 1024 * 1024);
  });

  const damage: readonly { readonly name: string; readonly change: (bytes: Buffer) => Buffer }[] = [
    { name: 'a file cut off in the middle', change: (bytes) => bytes.subarray(0, bytes.length - 30) },
    { name: 'a flipped bit in a body', change: (bytes) => { bytes[bytes.length - 40]! ^= 1; return bytes; } },
    { name: 'another format', change: (bytes) => { bytes[14] = 0x39; return bytes; } },
    { name: 'an empty file', change: () => Buffer.alloc(0) },
  ];
  for (const { name, change } of damage) {
    it(`refuses ${name}`, async () => {
      const snapshot = fold(createClusterState(), [recorded({}, 1), recorded({ name: 'b' }, 2)]).snapshot();
      const bytes = change(Buffer.concat([...encodeSnapshot(snapshot, header(snapshot), ['EVENTS'])]));
      let caught: unknown;
      await decodeSnapshot(chunked([bytes], 64)).catch((error: unknown) => { caught = error; });
      expect(caught).to.be.instanceOf(SnapshotCorrupt);
    });
  }
});
