import type { JsonObject } from '../../../json.ts';
import { booleanAt, numberAt, objectAt, objectsAt, optionalObjectAt, stringAt } from '../../../json-path.ts';
import { age } from '../../../meta/human-duration.ts';
import type { Column } from '../../../schema/kind.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';
import { conditionOf, isConditionTrue } from '../../_types/conditions.ts';

/** What the READY, STATUS and RESTARTS cells tell of a pod. */
export interface PodSummary {
  readonly ready: number;
  readonly total: number;
  /** `Running`, `Init:0/1`, `CrashLoopBackOff`, `Terminating`… */
  readonly reason: string;
  readonly restarts: number;
  /** When the last container to restart ended; '' when none did. */
  readonly lastRestart: string;
}

interface Restarts {
  readonly count: number;
  readonly last: string;
}

const NO_RESTARTS: Restarts = { count: 0, last: '' };

const isSidecar = (container: JsonObject | undefined): boolean => stringAt(container, 'restartPolicy') === 'Always';
const later = (a: string, b: string): string => (a > b ? a : b);

const addRestarts = ({ count, last }: Restarts, status: JsonObject): Restarts =>
  ({ count: count + (numberAt(status, 'restartCount') ?? 0), last: later(last, stringAt(status, 'lastState', 'terminated', 'finishedAt')) });

/** `Completed`, else `Signal:9` or `ExitCode:1`. */
const terminatedReason = (terminated: JsonObject): string => {
  const reason = stringAt(terminated, 'reason');
  if (reason !== '') return reason;
  const signal = numberAt(terminated, 'signal') ?? 0;
  return signal === 0 ? `ExitCode:${numberAt(terminated, 'exitCode') ?? 0}` : `Signal:${signal}`;
};

interface Initialization {
  /** Set while an init container keeps the pod from starting. */
  readonly reason?: string;
  readonly ready: number;
  readonly all: Restarts;
  readonly sidecars: Restarts;
}

/** Why this init container still holds the pod; undefined when it is through. */
const initReason = (status: JsonObject, sidecar: boolean, position: string): string | undefined => {
  const terminated = optionalObjectAt(status, 'state', 'terminated');
  if (terminated !== undefined && (numberAt(terminated, 'exitCode') ?? 0) === 0) return undefined;
  if (sidecar && booleanAt(status, 'started')) return undefined;
  if (terminated !== undefined) return `Init:${terminatedReason(terminated)}`;
  const waiting = stringAt(status, 'state', 'waiting', 'reason');
  return waiting !== '' && waiting !== 'PodInitializing' ? `Init:${waiting}` : `Init:${position}`;
};

const initialization = (pod: JsonObject): Initialization => {
  const containers = objectsAt(pod, 'spec', 'initContainers');
  let ready = 0;
  let all = NO_RESTARTS;
  let sidecars = NO_RESTARTS;
  for (const [index, status] of objectsAt(pod, 'status', 'initContainerStatuses').entries()) {
    const sidecar = isSidecar(containers.find((container) => stringAt(container, 'name') === stringAt(status, 'name')));
    all = addRestarts(all, status);
    if (sidecar) sidecars = addRestarts(sidecars, status);
    const reason = initReason(status, sidecar, `${index}/${containers.length}`);
    if (reason !== undefined) return { reason, ready, all, sidecars };
    const started = sidecar && booleanAt(status, 'started') && optionalObjectAt(status, 'state', 'terminated') === undefined;
    if (started && booleanAt(status, 'ready')) ready += 1;
  }
  return { ready, all, sidecars };
};

/** What one container's state says instead of the phase; undefined when it says nothing. */
const containerReason = (status: JsonObject): string | undefined => {
  const waiting = stringAt(status, 'state', 'waiting', 'reason');
  if (waiting !== '') return waiting;
  const terminated = optionalObjectAt(status, 'state', 'terminated');
  return terminated && terminatedReason(terminated);
};

const runningReason = (pod: JsonObject): string => (isConditionTrue(pod, 'Ready') ? 'Running' : 'NotReady');

