import type { JsonObject } from '../../events/json.ts';
import { objectsAt, stringAt } from '../../events/json-path.ts';
import type { PodFact } from '../../events/node/messages.ts';
import { parseTime } from '../kit/timestamp.ts';
import type { Action } from './action.ts';
import { actionKey } from './action.ts';
import { containerNamed } from './container-actions.ts';
import type { DesiredPod } from './desired-pod.ts';
import { containersOf } from './desired-pod.ts';
import { everything, observedPod } from './observed-pod.ts';
import type { ObservationPublisher } from './observation-publisher.ts';
import type { PlanInput } from './plan.ts';
import { planPod } from './plan.ts';
import type { Note, PodContext, WorkerDeps } from './pod-context.ts';
import type { PodMemory } from './pod-memory.ts';
import { freshMemory, withEntry } from './pod-memory.ts';
import type { RuntimeContainer, RuntimeEvent } from './port.ts';
import { RuntimeError } from './port.ts';
import { createProbeRunner } from './probe-runner.ts';
import { runAction } from './run-action.ts';
import { podStatus } from './status.ts';
import { terminationMessage } from './termination-message.ts';
import { unsupportedField } from './unsupported.ts';
import { whyChanged } from './why.ts';

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
  /** All containers run for the first time. */
  readonly onStarted: () => void;
  /** Trace context for observations. */
  readonly traceparent: () => string | undefined;
}

const FAULT_RETRY_MS = 1000;

/** What the API's own status tells an agent that starts anew: attempts used, the start time. */
const memoryOf = ({ pod }: DesiredPod, nowMs: number): PodMemory => {
  const status: JsonObject = JSON.parse(JSON.stringify(pod.status ?? {}));
  const statuses = [...objectsAt(status, 'initContainerStatuses'), ...objectsAt(status, 'containerStatuses')];
  const floors = statuses.filter(({ containerID }) => containerID !== undefined && containerID !== '')
    .map((each) => [stringAt(each, 'name'), (typeof each.restartCount === 'number' ? each.restartCount : 0) + 1] as const);
  return { ...freshMemory(nowMs, status), startTimeMs: parseTime(pod.status?.startTime) ?? nowMs, attemptFloors: new Map(floors), deadlineExceeded: pod.status?.reason === 'DeadlineExceeded' };
};

/** One that is just being started is removed afterwards, or its start would fail for no good reason. */
const isBusy = (busy: ReadonlySet<string>, action: Action): boolean =>
  busy.has(actionKey(action)) || (action.do === 'remove' && busy.has(`start/${action.id}`));

const isEnded = ({ role, state }: RuntimeContainer): boolean => role === 'container' && state === 'exited';

