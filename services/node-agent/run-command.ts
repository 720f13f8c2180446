import type { Runtime } from './port.ts';

export interface CommandResult {
  readonly exitCode: number;
  /** The beginning of both outputs. */
  readonly output: string;
}

const OUTPUT_BYTES = 10 * 1024;

/** Runs a command in a container to its end. */
export const runCommand = async (runtime: Runtime, id: string, { command, signal }: { readonly command: readonly string[]; readonly signal?: AbortSignal }): Promise<CommandResult> => {
  const exec = await runtime.exec(id, { command, tty: false, stdin: false });
  const close = (): void => { exec.close(); };
  signal?.addEventListener('abort', close, { once: true });
  try {
    let output = '';
    for await (const { bytes } of exec.output) if (output.length < OUTPUT_BYTES) output += new TextDecoder().decode(bytes);
    return { exitCode: await exec.exitCode(), output: output.slice(0, OUTPUT_BYTES) };
  } finally {
    signal?.removeEventListener('abort', close);
  }
};
