import type { Container } from '../../events/resources/_types/container.ts';
import type { PodPlan } from './action.ts';
import { planOf } from './action.ts';
import { resourcesOf } from './container-spec.ts';
import { graceSecondsOf } from './desired-pod.ts';
import type { PlanInput } from './plan.ts';
import { stopOne } from './plan-end.ts';
import type { ContainerResources, RuntimeContainer } from './port.ts';

const MIN_MILLI_CPU_REQUEST = 2;
const MIN_MILLI_CPU_LIMIT = 10;

/** Runtimes give no less than this. */
const rounded = ({ milliCpuRequest, milliCpuLimit, memoryLimitBytes }: ContainerResources): ContainerResources => ({
  milliCpuRequest: Math.max(MIN_MILLI_CPU_REQUEST, Math.round(milliCpuRequest)),
  milliCpuLimit: milliCpuLimit === 0 ? 0 : Math.max(MIN_MILLI_CPU_LIMIT, Math.round(milliCpuLimit)),
  memoryLimitBytes,
});

type Resized = 'cpu' | 'memory';

/** Which resources of a running container are not as its spec says; none where the runtime cannot tell. */
export const resizedOf = (container: Container, { resources }: RuntimeContainer): readonly Resized[] => {
  if (resources === undefined) return [];
  const [wanted, actual] = [rounded(resourcesOf(container)), rounded(resources)];
  const cpu = wanted.milliCpuRequest !== actual.milliCpuRequest || wanted.milliCpuLimit !== actual.milliCpuLimit;
  return [...(cpu ? ['cpu' as const] : []), ...(wanted.memoryLimitBytes === actual.memoryLimitBytes ? [] : ['memory' as const])];
};

const needsRestart = ({ resizePolicy = [] }: Container, resized: readonly Resized[]): boolean =>
  resizePolicy.some(({ resourceName, restartPolicy }) => restartPolicy === 'RestartContainer' && resized.some((each) => each === resourceName));

/** Gives a running container the resources its spec has now, in place or, where its policy wants that, by a restart. */
export const planResize = (input: PlanInput, container: Container, one: RuntimeContainer): PodPlan => {
  const resized = resizedOf(container, one);
  if (resized.length === 0) return planOf([]);
  if (needsRestart(container, resized)) return stopOne(input, one, { graceSeconds: graceSecondsOf(input.desired.pod), why: `Container ${one.container} resize requires restart` });
  const failure = input.memory.resizeFailures.get(one.id);
  return failure !== undefined && input.nowMs < failure.retryAtMs ? planOf([], failure.retryAtMs) : planOf([{ do: 'resize', id: one.id, container: one.container }]);
};
