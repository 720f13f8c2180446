import type { Job, PodFailurePolicyOnExitCodesRequirement, PodFailurePolicyRule } from '../../../events/resources/batch/job/schema.ts';
import type { Pod } from '../../../events/resources/core/pod/schema.ts';

/** What a job's policy makes of a failed pod. */
export interface FailureRuling {
  readonly action: 'Count' | 'FailIndex' | 'FailJob' | 'Ignore';
  /** Which rule matched, in upstream's words. */
  readonly message: string;
}

const COUNT: FailureRuling = { action: 'Count', message: '' };

type Status = NonNullable<Pod['status']['containerStatuses']>[number];

const matchesCode = (code: number, { operator, values }: PodFailurePolicyOnExitCodesRequirement): boolean =>
  (operator === 'In') === values.includes(code);

const containerMatch = ({ status }: Pod, required: PodFailurePolicyOnExitCodesRequirement): { readonly name: string; readonly code: number } | undefined => {
  const matches = ({ name, state }: Status): boolean => {
    const code = state?.terminated?.exitCode ?? 0;
    return code !== 0 && (required.containerName === undefined || required.containerName === name) && matchesCode(code, required);
  };
  const found = status.containerStatuses?.find(matches) ?? status.initContainerStatuses?.find(matches);
  return found === undefined ? undefined : { name: found.name, code: found.state?.terminated?.exitCode ?? 0 };
};

const matchOf = (pod: Pod, { onExitCodes, onPodConditions = [] }: PodFailurePolicyRule): string | undefined => {
  const name = `${pod.metadata.namespace}/${pod.metadata.name}`;
  if (onExitCodes !== undefined) {
    const match = containerMatch(pod, onExitCodes);
    return match === undefined ? undefined : `Container ${match.name} for pod ${name} failed with exit code ${match.code} matching`;
  }
  const condition = onPodConditions.find(({ type, status }) => pod.status.conditions?.some((held) => held.type === type && held.status === (status ?? 'True')));
  return condition === undefined ? undefined : `Pod ${name} has condition ${condition.type} matching`;
};

/** The first rule that matches decides; without one, or without a policy, the pod counts. */
export const rulingOn = (pod: Pod, { spec }: Job): FailureRuling => {
  for (const [index, rule] of (spec.podFailurePolicy?.rules ?? []).entries()) {
    const match = matchOf(pod, rule);
    if (match === undefined) continue;
    // Validation lets no other actions pass.
    const action = rule.action === 'Ignore' || rule.action === 'FailJob' || rule.action === 'FailIndex' ? rule.action : 'Count';
    return { action, message: `${match} ${rule.action} rule at index ${index}` };
  }
  return COUNT;
};
