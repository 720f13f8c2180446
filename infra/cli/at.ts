import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderKubeconfig } from '../cluster/kubeconfig-file.ts';
import { ensureClient } from '../setup/kubectl.ts';
import { which } from '../setup/step.ts';
import type { CliCommand, Invocation } from './command.ts';
import { DIR_OPTION, UsageError, stringOption } from './command.ts';
import { runningCluster } from './open-cluster.ts';

const SEQUENCE = /^[1-9]\d*$/;

/** A sequence, or a time as RFC 3339 (`2026-11-21T10:00:00Z`); UsageError otherwise. */
export const moment = (text: string): string => {
  if (SEQUENCE.test(text)) return text;
  const time = Date.parse(text);
  if (Number.isNaN(time) || !/^\d{4}-\d\d-\d\d[T ]/.test(text)) throw new UsageError(`"${text}" is neither a sequence nor an RFC 3339 time`, 'for example 42 or 2026-11-21T10:00:00Z');
  return new Date(time).toISOString();
};

const runToEnd = (program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, [...args], { stdio: 'inherit', env });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });

/** The words for the program: kubectl's with the namespace and output form given to `at` itself. */
const wordsFor = (program: string, args: readonly string[], invocation: Invocation): readonly string[] => {
  const options = ['namespace', 'output'].flatMap((name) => {
    const value = stringOption(invocation, name);
    return value === undefined ? [] : [`--${name}=${value}`];
  });
  if (options.length > 0 && program !== 'kubectl') throw new UsageError('-n and -o are handed on to kubectl only', `put them behind ${program}`);
  return [...args, ...options];
};

export const at: CliCommand = {
  name: 'at',
  summary: 'run kubectl (or another client) against the cluster as it was',
  usage: 'WHEN [-n NS] [-o json] [--dir DIR] -- kubectl ARGS…     WHEN: a sequence or an RFC 3339 time',
  options: {
    ...DIR_OPTION,
    namespace: { type: 'string', short: 'n', value: 'NS', help: 'handed on to kubectl' },
    output: { type: 'string', short: 'o', value: 'FORMAT', help: 'handed on to kubectl' },
  },
  words: 1,
  run: async (invocation) => {
    const [when] = invocation.positionals;
    const [program, ...args] = invocation.rest;
    if (when === undefined || program === undefined) throw new UsageError('at needs a moment and a command', './shiplog at 2026-11-21T10:00:00Z -- kubectl get pods -A');
    const words = wordsFor(program, args, invocation);
    const { folder, config } = await runningCluster(invocation);
    const work = await mkdtemp(join(tmpdir(), 'shiplog-at-'));
    try {
      const kubeconfig = join(work, 'kubeconfig');
      await writeFile(kubeconfig, await renderKubeconfig(folder, config, `/at/${encodeURIComponent(moment(when))}`), { mode: 0o600 });
      const path = program === 'kubectl' ? ((await which('kubectl')) ?? (await ensureClient('kubectl'))) : program;
      return await runToEnd(path, words, { ...process.env, KUBECONFIG: kubeconfig, KUBECACHEDIR: join(work, 'cache') });
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  },
};
