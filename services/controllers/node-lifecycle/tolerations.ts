import type { Toleration } from '../../../events/resources/_types/affinity.ts';
import type { Taint } from '../../../events/resources/core/node/schema.ts';
import { parseTime } from '../../kit/timestamp.ts';

const valueTolerated = ({ operator = 'Equal', value = '' }: Toleration, taint: Taint): boolean => {
  switch (operator) {
    case 'Exists': return true;
    case 'Equal': case '': return value === (taint.value ?? '');
    default: return false;
  }
};

const tolerates = (toleration: Toleration, taint: Taint): boolean => {
  const { key = '', effect = '' } = toleration;
  if (effect !== '' && effect !== taint.effect) return false;
  return (key === '' || key === taint.key) && valueTolerated(toleration, taint);
};

/** When a pod must leave because of one taint: at once (its adding time), later, or never (undefined). */
const leavesAtMs = (taint: Taint, tolerations: readonly Toleration[], sinceMs: number): number | undefined => {
  const fitting = tolerations.filter((toleration) => tolerates(toleration, taint));
  const start = Math.max(parseTime(taint.timeAdded) ?? 0, sinceMs);
  if (fitting.length === 0) return start;
  const limits = fitting.map(({ tolerationSeconds }) => tolerationSeconds).filter((seconds) => seconds !== undefined);
  return limits.length === 0 ? undefined : start + Math.max(0, Math.min(...limits)) * 1000;
};

export interface Eviction {
  readonly atMs: number;
  readonly taint: Taint;
}

/** The first moment a NoExecute taint drives the pod off; undefined when it tolerates them all. */
export const evictionOf = (taints: readonly Taint[], tolerations: readonly Toleration[], sinceMs: number): Eviction | undefined => {
  let first: Eviction | undefined;
  for (const taint of taints.filter(({ effect }) => effect === 'NoExecute')) {
    const atMs = leavesAtMs(taint, tolerations, sinceMs);
    if (atMs !== undefined && (first === undefined || atMs < first.atMs)) first = { atMs, taint };
  }
  return first;
};