export const createPodWorker = (options: PodWorkerOptions): PodWorker => {
  const { clock, runtime, publisher, logger, first } = options;
  const { podUid } = first;
  const table = new Map<string, RuntimeContainer>();
  const busy = new Set<string>();
  const outOfMemory = new Set<string>();
  let desired = first;
  let memory = memoryOf(first, clock.now());
  let unsupported = unsupportedField(JSON.parse(JSON.stringify(first.pod.spec ?? {})));
  let notes: Note[] = [];
  let ready = false;
  let away = false;
  let stopped = false;
  let queued = false;
  let told = '';
  let reportedGone = false;
  let reportedStarted = false;
  let cancelTimer = (): void => undefined;
  let cancelFault = (): void => undefined;

  const poke = (): void => {
    if (queued || stopped) return;
    queued = true;
    // Not a microtask: whatever was read meanwhile is handled first.
    clock.after(0, () => {
      queued = false;
      step();
    });
  };
  const remember = (change: Partial<PodMemory>): void => {
    memory = { ...memory, ...change };
    poke();
  };
  const note = (one: Note): void => { notes.push(one); };
  const context: PodContext = {
    ...options, note, remember,
    desired: () => desired,
    memory: () => memory,
    find: (id) => table.get(id),
    sandbox: () => observedPod(table.values()).sandboxes.at(-1),
    observe: (one) => { observe(one); },
    forget: (id) => {
      probes.end(id);
      table.delete(id);
      poke();
    },
    volumePaths: new Map(),
  };
  const probes = createProbeRunner(context);

  const beginProbes = (one: RuntimeContainer): void => {
    const container = containerNamed(context, one.container);
    if (container === undefined || desired.action === 'terminate') return;
    const earlier = objectsAt(memory.status, 'containerStatuses').find((each) => stringAt(each, 'containerID').endsWith(one.id));
    probes.begin(one, container, earlier && { started: earlier.started === true, ready: earlier.ready === true });
  };
  const observe = (one: RuntimeContainer): void => {
    // Answers of the runtime may overtake each other; nothing comes back from its end.
    if (one.state !== 'exited' && table.get(one.id)?.state === 'exited') return;
    table.set(one.id, outOfMemory.has(one.id) ? { ...one, oomKilled: true } : one);
    if (one.role === 'container' && one.state === 'running') beginProbes(one);
    if (one.state === 'exited') probes.end(one.id);
    poke();
  };
  const planInput = (): PlanInput => ({ desired, observed: observedPod(table.values()), memory, nowMs: clock.now(), unsupported: unsupported !== undefined });

  const fault = (error: unknown, action: Action): void => {
    if (error instanceof RuntimeError && error.code === 'unavailable') {
      away = true;
      options.onUnavailable();
      return;
    }
    logger.error('an action failed', { pod: `${desired.namespace}/${desired.name}`, action: action.do, error: String(error) });
    cancelFault();
    cancelFault = clock.after(FAULT_RETRY_MS, poke);
  };
  const run = async (action: Action): Promise<void> => {
    const key = actionKey(action);
    busy.add(key);
    try {
      await runAction(context, action);
      busy.delete(key);
      poke();
    } catch (error) {
      busy.delete(key);
      fault(error, action);
    }
  };
  const act = (): void => {
    if (away || !ready) return;
    const plan = planPod(planInput());
    cancelTimer();
    if (plan.againAtMs !== undefined) cancelTimer = clock.after(Math.max(1, plan.againAtMs - clock.now()), poke);
    for (const action of plan.actions) if (!isBusy(busy, action)) void run(action);
  };
  const acknowledged = (ended: readonly string[]): void => {
    if (ended.some((id) => !memory.acknowledged.has(id))) remember({ acknowledged: new Set([...memory.acknowledged, ...ended]) });
  };
  const factOf = (status: JsonObject, gone: boolean): PodFact => {
    const why = gone ? 'PodTerminated' : (unsupported === undefined ? whyChanged(memory.status, status) : `PodNotSupported ${unsupported}`);
    return { about: 'pod', podUid, namespace: desired.namespace, name: desired.name, sequence: desired.sequence, status, gone, why, ...(notes.length > 0 && { notes }) };
  };
  const isGone = (): boolean => desired.action === 'terminate' && table.size === 0 && memory.filesRemoved && busy.size === 0;

  const tell = (): void => {
    if (desired.deleted === true) {
      if (isGone()) options.onGone();
      return;
    }
    const gone = isGone();
    // While its remains are taken away a pod shows how it ended.
    const removing = desired.action === 'terminate' && !everything(observedPod(table.values())).some(({ role }) => role === 'container');
    if (removing && !gone) return;
    const status = removing ? memory.status : podStatus(planInput(), options.node);
    const text = JSON.stringify([status, gone]);
    if (gone ? reportedGone : text === told && notes.length === 0) return;
    told = text;
    reportedGone = gone;
    const fact = factOf(status, gone);
    notes = [];
    memory = { ...memory, status };
    const ended = [...table.values()].filter(isEnded).map(({ id }) => id);
    publisher.put(podUid, { fact, traceparent: options.traceparent(), onAcknowledged: () => { if (gone) options.onGone(); else acknowledged(ended); } });
  };
  const checkStarted = (): void => {
    if (reportedStarted) return;
    const apps = containersOf(desired.pod).filter(({ role }) => role === 'app');
    if (!apps.every(({ container }) => [...table.values()].some((one) => one.container === container.name && one.startedAtMs !== undefined))) return;
    reportedStarted = true;
    options.onStarted();
  };
  const step = (): void => {
    if (stopped || !ready) return;
    act();
    checkStarted();
    tell();
  };
  const died = async (one: RuntimeContainer): Promise<void> => {
    if (one.role === 'container') {
      const message = await terminationMessage(context, one).catch(() => '');
      if (message !== '') memory = { ...memory, terminationMessages: withEntry(memory.terminationMessages, one.id, message) };
    }
    observe(one);
  };
  /** Somebody else removed it: what it was doing ended now, for reasons nobody can tell. */
  const vanish = (id: string): void => {
    const one = table.get(id);
    if (one === undefined || busy.has(`remove/${id}`)) return;
    if (one.role === 'sandbox' || one.state === 'created') context.forget(id);
    else if (one.state === 'running') {
      memory = { ...memory, lost: new Set([...memory.lost, id]) };
      observe({ ...one, state: 'exited', exitCode: 137, finishedAtMs: clock.now() });
    }
  };
  const refresh = async (id: string): Promise<void> => {
    const one = await runtime.inspect(id);
    if (one === undefined) vanish(id);
    else if (one.state === 'exited') await died(one);
    else observe(one);
  };

  if (unsupported !== undefined) note({ type: 'Warning', reason: 'FieldNotSupported', message: `The pod is not run: ${unsupported} is not supported yet` });

  return {
    podUid,
    desired: () => desired,
    assign: (newer) => {
      desired = newer.deleted === true ? { ...newer, pod: { ...desired.pod, ...newer.pod, spec: newer.pod.spec ?? desired.pod.spec } } : newer;
      unsupported = unsupportedField(JSON.parse(JSON.stringify(desired.pod.spec ?? {})));
      if (desired.action === 'terminate') probes.endAll();
      poke();
    },
    recovered: async (containers) => {
      const ids = new Set(containers.map(({ id }) => id));
      for (const id of [...table.keys()]) if (!ids.has(id)) vanish(id);
      for (const one of containers) {
        if (one.address !== undefined && one.state !== 'exited') options.addresses()?.hold(one.address);
        if (one.role === 'sandbox') memory = { ...memory, sandboxFloor: Math.max(memory.sandboxFloor, one.attempt + 1) };
        if (one.state === 'exited' && table.get(one.id)?.state !== 'exited') await died(one);
        else observe(one);
      }
      ready = true;
      away = false;
      poke();
    },
    happened: async ({ id, kind }) => {
      if (kind === 'oom') {
        outOfMemory.add(id);
        return;
      }
      if (kind === 'removed') vanish(id);
      else if (table.has(id)) await refresh(id);
    },
    poke,
    containers: () => [...table.values()],
    stop: () => {
      stopped = true;
      cancelTimer();
      cancelFault();
      probes.endAll();
    },
  };
};
