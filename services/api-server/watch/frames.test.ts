import { expect } from 'chai';
import { createKinds } from '../../../events/resources/registry.ts';
import type { Entry } from '../../../projections/cluster-state/cluster-state.ts';
import { createEntryReader } from '../read/entry-reader.ts';
import type { Rendering } from '../read/render.ts';
import { createFrameCache } from './frames.ts';
import type { Transition } from './transition.ts';

const kind = createKinds().of({ group: '', resource: 'configmaps' });

const rendering = (form: 'object' | 'metadata'): Rendering => {
  if (kind === undefined) throw new Error('no kind');
  return { kind, representation: { form, version: 'v1', encoding: 'json' }, includeObject: 'Metadata', reader: createEntryReader(() => Promise.reject(new Error('nothing is sealed'))), nowMs: 0 };
};

const modified = (sequence: number): Transition => {
  const body = kind?.encode(kind.normalize({ metadata: { name: 'a', namespace: 'b' }, data: { at: String(sequence) } })) ?? new Uint8Array();
  const entry: Entry = { group: '', resource: 'configmaps', namespace: 'b', name: 'a', sequence, previous: 0, form: 'json', body };
  return { type: 'MODIFIED', entry, resourceVersion: sequence };
};

describe('frames', () => {
  it('are built once for an event and a form', () => {
    const cache = createFrameCache();
    const first = cache.frame(modified(5), rendering('object'));
    expect(cache.frame(modified(5), rendering('object'))).to.equal(first);
    expect(JSON.parse(Buffer.from(first).toString())).to.deep.equal({
      type: 'MODIFIED', object: { kind: 'ConfigMap', apiVersion: 'v1', metadata: { resourceVersion: '5', name: 'a', namespace: 'b' }, data: { at: '5' } },
    });
    expect(cache.frame(modified(5), rendering('metadata'))).to.not.equal(first);
    expect(cache.frame({ ...modified(5), type: 'ADDED' }, rendering('object'))).to.not.equal(first);
  });

  it('are forgotten, the oldest first, when there are many bytes of them', () => {
    const cache = createFrameCache(500);
    const first = cache.frame(modified(1), rendering('object'));
    for (let sequence = 2; sequence < 10; sequence += 1) cache.frame(modified(sequence), rendering('object'));
    const newest = cache.frame(modified(9), rendering('object'));
    expect(cache.frame(modified(9), rendering('object'))).to.equal(newest);
    expect(cache.frame(modified(1), rendering('object'))).to.not.equal(first);
  });
});
