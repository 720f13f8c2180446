/** One option, as parseArgs of node:util takes it, and what help says of it. */
export interface CliOption {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  /** How the value is called in help: `N`, `DIR`. */
  readonly value?: string;
  /** One line. */
  readonly help: string;
}

export type OptionTable = Readonly<Record<string, CliOption>>;

/** What a command gets from the command line. */
export interface Invocation {
  readonly options: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
  readonly positionals: readonly string[];
  /** Words behind `--`. */
  readonly rest: readonly string[];
}

export interface CliCommand {
  readonly name: string;
  /** One line for the overview. */
  readonly summary: string;
  /** Behind `./shiplog NAME` in the usage text. */
  readonly usage: string;
  readonly options: OptionTable;
  /** Most words it takes besides options and what follows `--`; none by default. */
  readonly words?: number;
  /** Resolves with the exit code. */
  readonly run: (invocation: Invocation) => Promise<number>;
}

/** A mistake in the command line or its surroundings, with what to do about it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly remedy: string | undefined;
  constructor(message: string, remedy?: string) {
    super(message);
    this.remedy = remedy;
  }
}

export const DIR_OPTION: OptionTable = { dir: { type: 'string', value: 'DIR', help: "folder of the cluster's state (default $SHIPLOG_HOME, else ~/.shiplog)" } };

export const stringOption = ({ options }: Invocation, name: string): string | undefined => {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
};

export const flag = ({ options }: Invocation, name: string): boolean => options[name] === true;

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** A length of time such as `90s`, `5m` or `1h`, in seconds; UsageError names the option otherwise. */
export const durationOption = (invocation: Invocation, name: string): number | undefined => {
  const text = stringOption(invocation, name);
  if (text === undefined) return undefined;
  const [, number = '', unit = ''] = /^([1-9]\d{0,5})([smh])$/.exec(text) ?? [];
  if (number === '') throw new UsageError(`--${name} takes a time such as 90s, 5m or 1h, not "${text}"`);
  return Number(number) * (SECONDS[unit] ?? 1);
};

/** A whole number in a range; UsageError names the option otherwise. */
export const numberOption = (invocation: Invocation, name: string, range: readonly [least: number, most: number]): number | undefined => {
  const text = stringOption(invocation, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < range[0] || value > range[1]) {
    throw new UsageError(`--${name} takes a whole number from ${range[0]} to ${range[1]}, not "${text}"`);
  }
  return value;
};
