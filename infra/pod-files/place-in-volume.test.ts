import { expect } from 'chai';
import { chmod, mkdir, mkdtemp, readdir, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { placeInVolume } from './place-in-volume.ts';

describe('a place in a volume', () => {
  let base: string;
  let volume: string;
  let outside: string;

  beforeEach(async () => {
    base = await realpath(await mkdtemp(join(tmpdir(), 'place-in-volume-')));
    volume = join(base, 'volume');
    outside = join(base, 'outside');
    await mkdir(join(volume, 'there'), { recursive: true });
    await mkdir(join(outside, 'there'), { recursive: true });
    await writeFile(join(volume, 'file'), 'x');
  });
  afterEach(() => rm(base, { recursive: true }));

  const links = async (): Promise<void> => {
    await symlink(outside, join(volume, 'out'));
    await symlink('../outside', join(volume, 'there', 'up'));
    await symlink('out', join(volume, 'out-by-two'));
    await symlink(`${outside}/absent`, join(volume, 'dangling'));
    await symlink('there', join(volume, 'within'));
    await symlink('file', join(volume, 'file-link'));
    await symlink('no-such', join(volume, 'nowhere'));
  };

  const found = [
    { name: 'a folder', sub: 'there', real: 'there' },
    { name: 'a file', sub: 'file', real: 'file' },
    { name: 'a file behind a link', sub: 'file-link', real: 'file' },
    { name: 'a folder that is not there yet', sub: 'new', real: 'new' },
    { name: 'several that are not there yet', sub: 'there/a/b/c', real: 'there/a/b/c' },
    { name: 'a new folder behind a link that stays within', sub: 'within/a/b', real: 'there/a/b' },
  ];
  for (const { name, sub, real } of found) {
    it(`is ${name}`, async () => {
      await links();
      expect(await placeInVolume(volume, sub)).to.equal(join(volume, real));
      await stat(join(volume, real));
    });
  }

  const refused = ['out', 'out/there', 'out/new', 'out/there/new/deep', 'out-by-two/new', 'there/up/new', 'dangling', 'dangling/new', 'nowhere/new', 'file/new'];
  for (const sub of refused) {
    it(`is not to be had as ${sub}, and nothing is made for it`, async () => {
      await links();
      const before = [await readdir(volume, { recursive: true }), await readdir(outside, { recursive: true })];
      const error = await placeInVolume(volume, sub).then(() => undefined, (reason: unknown) => reason);
      expect(error).to.be.instanceOf(Error).with.property('message').that.matches(/outside the volume|no folder of the volume|not a directory/);
      expect([await readdir(volume, { recursive: true }), await readdir(outside, { recursive: true })]).to.deep.equal(before);
    });
  }

  it('lets in whom the volume lets in', async () => {
    await chmod(volume, 0o2777);
    const made = await placeInVolume(volume, 'a/b');
    for (const path of [join(volume, 'a'), made]) expect((await stat(path)).mode & 0o7777).to.equal(0o2777);
  });

  it('may be in the whole machine, where that is the volume', async () => {
    expect(await placeInVolume('/', volume.slice(1))).to.equal(volume);
    expect(await placeInVolume('/', `${volume.slice(1)}/new`)).to.equal(join(volume, 'new'));
  });

  it('may be asked for by several at once', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => placeInVolume(volume, 'a/b/c')));
    expect(new Set(all)).to.deep.equal(new Set([join(volume, 'a/b/c')]));
  });
});
