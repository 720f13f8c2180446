import type { Plugin } from '../../framework.ts';
import { SKIP } from '../../framework.ts';
import type { PodSpec } from '../../pending-pod.ts';

const unbuilt = (spec: PodSpec): readonly string[] => {
  const found: string[] = [];
  const { podAffinity, podAntiAffinity } = spec.affinity ?? {};
  if ((podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).length > 0) found.push('spec.affinity.podAffinity');
  if ((podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).length > 0) found.push('spec.affinity.podAntiAffinity');
  if ((spec.topologySpreadConstraints ?? []).some(({ whenUnsatisfiable }) => whenUnsatisfiable === 'DoNotSchedule')) found.push('spec.topologySpreadConstraints');
  if ((spec.resourceClaims ?? []).length > 0) found.push('spec.resourceClaims');
  return found;
};

/**
 * PreFilter: a pod with a hard constraint no plugin checks yet stays Pending and says so; it is never placed as if
 * the constraint were not there. Preferences between nodes (soft affinity and spreading) are only left out of scores.
 */
export const unbuiltConstraints = (): Plugin => ({
  name: 'UnbuiltConstraints',
  weight: 0,
  wakes: ['pod-changed'],
  prepare: (pod) => {
    const fields = unbuilt(pod.spec);
    return fields.length === 0 ? SKIP : { reject: { reasons: [`pod uses ${fields.join(', ')}, which this scheduler does not support yet`] } };
  },
});
