import type { AssignedPod as Pod } from './desired-pod.ts';
import type { ContainerRole } from './desired-pod.ts';
import { containersOf } from './desired-pod.ts';
import { newest } from './observed-pod.ts';
import type { PlanInput } from './plan.ts';
import type { RuntimeContainer } from './port.ts';

/** Whether an ended container runs again, back-off aside. */
export const restarts = ({ spec }: Pod, role: ContainerRole, ended: RuntimeContainer): boolean => {
  if (role === 'sidecar') return true;
  if (role === 'ephemeral') return false;
  const failed = ended.exitCode !== 0;
  const policy = spec?.restartPolicy ?? 'Always';
  if (role === 'init') return failed && policy !== 'Never';
  return policy === 'Always' || (policy === 'OnFailure' && failed);
};

/** Whether the pod is over: every app container ended for good, or an init container failed for good. */
export const isFinished = ({ desired: { pod }, observed }: Pick<PlanInput, 'desired' | 'observed'>): boolean => {
  const phase = pod.status?.phase;
  if (phase === 'Succeeded' || phase === 'Failed') return true;
  const all = containersOf(pod);
  const endedForGood = all.filter(({ role, container }) => {
    const one = newest(observed, container.name);
    return one?.state === 'exited' && !restarts(pod, role, one);
  });
  const failedInit = endedForGood.some(({ role, container }) => role === 'init' && newest(observed, container.name)?.exitCode !== 0);
  const apps = all.filter(({ role }) => role === 'app').length;
  return failedInit || (apps > 0 && endedForGood.filter(({ role }) => role === 'app').length === apps);
};
