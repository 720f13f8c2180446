import type { Action } from './action.ts';
import { allocate } from './allocate.ts';
import { actionKey } from './action.ts';
import type { DesiredPod } from './desired-pod.ts';
import { containersOf } from './desired-pod.ts';
import type { ObservationPublisher } from './observation-publisher.ts';
import { observedPod } from './observed-pod.ts';
import { planPod } from './plan.ts';
import type { PodContext, WorkerDeps } from './pod-context.ts';
import { createPodReports } from './pod-reports.ts';
import { createPodSightings } from './pod-sightings.ts';
import type { PodSpans } from './pod-spans.ts';
import type { PodState } from './pod-state.ts';
import { newPodState, planInput, unsupportedOf } from './pod-state.ts';
import type { RuntimeContainer, RuntimeEvent } from './port.ts';
import { RuntimeError } from './port.ts';
import { createProbeRunner } from './probe-runner.ts';
import { runAction } from './run-action.ts';

/** Runs one pod: plan, act, tell; again whenever something happened. */
export interface PodWorker {
  readonly podUid: string;
  desired(): DesiredPod;
  /** A newer assignment. */
  assign(desired: DesiredPod): void;
  /** Everything the runtime has of this pod, after a start of the agent or an outage of the runtime. */
  recovered(containers: readonly RuntimeContainer[]): Promise<void>;
  happened(event: RuntimeEvent): Promise<void>;
  /** Look again, e.g. when the node got its addresses. */
  poke(): void;
  containers(): readonly RuntimeContainer[];
  /** The pod's object with the status told last. */
  shown(): object;
  /** Ends timers and probes; containers go on. */
  stop(): void;
}

export interface PodWorkerOptions extends WorkerDeps {
  readonly first: DesiredPod;
  readonly publisher: ObservationPublisher;
  /** Everything of the pod is gone and, unless its object is deleted already, that is on record. */
  readonly onGone: () => void;
  /** The runtime does not answer; `recovered` follows when it is back. */
  readonly onUnavailable: () => void;
  readonly spans: PodSpans;
}

const FAULT_RETRY_MS = 1000;

/** One that is just being started is removed afterwards, or its start would fail for no good reason. */
const isBusy = (busy: ReadonlySet<string>, action: Action): boolean =>
  busy.has(actionKey(action)) || (action.do === 'remove' && busy.has(`start/${action.id}`));

const hasStarted = ({ desired, table }: PodState): boolean =>
  containersOf(desired.pod).filter(({ role }) => role === 'app')
    .every(({ container: { name } }) => [...table.values()].some(({ container, startedAtMs }) => container === name && startedAtMs !== undefined));

/** How often a resize the node has no room for is looked at again. */
const RESIZE_RETRY_MS = 5_000;

/** Takes over what is asked for, as far as the node can give it. */
const giveResources = (state: PodState, { node, usedByOthers }: Pick<PodWorkerOptions, 'node' | 'usedByOthers'>): void => {
  const { desired, pending } = allocate(state.asked, state.desired, { allocatable: node.allocatable, others: () => usedByOthers(state.podUid) });
  state.desired = desired;
  state.memory = { ...state.memory, pendingResize: pending };
};

interface Loop {
  /** Soon, once for any number of calls. */
  poke(): void;
  stop(): void;
}

