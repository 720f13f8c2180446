import { execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { repoPath } from '../../infra/setup/tools-folder.ts';
import { runProgram } from '../support/run-program.ts';
import type { Mutation } from './mutations.ts';
import { mutations } from './mutations.ts';

/** Run with: node test/conformance/run-mutations.ts [WORD…] — see README.md beside it. */
const WORKERS = 2;
const TIMEOUT_MS = 180_000;
/** What is broken on purpose need not be waited for as long as what should work. */
const PATIENCE_MS = 8_000;
const LINKED = ['node_modules', '.tools'] as const;

type Verdict = 'killed' | 'survived' | 'does not apply' | 'red without it';

interface Tried {
  readonly mutation: Mutation;
  readonly verdict: Verdict;
  readonly seconds: number;
}

/** A copy of what git sees or would see, with the installed packages linked: the working tree itself is never touched. */
const copyTree = async (): Promise<string> => {
  const into = await mkdtemp(join(tmpdir(), 'shiplog-mutations-'));
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: repoPath(), encoding: 'utf8' }).split('\n').filter((file) => /\.(ts|json|txt|md)$/.test(file));
  for (const file of files) {
    await mkdir(dirname(join(into, file)), { recursive: true });
    // A file that is deleted but still tracked is left out.
    await cp(repoPath(file), join(into, file)).catch(() => undefined);
  }
  for (const folder of LINKED) await symlink(repoPath(folder), join(into, folder));
  return into;
};

interface Report {
  readonly failures?: readonly { readonly title: string }[];
  readonly passes?: readonly { readonly title: string }[];
}

/** The report of one test run alone; empty when the tree does not even load. */
const runTest = async (tree: string, { file, title }: Mutation['test']): Promise<Report> => {
  const pattern = title.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const args = [join(tree, 'node_modules/mocha/bin/mocha.js'), '--reporter', 'json', '--grep', pattern, join('test/conformance', file)];
  // Started in the copy: mocha reads its own configuration there.
  const { stdout } = await runProgram('/bin/sh', ['-c', 'cd "$0" && exec "$@"', tree, process.execPath, ...args], { timeoutMs: TIMEOUT_MS, env: { ...process.env, SHIPLOG_TEST_PATIENCE_MS: String(PATIENCE_MS) } });
  const start = stdout.indexOf('{\n');
  return start < 0 ? {} : (JSON.parse(stdout.slice(start)) as Report);
};

const isRed = ({ failures = [] }: Report, title: string): boolean => failures.some((failure) => failure.title === title);
const isGreen = ({ failures = [], passes = [] }: Report, title: string): boolean => failures.length === 0 && passes.some((pass) => pass.title === title);

/** Whether a test is green in a copy that nothing is broken in; asked once for each test. */
const createBaseline = (): ((tree: string, test: Mutation['test']) => Promise<boolean>) => {
  const known = new Map<string, Promise<boolean>>();
  return (tree, test) => {
    const key = `${test.file} ${test.title}`;
    const asked = known.get(key) ?? runTest(tree, test).then((report) => isGreen(report, test.title));
    known.set(key, asked);
    return asked;
  };
};

type Baseline = ReturnType<typeof createBaseline>;

/** Breaks the copy, runs the test, and puts the copy right again. */
const tryMutation = async (tree: string, mutation: Mutation, isGreenBefore: Baseline): Promise<Verdict> => {
  const path = join(tree, mutation.file);
  const source = await readFile(path, 'utf8').catch(() => '');
  if (source.split(mutation.from).length !== 2) return 'does not apply';
  if (!(await isGreenBefore(tree, mutation.test))) return 'red without it';
  await writeFile(path, source.replace(mutation.from, () => mutation.to));
  try {
    return isRed(await runTest(tree, mutation.test), mutation.test.title) ? 'killed' : 'survived';
  } finally {
    await writeFile(path, source);
  }
};

const worker = async (queue: Mutation[], done: Tried[], baseline: Baseline): Promise<void> => {
  const tree = await copyTree();
  try {
    for (let mutation = queue.shift(); mutation !== undefined; mutation = queue.shift()) {
      const started = Date.now();
      const tried = { mutation, verdict: await tryMutation(tree, mutation, baseline), seconds: (Date.now() - started) / 1000 };
      done.push(tried);
      process.stdout.write(`${tried.verdict.padEnd(15)} ${tried.seconds.toFixed(1).padStart(5)} s  ${mutation.name}\n                         by ${mutation.test.file}: ${mutation.test.title}\n`);
    }
  } finally {
    await rm(tree, { recursive: true, force: true });
  }
};

const main = async (words: readonly string[]): Promise<number> => {
  const chosen = mutations.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
  const queue = [...chosen];
  const done: Tried[] = [];
  const baseline = createBaseline();
  await Promise.all(Array.from({ length: WORKERS }, () => worker(queue, done, baseline)));
  const count = (verdict: Verdict): number => done.filter((tried) => tried.verdict === verdict).length;
  const broken = count('does not apply') + count('red without it');
  if (broken > 0) process.stdout.write(`${broken} could not be tried\n`);
  process.stdout.write(`${count('killed')} killed, ${count('survived')} survived\n`);
  return count('killed') === chosen.length ? 0 : 1;
};

process.exitCode = await main(process.argv.slice(2));
