import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A program that goes on running while a test talks to it. */
export interface StartedProgram {
  /** Everything it has printed, both streams. */
  output(): string;
  /** Waits until its output matches. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  write(text: string): void;
  endInput(): void;
  /** Its exit code. */
  ended(): Promise<number>;
  /** Ends it as a user's Ctrl-C does. */
  stop(): Promise<void>;
}

const WITHIN_MS = 60_000;

export const startProgram = (program: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): StartedProgram => {
  const child = spawn(program, [...args], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  let printed = '';
  let wake = (): void => undefined;
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      printed += chunk.toString('utf8');
      wake();
    });
  }
  const exit = once(child, 'close').then(([code]) => Number(code ?? -1));
  void exit.then(() => wake(), () => wake());
  child.stdin.on('error', () => undefined);
  return {
    output: () => printed,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const why = (what: string): Error => new Error(`${program} ${args.join(' ')} ${what} without saying ${pattern}; so far: ${printed}`);
        const timer = setTimeout(() => reject(why('ran on')), WITHIN_MS);
        const settle = (act: () => void): void => {
          clearTimeout(timer);
          wake = () => undefined;
          act();
        };
        wake = () => {
          const found = pattern.exec(printed);
          if (found !== null) settle(() => resolve(found));
          else if (child.exitCode !== null) settle(() => reject(why('ended')));
        };
        wake();
      }),
    write: (text) => { child.stdin.write(text); },
    endInput: () => { child.stdin.end(); },
    ended: () => exit,
    stop: async () => {
      if (child.exitCode === null) child.kill('SIGINT');
      await exit;
    },
  };
};
