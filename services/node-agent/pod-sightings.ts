import { objectsAt, stringAt } from '../../events/json-path.ts';
import { containerNamed } from './container-actions.ts';
import type { PodContext } from './pod-context.ts';
import { withEntry } from './pod-memory.ts';
import type { PodState } from './pod-state.ts';
import type { RuntimeContainer, RuntimeEvent } from './port.ts';
import type { ProbeRunner } from './probe-runner.ts';
import { terminationMessage } from './termination-message.ts';

/** Takes what the runtime shows into a pod's state. */
export interface PodSightings {
  /** A newer state of a container, or a new one. */
  observe(one: RuntimeContainer): Promise<void>;
  /** Everything the runtime has of the pod. */
  recovered(containers: readonly RuntimeContainer[]): Promise<void>;
  happened(event: RuntimeEvent): Promise<void>;
}

export interface PodSightingsDeps {
  readonly state: PodState;
  readonly context: PodContext;
  readonly probes: ProbeRunner;
  readonly onChange: () => void;
}

const beginProbes = ({ state, probes }: PodSightingsDeps, context: PodContext, one: RuntimeContainer): void => {
  const container = containerNamed(context, one.container);
  if (container === undefined || state.desired.action === 'terminate') return;
  // An agent that took the container over goes on from what its predecessor reported.
  const earlier = objectsAt(state.memory.status, 'containerStatuses').find((each) => stringAt(each, 'containerID').endsWith(one.id));
  probes.begin(one, container, earlier && { started: earlier.started === true, ready: earlier.ready === true });
};

const observe = (deps: PodSightingsDeps, one: RuntimeContainer): void => {
  const { state, probes, context, onChange } = deps;
  // Answers of the runtime may overtake each other; nothing comes back from its end.
  if (one.state !== 'exited' && state.table.get(one.id)?.state === 'exited') return;
  state.table.set(one.id, state.outOfMemory.has(one.id) ? { ...one, oomKilled: true } : one);
  if (one.role === 'container' && one.state === 'running') beginProbes(deps, context, one);
  if (one.state === 'exited') probes.end(one.id);
  onChange();
};

const died = async (deps: PodSightingsDeps, one: RuntimeContainer): Promise<void> => {
  const { state, context } = deps;
  const message = one.role === 'container' ? await terminationMessage(context, one).catch(() => '') : '';
  if (message !== '') state.memory = { ...state.memory, terminationMessages: withEntry(state.memory.terminationMessages, one.id, message) };
  observe(deps, one);
};

/** Somebody else removed it: what it was doing ended now, for reasons nobody can tell. */
const vanish = (deps: PodSightingsDeps, id: string): void => {
  const { state, context } = deps;
  const one = state.table.get(id);
  if (one === undefined || state.busy.has(`remove/${id}`)) return;
  if (one.role === 'sandbox' || one.state === 'created') context.forget(id);
  else if (one.state === 'running') {
    state.memory = { ...state.memory, lost: new Set([...state.memory.lost, id]) };
    observe(deps, { ...one, state: 'exited', exitCode: 137, finishedAtMs: context.clock.now() });
  }
};

const see = async (deps: PodSightingsDeps, one: RuntimeContainer): Promise<void> => {
  if (one.state === 'exited' && deps.state.table.get(one.id)?.state !== 'exited') await died(deps, one);
  else observe(deps, one);
};

const refresh = async (deps: PodSightingsDeps, id: string): Promise<void> => {
  const one = await deps.context.runtime.inspect(id);
  if (one === undefined) vanish(deps, id);
  else await see(deps, one);
};

const takeOver = async (deps: PodSightingsDeps, one: RuntimeContainer): Promise<void> => {
  const { state, context } = deps;
  if (one.address !== undefined && one.state !== 'exited') context.addresses()?.hold(one.address);
  if (one.role === 'sandbox') state.memory = { ...state.memory, sandboxFloor: Math.max(state.memory.sandboxFloor, one.attempt + 1) };
  await see(deps, one);
};

export const createPodSightings = (deps: PodSightingsDeps): PodSightings => ({
  observe: (one) => see(deps, one),
  recovered: async (containers) => {
    const ids = new Set(containers.map(({ id }) => id));
    for (const id of [...deps.state.table.keys()]) if (!ids.has(id)) vanish(deps, id);
    for (const one of containers) await takeOver(deps, one);
  },
  happened: async ({ id, kind }) => {
    if (kind === 'oom') deps.state.outOfMemory.add(id);
    else if (kind === 'removed') vanish(deps, id);
    else if (deps.state.table.has(id)) await refresh(deps, id);
  },
});
