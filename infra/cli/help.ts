import type { CliCommand, CliOption, OptionTable } from './command.ts';

const HELP_OPTION: OptionTable = { help: { type: 'boolean', short: 'h', help: 'show this' } };

const columns = (rows: readonly (readonly [left: string, right: string])[]): readonly string[] => {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
};

const optionText = (name: string, { short, value }: CliOption): string =>
  `${short === undefined ? '    ' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;

/** What `./shiplog COMMAND --help` prints: usage, what it does, every option with a line. */
export const renderHelp = ({ name, usage, summary, options }: CliCommand): string => {
  const rows = Object.entries({ ...options, ...HELP_OPTION }).map(([option, about]) => [optionText(option, about), about.help] as const);
  return [`usage: ./shiplog ${name} ${usage}`, '', summary, '', ...columns(rows)].join('\n');
};

/** What `./shiplog help` prints. */
export const renderOverview = (commands: readonly CliCommand[]): string =>
  ['shiplog: a container orchestrator that keeps nothing but an event log', '', 'usage: ./shiplog COMMAND [options]', '', ...columns(commands.map(({ name, summary }) => [name, summary])), '', './shiplog COMMAND --help tells more'].join('\n');
