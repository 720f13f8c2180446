import type { Job, SuccessPolicyRule } from '../../../events/resources/batch/job/schema.ts';
import { indexSet } from './index-text.ts';

const isMet = ({ succeededIndexes, succeededCount }: SuccessPolicyRule, succeeded: ReadonlySet<number>, completions: number): boolean => {
  if (succeededIndexes === undefined) return succeededCount !== undefined && succeeded.size >= succeededCount;
  const among = indexSet(succeededIndexes, completions);
  return [...among].filter((index) => succeeded.has(index)).length >= (succeededCount ?? among.size);
};

/** Which rule of the job's success policy the indexes that succeeded meet, in upstream's words. */
export const metSuccessRule = ({ spec: { successPolicy, completions = 0 } }: Job, succeeded: ReadonlySet<number>): string | undefined => {
  const index = successPolicy?.rules.findIndex((rule) => isMet(rule, succeeded, completions)) ?? -1;
  return index < 0 ? undefined : `Matched rules at index ${index}`;
};
