import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './step.ts';

interface DebianPackage {
  readonly name: string;
  /** `testing` takes the newest release's suite; undefined the machine's own suites. */
  readonly suite?: string;
  /** Folder the package's files end up in. */
  readonly into: string;
}

/** First package source of the machine's own configuration, so a mirror the machine uses is used here too. */
const ownSource = async (): Promise<{ readonly address: string; readonly suite: string }> => {
  const listed = await run('apt-get', ['indextargets', '--format', '$(REPO_URI) $(RELEASE)', 'Created-By: Packages']);
  const [address, suite] = listed.split('\n').find((line) => line !== '' && !line.includes('security'))?.split(' ') ?? [];
  if (address === undefined || suite === undefined) throw new Error('no package source is configured for apt-get');
  return { address, suite };
};

const privateAptOptions = (state: string): readonly string[] => [
  '-o', `Dir::Etc::sourcelist=${join(state, 'sources.list')}`,
  '-o', 'Dir::Etc::sourceparts=-',
  '-o', `Dir::State::lists=${join(state, 'lists')}`,
  '-o', `Dir::Cache=${join(state, 'cache')}`,
  '-o', 'APT::Sandbox::User=root',
];

const readLists = async (state: string, suite: string | undefined): Promise<readonly string[]> => {
  const own = await ownSource();
  await mkdir(join(state, 'lists/partial'), { recursive: true });
  await mkdir(join(state, 'cache/archives/partial'), { recursive: true });
  await writeFile(join(state, 'sources.list'), `deb ${own.address} ${suite ?? own.suite} main\n`);
  const options = privateAptOptions(state);
  await run('apt-get', [...options, 'update', '-qq']);
  return options;
};

/**
 * Unpacks a Debian package into a folder without installing it. Needs no root: the package lists and the source
 * list are this step's own. The folder appears whole or not at all.
 */
export const unpackDebianPackage = async ({ name, suite, into }: DebianPackage): Promise<void> => {
  const work = `${into}.part`;
  await rm(work, { recursive: true, force: true });
  await mkdir(join(work, 'root'), { recursive: true });
  const options = await readLists(work, suite);
  await run('apt-get', [...options, 'download', name], { cwd: work });
  const file = (await readdir(work)).find((entry) => entry.endsWith('.deb'));
  if (file === undefined) throw new Error(`apt-get downloaded no package ${name}`);
  await run('dpkg', ['-x', join(work, file), join(work, 'root')]);
  await rm(into, { recursive: true, force: true });
  await rename(join(work, 'root'), into);
  await rm(work, { recursive: true, force: true });
};