/** Plans and acts on every poke and at the times a plan asks for. */
const createLoop = (options: PodWorkerOptions, state: PodState, { context, after }: { readonly context: PodContext; readonly after: () => void }): Loop => {
  const { clock, logger, spans, onUnavailable } = options;
  let isQueued = false;
  let cancelTimer = (): void => undefined;
  let cancelRetry = (): void => undefined;

  const poke = (): void => {
    if (isQueued || state.isStopped) return;
    isQueued = true;
    // Not a microtask: whatever was read meanwhile is handled first.
    clock.after(0, () => {
      isQueued = false;
      step();
    });
  };
  const fault = (error: unknown, action: Action): void => {
    if (error instanceof RuntimeError && error.code === 'unavailable') {
      state.isAway = true;
      onUnavailable();
      return;
    }
    logger.error('an action failed', { pod: `${state.desired.namespace}/${state.desired.name}`, action: action.do, error: String(error) });
    cancelRetry();
    cancelRetry = clock.after(FAULT_RETRY_MS, poke);
  };
  const run = async (action: Action): Promise<void> => {
    const key = actionKey(action);
    state.busy.add(key);
    try {
      await spans.act(action, () => runAction(context, action));
      poke();
    } catch (error) {
      fault(error, action);
    } finally {
      state.busy.delete(key);
    }
  };
  const act = (): void => {
    if (state.isAway) return;
    if (state.memory.pendingResize !== undefined) giveResources(state, options);
    const { actions, againAtMs } = planPod(planInput(state, clock.now()));
    cancelTimer();
    const retryAtMs = state.memory.pendingResize === undefined ? Infinity : clock.now() + RESIZE_RETRY_MS;
    const wakeAtMs = Math.min(againAtMs ?? Infinity, retryAtMs);
    if (wakeAtMs < Infinity) cancelTimer = clock.after(Math.max(1, wakeAtMs - clock.now()), poke);
    for (const action of actions) if (!isBusy(state.busy, action)) void run(action);
  };
  const step = (): void => {
    if (state.isStopped || !state.isReady) return;
    act();
    after();
  };
  const stop = (): void => {
    cancelTimer();
    cancelRetry();
  };
  return { poke, stop };
};

const contextOf = (options: PodWorkerOptions, state: PodState, hooks: Pick<PodContext, 'observe' | 'forget'> & { readonly poke: () => void }): PodContext => ({
  ...options,
  ...hooks,
  desired: () => state.desired,
  memory: () => state.memory,
  remember: (change) => {
    state.memory = { ...state.memory, ...change };
    hooks.poke();
  },
  find: (id) => state.table.get(id),
  sandbox: () => observedPod(state.table.values()).sandboxes.at(-1),
  running: (name) => [...state.table.values()].find(({ container, state: now }) => container === name && now === 'running'),
  note: (note) => { state.notes.push(note); },
  volumePaths: new Map(),
});

/** A farewell knows the metadata only; what else is known of the pod is kept. */
const merged = (before: DesiredPod, newer: DesiredPod): DesiredPod =>
  newer.deleted === true && newer.pod.spec === undefined ? { ...newer, pod: { ...before.pod, metadata: newer.pod.metadata } } : newer;

export const createPodWorker = (options: PodWorkerOptions): PodWorker => {
  const state = newPodState(options.first, options.clock.now());
  const context = contextOf(options, state, {
    poke: () => { loop.poke(); },
    observe: (one) => sightings.observe(one),
    forget: (id) => {
      probes.end(id);
      state.table.delete(id);
      loop.poke();
    },
  });
  const probes = createProbeRunner(context);
  const reports = createPodReports({
    ...options, state, traceparent: options.spans.traceparent,
    onAcknowledged: (ended) => { if (ended.some((id) => !state.memory.acknowledged.has(id))) context.remember({ acknowledged: new Set([...state.memory.acknowledged, ...ended]) }); },
  });
  const after = (): void => {
    if (hasStarted(state)) options.spans.started();
    reports.tell();
  };
  const loop = createLoop(options, state, { context, after });
  const sightings = createPodSightings({ state, context, probes, onChange: loop.poke });
  return {
    podUid: state.podUid,
    desired: () => state.desired,
    assign: (newer) => {
      state.asked = merged(state.asked, newer);
      giveResources(state, options);
      state.unsupported = unsupportedOf(state.desired);
      options.spans.assign(state.desired);
      if (state.desired.action === 'terminate') probes.endAll();
      loop.poke();
    },
    recovered: async (containers) => {
      await sightings.recovered(containers);
      state.isReady = true;
      state.isAway = false;
      loop.poke();
    },
    happened: sightings.happened,
    poke: loop.poke,
    containers: () => [...state.table.values()],
    shown: () => ({ ...state.desired.pod, status: state.memory.status }),
    stop: () => {
      state.isStopped = true;
      loop.stop();
      probes.endAll();
    },
  };
};
