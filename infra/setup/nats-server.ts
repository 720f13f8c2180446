import { unpackDebianPackage } from './debian-package.ts';
import { SetupError, hasApt, isExecutable, run, which } from './step.ts';
import type { Say } from './step.ts';
import { toolsFolder } from './tools-folder.ts';

/** Atomic batches need 2.12; from 2.14 on the server is what the tests run against. */
const MINIMUM: Version = [2, 12];
const PREFERRED: Version = [2, 14];

type Version = readonly [major: number, minor: number];

interface Candidate {
  readonly path: string;
  readonly version: Version;
}

const atLeast = (version: Version, floor: Version): boolean => version[0] > floor[0] || (version[0] === floor[0] && version[1] >= floor[1]);

const probe = async (path: string | undefined): Promise<Candidate | undefined> => {
  if (path === undefined || !(await isExecutable(path))) return undefined;
  const match = /v(\d+)\.(\d+)\./.exec(await run(path, ['--version']).catch(() => ''));
  return match ? { path, version: [Number(match[1]), Number(match[2])] } : undefined;
};

const unpacked = async (): Promise<Candidate | undefined> => {
  for (const folder of ['usr/sbin', 'usr/bin']) {
    const found = await probe(toolsFolder('nats-server', folder, 'nats-server'));
    if (found !== undefined) return found;
  }
  return probe(toolsFolder('go/bin/nats-server'));
};

const fromDebian = async (say: Say): Promise<void> => {
  if (!(await hasApt())) return;
  say('fetching nats-server (Debian testing) into .tools');
  await unpackDebianPackage({ name: 'nats-server', suite: 'testing', into: toolsFolder('nats-server') });
};

const fromGo = async (say: Say): Promise<void> => {
  const go = await which('go');
  if (go === undefined) return;
  say('building nats-server with go install into .tools');
  await run(go, ['install', 'github.com/nats-io/nats-server/v2@latest'], { env: { ...process.env, GOBIN: toolsFolder('go/bin') } });
};

/** The candidate's path if it is new enough. */
const pathFrom = (found: Candidate | undefined, floor: Version): string | undefined => (found !== undefined && atLeast(found.version, floor) ? found.path : undefined);

/** The first source whose server is new enough; the reasons of those that failed otherwise. */
const fetchOne = async (say: Say): Promise<{ readonly path?: string; readonly failures: readonly unknown[] }> => {
  const failures: unknown[] = [];
  for (const source of [fromDebian, fromGo]) {
    await source(say).catch((error: unknown) => failures.push(error));
    const path = pathFrom(await unpacked(), MINIMUM);
    if (path !== undefined) return { path, failures };
  }
  return { failures };
};

/**
 * Path of a nats-server new enough: the system's when at least 2.14, else one fetched into .tools, else a system
 * one from 2.12 on. Throws SetupError when none can be had.
 */
export const ensureNatsServer = async (say: Say): Promise<string> => {
  const named = await probe(process.env['SHIPLOG_NATS_SERVER']);
  if (named !== undefined) return named.path;
  const system = await probe(await which('nats-server'));
  const ready = pathFrom(system, PREFERRED) ?? pathFrom(await unpacked(), MINIMUM);
  if (ready !== undefined) return ready;
  const { path, failures } = await fetchOne(say);
  const last = path ?? pathFrom(system, MINIMUM);
  if (last !== undefined) return last;
  throw new SetupError(
    'nats-server 2.12 or newer was not found and could not be fetched',
    'put nats-server 2.12 or newer on PATH (https://github.com/nats-io/nats-server/releases) and run again',
    { cause: failures[0] },
  );
};
