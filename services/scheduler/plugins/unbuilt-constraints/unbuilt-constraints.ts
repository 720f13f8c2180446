import type { Plugin } from '../../framework.ts';
import { SKIP } from '../../framework.ts';
import type { PodSpec } from '../../pending-pod.ts';

/** Hard constraints no plugin checks, and whether a spec has them. */
const UNBUILT: Readonly<Record<string, (spec: PodSpec) => boolean | undefined>> = {
  'spec.affinity.podAffinity': ({ affinity }) => affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.some(() => true),
  'spec.affinity.podAntiAffinity': ({ affinity }) => affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.some(() => true),
  'spec.topologySpreadConstraints': ({ topologySpreadConstraints }) => topologySpreadConstraints?.some(({ whenUnsatisfiable }) => whenUnsatisfiable === 'DoNotSchedule'),
  'spec.resourceClaims': ({ resourceClaims }) => resourceClaims?.some(() => true),
};

const unbuilt = (spec: PodSpec): readonly string[] => Object.entries(UNBUILT).filter(([, has]) => has(spec) === true).map(([field]) => field);

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