const afterInitialization = (pod: JsonObject, initial: string, init: Initialization): PodSummary => {
  const statuses = objectsAt(pod, 'status', 'containerStatuses');
  const { count: restarts, last: lastRestart } = statuses.reduce(addRestarts, init.sidecars);
  // The first container that has a reason wins, as upstream reads them from the last to the first.
  const reason = statuses.map(containerReason).find((found) => found !== undefined) ?? initial;
  const running = statuses.filter((status) => containerReason(status) === undefined && booleanAt(status, 'ready') && optionalObjectAt(status, 'state', 'running') !== undefined);
  return {
    ready: init.ready + running.length,
    total: 0,
    reason: reason === 'Completed' && running.length > 0 ? runningReason(pod) : reason,
    restarts,
    lastRestart,
  };
};

const isTerminal = (phase: string): boolean => phase === 'Succeeded' || phase === 'Failed';

const initialReason = (pod: JsonObject): string => {
  if (stringAt(conditionOf(pod, 'PodScheduled'), 'reason') === 'SchedulingGated') return 'SchedulingGated';
  return stringAt(pod, 'status', 'reason') || stringAt(pod, 'status', 'phase');
};

const deletionReason = (pod: JsonObject): string | undefined => {
  if (stringAt(pod, 'metadata', 'deletionTimestamp') === '') return undefined;
  if (stringAt(pod, 'status', 'reason') === 'NodeLost') return 'Unknown';
  return isTerminal(stringAt(pod, 'status', 'phase')) ? undefined : 'Terminating';
};

/** Sums a pod up as `kubectl get pods` shows it. */
export const summarizePod = (pod: JsonObject): PodSummary => {
  const init = initialization(pod);
  const initial = initialReason(pod);
  const held = init.reason !== undefined && !isConditionTrue(pod, 'Initialized');
  const summary = held
    ? { ready: init.ready, reason: init.reason, restarts: init.all.count, lastRestart: init.all.last }
    : afterInitialization(pod, init.reason ?? initial, init);
  const total = objectsAt(pod, 'spec', 'containers').length + objectsAt(pod, 'spec', 'initContainers').filter(isSidecar).length;
  return { ...summary, total, reason: deletionReason(pod) ?? summary.reason ?? initial };
};

const restartsCell = (pod: JsonObject, nowMs: number): string => {
  const { restarts, lastRestart } = summarizePod(pod);
  return restarts === 0 || lastRestart === '' ? String(restarts) : `${restarts} (${age(lastRestart, nowMs)} ago)`;
};

const orNone = (text: string): string => (text === '' ? '<none>' : text);

const readinessGatesCell = (pod: JsonObject): string => {
  const gates = objectsAt(pod, 'spec', 'readinessGates');
  const open = gates.filter((gate) => isConditionTrue(pod, stringAt(gate, 'conditionType')));
  return gates.length === 0 ? '<none>' : `${open.length}/${gates.length}`;
};

const wide = (name: string, description: string, cell: Column['cell']): Column => ({ name, type: 'string', description, priority: 1, cell });

export const podColumns: readonly Column[] = [
  nameColumn,
  { name: 'Ready', type: 'string', description: 'Containers that are ready, of all.', cell: (pod) => { const { ready, total } = summarizePod(pod); return `${ready}/${total}`; } },
  { name: 'Status', type: 'string', description: 'What the containers of the pod are doing, in a word.', cell: (pod) => summarizePod(pod).reason },
  { name: 'Restarts', type: 'string', description: 'How often containers were restarted, and when one was last.', cell: restartsCell },
  ageColumn,
  wide('IP', 'Address of the pod.', (pod) => orNone(stringAt(objectsAt(pod, 'status', 'podIPs')[0], 'ip') || stringAt(pod, 'status', 'podIP'))),
  wide('Node', 'Node the pod is bound to.', (pod) => orNone(stringAt(objectAt(pod, 'spec'), 'nodeName'))),
  wide('Nominated Node', 'Node on which room is being made for the pod.', (pod) => orNone(stringAt(pod, 'status', 'nominatedNodeName'))),
  wide('Readiness Gates', 'Readiness gates that are open, of all.', readinessGatesCell),
];
