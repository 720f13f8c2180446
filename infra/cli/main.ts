import { parseArgs } from 'node:util';
import { SetupError } from '../setup/step.ts';
import { UsageError } from './command.ts';
import type { CliCommand, Invocation } from './command.ts';
import { commands } from './commands.ts';
import { renderHelp, renderOverview } from './help.ts';

const parseOwn = (command: CliCommand, words: readonly string[]): Omit<Invocation, 'rest'> => {
  try {
    const { values, positionals } = parseArgs({ args: [...words], options: { ...command.options, help: { type: 'boolean', short: 'h' } }, allowPositionals: true, strict: true });
    return { options: values, positionals };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), `./shiplog ${command.name} --help`);
  }
};

const parse = (command: CliCommand, words: readonly string[]): Invocation & { readonly help: boolean } => {
  const split = words.indexOf('--');
  const own = parseOwn(command, split === -1 ? words : words.slice(0, split));
  const surplus = own.positionals[command.words ?? 0];
  if (surplus !== undefined) throw new UsageError(`"${surplus}" is one word too many`, `./shiplog ${command.name} --help`);
  return { ...own, rest: split === -1 ? [] : words.slice(split + 1), help: own.options['help'] === true };
};

const runCommand = async (name: string | undefined, words: readonly string[]): Promise<number> => {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(`${renderOverview(commands)}\n`);
    return 0;
  }
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) throw new UsageError(`there is no command "${name}"`, './shiplog help lists them');
  const invocation = parse(command, words);
  if (invocation.help) {
    process.stdout.write(`${renderHelp(command)}\n`);
    return 0;
  }
  return command.run(invocation);
};

const explain = (error: unknown): string => {
  const known = error instanceof SetupError || error instanceof UsageError;
  const lines = [`shiplog: ${error instanceof Error ? error.message : String(error)}`];
  if (known && error.remedy !== undefined) lines.push(`remedy: ${error.remedy}`);
  if (error instanceof Error && error.cause instanceof Error) lines.push(`cause: ${error.cause.message}`);
  return lines.join('\n');
};

// A reader that has seen enough (`| head`) is not a failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

const [name, ...words] = process.argv.slice(2);
runCommand(name, words).then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${explain(error)}\n`);
    process.exit(error instanceof UsageError ? 2 : 1);
  },
);
