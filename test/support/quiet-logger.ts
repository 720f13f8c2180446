import type { Logger, Telemetry } from '../../services/kit/port.ts';

/** Errors to standard error; the rest only with SHIPLOG_TEST_LOG set. */
export const quietLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: (message, fields) => { if (process.env['SHIPLOG_TEST_LOG'] !== undefined) process.stderr.write(`${message} ${JSON.stringify(fields)}\n`); },
  error: (message, fields) => { process.stderr.write(`${message} ${JSON.stringify(fields)}\n`); },
};

/** Spans pass their parent on. */
export const noTelemetry: Telemetry = {
  span: (_name, { traceparent }, work) => work(traceparent),
  counter: () => () => undefined,
  histogram: () => () => undefined,
  gauge: () => undefined,
};
