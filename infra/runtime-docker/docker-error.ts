import { RuntimeError } from '../../services/node-agent/port.ts';

const field = (error: unknown, name: string): unknown =>
  typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;

/** HTTP status of an Engine's answer; undefined when there was none. */
export const statusOf = (error: unknown): number | undefined => {
  const status = field(error, 'statusCode');
  return typeof status === 'number' ? status : undefined;
};

/** What dockerode puts before the Engine's own words. */
const CLIENT_PREFIX = /^\(HTTP code \d+\) [^-]+ - /;

const messageOf = (error: unknown): string => {
  const json = field(error, 'json');
  const message = field(json, 'message');
  if (typeof message === 'string') return message;
  return (error instanceof Error ? error.message : String(error)).replace(CLIENT_PREFIX, '').trim();
};

const ADDRESS_IN_USE = /address already in use|port is already allocated|no available IPv4 addresses/i;
const SHUTTING_DOWN = /shutting down|context canceled|containerd.*(unavailable|connection)|transport is closing/i;

/** Translates whatever dockerode threw, once; the Engine gives some faults no code, only a text. */
export const runtimeError = (error: unknown): RuntimeError => {
  if (error instanceof RuntimeError) return error;
  const message = messageOf(error);
  const status = statusOf(error);
  if (status === undefined || SHUTTING_DOWN.test(message)) return new RuntimeError('unavailable', `the Docker Engine does not answer: ${message}`, { cause: error });
  if (ADDRESS_IN_USE.test(message)) return new RuntimeError('address-in-use', message, { cause: error });
  if (status === 404) return new RuntimeError('not-found', message, { cause: error });
  return new RuntimeError('refused', message, { cause: error });
};

const CALL_TIMEOUT_MS = 120_000;

/** One call of the Engine with its faults translated; one that hangs counts as unavailable. */
export const call = async <T>(work: Promise<T>): Promise<T> => {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => { reject(new RuntimeError('unavailable', `the Docker Engine did not answer within ${CALL_TIMEOUT_MS / 1000} s`)); }, CALL_TIMEOUT_MS);
  try {
    return await Promise.race([work, promise]);
  } catch (error) {
    throw runtimeError(error);
  } finally {
    clearTimeout(timer);
  }
};
