import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureBusybox } from '../setup/busybox.ts';
import { ensureDockerEngine } from '../setup/docker-engine.ts';
import { ensureClient } from '../setup/kubectl.ts';
import { ensureNatsServer } from '../setup/nats-server.ts';
import { repoPath, toolsFolder } from '../setup/tools-folder.ts';
import type { CliCommand } from './command.ts';
import { say } from './say.ts';

const ROOTS = ['events', 'projections', 'services', 'infra', 'test'];
/** Run by their own command (`./shiplog test --slow`), not by default. */
const SLOW = /\.slow\.test\.ts$/;

const testFiles = async (slow: boolean): Promise<readonly string[]> => {
  const found = await Promise.all(ROOTS.map((root) => readdir(repoPath(root), { recursive: true }).then((names) => names.map((name) => join(root, name)))));
  return found.flat().filter((file) => file.endsWith('.test.ts') && (slow || !SLOW.test(file))).toSorted();
};

const mocha = (files: readonly string[], env: NodeJS.ProcessEnv): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [repoPath('node_modules/mocha/bin/mocha.js'), ...(process.stdout.isTTY ? [] : ['--no-color']), ...files], { stdio: 'inherit', cwd: repoPath(), env });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });

export const test: CliCommand = {
  name: 'test',
  summary: 'set up everything and run the test suite',
  usage: '[--slow] [FILE…]',
  options: { slow: { type: 'boolean', help: 'the slow tests too' } },
  words: Infinity,
  run: async (invocation) => {
    const natsServer = await ensureNatsServer(say);
    const busybox = await ensureBusybox(say);
    await ensureDockerEngine(say, toolsFolder('dockerd.log'));
    await Promise.all([ensureClient('kubectl', 'v35'), ensureClient('kubectl', 'v32')]);
    const files = invocation.positionals.length > 0 ? invocation.positionals : await testFiles(invocation.options['slow'] === true);
    return mocha(files, { ...process.env, SHIPLOG_NATS_SERVER: natsServer, SHIPLOG_BUSYBOX: busybox });
  },
};
