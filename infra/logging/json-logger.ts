import type { Logger } from '../../services/kit/port.ts';

type Level = 'debug' | 'info' | 'warn' | 'error';
const ORDER: readonly Level[] = ['debug', 'info', 'warn', 'error'];

const printable = (value: unknown): unknown => {
  if (!(value instanceof Error)) return value;
  return { name: value.name, message: value.message, ...(value.cause !== undefined && { cause: printable(value.cause) }) };
};

/** One JSON object a line on standard error: time, level, component, message, then the fields. Errors are reduced to name, message and cause. */
export const createJsonLogger = (component: string, least: Level = 'info', write: (line: string) => void = (line) => process.stderr.write(line)): Logger => {
  const at = (level: Level) => (message: string, fields: Readonly<Record<string, unknown>> = {}): void => {
    if (ORDER.indexOf(level) < ORDER.indexOf(least)) return;
    const entries = Object.entries(fields).map(([key, value]) => [key, printable(value)]);
    write(`${JSON.stringify({ time: new Date().toISOString(), level, component, message, ...Object.fromEntries(entries) })}\n`);
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
};
