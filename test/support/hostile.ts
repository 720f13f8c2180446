import { expect } from 'chai';
import fc from 'fast-check';
import { RefusalError } from '../../events/errors.ts';
import { threadCpuMs } from './thread-cpu.ts';

/** Text made of a grammar's own pieces, broken ones and nonsense between them. */
export const textOf = (pieces: readonly string[], maxLength = 30): fc.Arbitrary<string> =>
  fc.array(fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...pieces) }, { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) }), { maxLength }).map((parts) => parts.join(''));

/** A few pieces, each very often: what makes bad patterns and recursion show. */
export const longTextOf = (pieces: readonly string[], length = 50_000): fc.Arbitrary<string> =>
  fc.tuple(fc.constantFrom(...pieces, 'a', '\u0000'), fc.constantFrom(...pieces, '!', ' ', '\uD800')).map(([often, last]) => often.repeat(Math.ceil(length / Math.max(1, often.length))) + last);

/** Far more than any parser needs for what fits into a request, even on a machine with much else to do. */
const PATIENCE_MS = 2_000;

/** Runs a parser; it may refuse in the ways given, and must neither fail otherwise nor take long. */
export const answersOrRefuses = <T>(parse: () => T, refusals: readonly (new (...args: never[]) => Error)[] = [RefusalError]): T | undefined => {
  const startedMs = threadCpuMs();
  try {
    return parse();
  } catch (error) {
    if (!refusals.some((refusal) => error instanceof refusal)) throw error;
    return undefined;
  } finally {
    expect(threadCpuMs() - startedMs, 'milliseconds').to.be.lessThan(PATIENCE_MS);
  }
};

export const RUNS = 500;
export const LONG_RUNS = 40;
