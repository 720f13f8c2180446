import type { Probe } from '../../events/resources/_types/probe.ts';

/** Results in a row. */
export interface ProbeCount {
  readonly ok: boolean;
  readonly times: number;
}

export const countResult = (before: ProbeCount | undefined, ok: boolean): ProbeCount =>
  before?.ok === ok ? { ok, times: before.times + 1 } : { ok, times: 1 };

/** Whether the results so far settle it: enough successes, enough failures, or neither yet. */
export const verdictOf = ({ successThreshold, failureThreshold }: Probe, { ok, times }: ProbeCount): 'passed' | 'failed' | 'open' => {
  const needed = ok ? (successThreshold ?? 1) : (failureThreshold ?? 3);
  if (times < needed) return 'open';
  return ok ? 'passed' : 'failed';
};
