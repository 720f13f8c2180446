import type { JsonObject } from '../../events/json.ts';
import { numberAt, optionalObjectAt, valueAt } from '../../events/json-path.ts';
import type { AssignedPod as Pod } from './desired-pod.ts';
import type { ContainerRole } from './desired-pod.ts';

/** One container's status beside its part in the pod. */
export interface RoleStatus {
  readonly role: ContainerRole;
  readonly name: string;
  readonly status: JsonObject;
}

export type Phase = 'Pending' | 'Running' | 'Succeeded' | 'Failed';

const endOf = (status: JsonObject): JsonObject | undefined =>
  optionalObjectAt(status, 'state', 'terminated') ?? optionalObjectAt(status, 'lastState', 'terminated');

const isRunning = ({ status }: Pick<RoleStatus, 'status'>): boolean => optionalObjectAt(status, 'state', 'running') !== undefined;
const isWaitingForFirst = ({ status }: Pick<RoleStatus, 'status'>): boolean => !isRunning({ status }) && endOf(status) === undefined;
const hasFailed = ({ status }: RoleStatus): boolean => numberAt(endOf(status) ?? {}, 'exitCode') !== 0;

type InitState = 'pending' | 'failed' | 'done';

const initState = (each: RoleStatus): InitState => {
  if (each.role === 'sidecar') return isWaitingForFirst(each) || (isRunning(each) && valueAt(each.status, 'started') !== true) ? 'pending' : 'done';
  if (isRunning(each) || isWaitingForFirst(each)) return 'pending';
  return hasFailed(each) ? 'failed' : 'done';
};

const endedPhase = ({ spec }: Pod, apps: readonly RoleStatus[], isTerminal: boolean): Phase => {
  const policy = spec?.restartPolicy ?? 'Always';
  const failed = apps.some(hasFailed);
  if (isTerminal) return failed ? 'Failed' : 'Succeeded';
  if (policy === 'Always') return 'Running';
  if (!failed) return 'Succeeded';
  return policy === 'Never' ? 'Failed' : 'Running';
};

/** A pod's phase by kubelet's rules. `isTerminal`: it is ending and nothing of it runs any more. */
export const podPhase = (pod: Pod, statuses: readonly RoleStatus[], isTerminal: boolean): Phase => {
  const apps = statuses.filter(({ role }) => role === 'app');
  const init = statuses.filter(({ role }) => role !== 'app').map(initState);
  const appsBegan = apps.some((each) => !isWaitingForFirst(each));
  if (init.includes('failed') && (pod.spec?.restartPolicy === 'Never' || isTerminal)) return 'Failed';
  if (!appsBegan && init.some((state) => state !== 'done')) return 'Pending';
  if (apps.some(isWaitingForFirst)) return 'Pending';
  if (apps.some(isRunning)) return 'Running';
  return apps.length === 0 ? 'Pending' : endedPhase(pod, apps, isTerminal);
};
