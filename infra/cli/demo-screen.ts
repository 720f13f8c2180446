import { spawn } from 'node:child_process';
import { ensureClient } from '../setup/kubectl.ts';
import { repoPath } from '../setup/tools-folder.ts';
import { which } from '../setup/step.ts';
import type { OpenCluster } from './open-cluster.ts';

/** Shows commands and what they answer, as a person would type and see them; plain when not a terminal. */
export interface DemoScreen {
  title(text: string): void;
  note(text: string): void;
  /** Runs kubectl, shown; throws when it fails. */
  kubectl(args: readonly string[], shown?: string): Promise<void>;
  shiplog(args: readonly string[]): Promise<void>;
  /** Runs kubectl unseen and answers its output; throws when it fails. */
  ask(args: readonly string[]): Promise<string>;
  farewell(): void;
}

interface Run {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

const show = ({ program, args, env }: Run): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, [...args], { stdio: ['ignore', 'inherit', 'inherit'], env });
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${args.join(' ')} ended with code ${String(code)}`))));
  });

const collect = ({ program, args, env }: Run): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, [...args], { stdio: ['ignore', 'pipe', 'pipe'], env });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString('utf8')));
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve(out) : reject(new Error(`kubectl ${args.join(' ')}: ${err.trim()}`))));
  });

const styled = (code: string, text: string): string => (process.stdout.isTTY ? `\u001b[${code}m${text}\u001b[0m` : text);
const line = (text: string): void => void process.stdout.write(`${text}\n`);
const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word}'`);
const command = (words: readonly string[]): string => styled('36', `$ ${words.map(quoted).join(' ')}`);

export const createDemoScreen = async ({ folder }: OpenCluster): Promise<DemoScreen> => {
  const kubectlPath = (await which('kubectl')) ?? (await ensureClient('kubectl'));
  const env = { ...process.env, KUBECONFIG: folder.kubeconfig };
  return {
    title: (text) => line(`\n${styled('1', `── ${text} `.padEnd(78, '─'))}`),
    note: (text) => line(styled('36', `$ ${text}`)),
    kubectl: async (args, shown) => {
      line(shown === undefined ? command(['kubectl', ...args]) : styled('36', `$ kubectl ${shown}`));
      await show({ program: kubectlPath, args, env });
    },
    shiplog: async (args) => {
      line(command(['./shiplog', ...args]));
      const [name = '', ...rest] = args;
      await show({ program: process.execPath, args: ['--disable-warning=ExperimentalWarning', repoPath('infra/cli/main.ts'), name, '--dir', folder.root, ...rest], env });
    },
    ask: (args) => collect({ program: kubectlPath, args, env }),
    farewell: () => {
      line(`\n${styled('1', 'The cluster is running. Look around:')}`);
      line(`  export KUBECONFIG=${folder.kubeconfig}`);
      line('  kubectl get pods -o wide; kubectl describe deployment web');
      line('  ./shiplog status; ./shiplog history deployment/web; ./shiplog why pod/NAME');
      line('  ./shiplog down stops it, ./shiplog up resumes it, ./shiplog reset forgets it');
    },
  };
};
