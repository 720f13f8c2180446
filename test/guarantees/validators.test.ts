import { expect } from 'chai';
import type { Version } from './validators.ts';
import { atomic, bookmarkable, bounded, consistent, fresh, kept, ordered, readYourWrites, resumable, stateAt, unique } from './validators.ts';

const put = (name: string, version: number): Version => ({ name, version, gone: false });
const end = (name: string, version: number): Version => ({ name, version, gone: true });
const LOG = [put('a', 1), put('b', 2), end('a', 3), put('a', 5)];

const cases: readonly { readonly name: string; readonly fine: readonly string[]; readonly broken: readonly string[]; readonly text: string }[] = [
  { name: 'what goes back', fine: ordered([1, 2, 2, 5]), broken: ordered([1, 3, 2]), text: '2 came after 3' },
  { name: 'what happened again', fine: unique(['a', 'b']), broken: unique(['a', 'b', 'a']), text: 'a' },
  { name: 'what was acknowledged and lost', fine: kept(['a'], new Set(['a', 'b'])), broken: kept(['a', 'c'], new Set(['a'])), text: 'c' },
  { name: 'what exceeds a limit', fine: bounded([{ at: 'now', count: 3 }], 3), broken: bounded([{ at: 'now', count: 4 }], 3), text: '4 at now' },
  { name: 'what a resumed watch told twice', fine: resumable(LOG, LOG), broken: resumable([...LOG, put('a', 5)], LOG), text: 'a@5 twice' },
  { name: 'what a resumed watch never told', fine: [], broken: resumable(LOG.slice(1), LOG), text: 'a@1 never' },
  { name: 'what a resumed watch made up', fine: [], broken: resumable([...LOG, put('c', 6)], LOG), text: 'c@6, which never happened' },
  { name: 'what a resumed watch told too late', fine: [], broken: resumable([LOG[1], LOG[0], LOG[2], LOG[3]].filter((each) => each !== undefined), LOG), text: '1 came after 2' },
  { name: 'a change that came after its bookmark', fine: bookmarkable([...LOG.slice(0, 3), { bookmark: 4 }, ...LOG.slice(3)], LOG), broken: bookmarkable([...LOG.slice(0, 2), { bookmark: 3 }, ...LOG.slice(2)], LOG), text: 'a@3 gone came after the bookmark 3' },
  { name: 'a bookmark that goes back', fine: [], broken: bookmarkable([...LOG, { bookmark: 4 }], LOG), text: '5 came before the bookmark 4' },
  { name: 'a list that was never the state', fine: consistent([{ version: 4, items: ['b@2'] }], LOG), broken: consistent([{ version: 4, items: ['a@1', 'b@2'] }], LOG), text: 'at 4: a@1 b@2 instead of b@2' },
  { name: 'a read older than what was acknowledged', fine: fresh([{ acknowledged: 3, version: 3 }]), broken: fresh([{ acknowledged: 3, version: 2 }]), text: '2 was answered after 3 was acknowledged' },
  { name: 'a read older than the write before it', fine: readYourWrites([{ name: 'a', wrote: 1, deleted: false, seen: undefined }, { name: 'a', wrote: 1, deleted: true, seen: 5 }], LOG), broken: readYourWrites([{ name: 'a', wrote: 5, deleted: false, seen: 1 }], LOG), text: 'a: 1 was read after 5' },
  { name: 'a write that cannot be read', fine: [], broken: readYourWrites([{ name: 'b', wrote: 2, deleted: false, seen: undefined }], LOG), text: 'b: nothing was read after 2' },
  { name: 'a ghost read after its deletion', fine: [], broken: readYourWrites([{ name: 'a', wrote: 1, deleted: true, seen: 1 }], LOG), text: 'a: 1 was read after the deletion of 1' },
  { name: 'half a batch', fine: atomic([{ at: 'x', values: ['1', '1'] }]), broken: atomic([{ at: 'x', values: ['1', '2'] }]), text: 'x: 1, 2' },
];

describe('validators', () => {
  for (const { name, fine, broken, text } of cases) {
    it(`find ${name}`, () => {
      expect(fine).to.deep.equal([]);
      expect(broken).to.deep.equal([text]);
    });
  }

  it('know what a log holds at a version', () => expect(stateAt(LOG, 5)).to.deep.equal(['a@5', 'b@2']));
});
