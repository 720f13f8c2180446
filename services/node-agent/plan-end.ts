import type { Action, PodPlan } from './action.ts';
import { mergePlans, planOf } from './action.ts';
import { containersOf } from './desired-pod.ts';
import type { PlanInput } from './plan.ts';
import type { RuntimeContainer } from './port.ts';

export interface Stop {
  readonly graceSeconds: number;
  readonly why: string;
}

const KILL_AGAIN_MS = 5000;

/** Once, and again only if its end has not been seen for long. */
const kill = ({ memory, nowMs }: PlanInput, id: string): PodPlan => {
  const killedAtMs = memory.kills.get(id);
  return killedAtMs === undefined || nowMs >= killedAtMs + KILL_AGAIN_MS ? planOf([{ do: 'kill', id }]) : planOf([], killedAtMs + KILL_AGAIN_MS);
};

/** Asks politely once, kills when the grace is over. A shorter grace asked for later counts from the first request. */
export const stopOne = (input: PlanInput, { id, container }: RuntimeContainer, { graceSeconds, why }: Stop): PodPlan => {
  const { memory, nowMs } = input;
  const stopping = memory.stopping.get(id);
  if (stopping === undefined) return planOf([{ do: 'stop', id, container, graceSeconds, why }]);
  const deadlineMs = stopping.startedAtMs + Math.min(graceSeconds, stopping.graceSeconds) * 1000;
  return nowMs >= deadlineMs ? kill(input, id) : planOf([], deadlineMs);
};

/** Sidecars go after everything else, the last of the spec first. */
const dueToStop = ({ desired }: PlanInput, running: readonly RuntimeContainer[]): readonly RuntimeContainer[] => {
  const sidecars = containersOf(desired.pod).filter(({ role }) => role === 'sidecar').map(({ container }) => container.name);
  const others = running.filter(({ container }) => !sidecars.includes(container));
  if (others.length > 0) return others;
  const last = running.reduce((latest, { container }) => Math.max(latest, sidecars.indexOf(container)), -1);
  return running.filter(({ container }) => sidecars.indexOf(container) === last);
};

const remove = ({ id }: RuntimeContainer): Action => ({ do: 'remove', id });

/** All containers have stopped. A dead one is removed only when its end is on record, the sandbox at once. */
const clear = ({ desired, observed, memory }: PlanInput, containers: readonly RuntimeContainer[]): PodPlan => {
  const onRecord = desired.deleted === true || containers.every(({ id, state }) => state === 'created' || memory.acknowledged.has(id));
  const removable = [...observed.sandboxes, ...(onRecord ? containers : [])];
  if (removable.length > 0) return planOf(removable.map(remove));
  return planOf(containers.length === 0 && !memory.filesRemoved ? [{ do: 'removeFiles' }] : []);
};

/** Keeps the ended containers for their logs; the sandbox has nothing left to hold. */
const rest = (input: PlanInput): PodPlan =>
  mergePlans(input.observed.sandboxes.filter(({ state }) => state !== 'exited').map((one) => (one.state === 'running' ? kill(input, one.id) : planOf([remove(one)]))));

/** Stops everything, with grace; with `remove`, then takes it all away. */
export const planEnd = (input: PlanInput, end: Stop & { readonly remove: boolean }): PodPlan => {
  const containers = [...input.observed.containers.values()].flat();
  const running = containers.filter(({ state }) => state === 'running');
  const created = containers.filter(({ state }) => state === 'created');
  if (running.length > 0 || created.length > 0) {
    return mergePlans([planOf(created.map(remove)), ...dueToStop(input, running).map((one) => stopOne(input, one, end))]);
  }
  return end.remove ? clear(input, containers) : rest(input);
};
