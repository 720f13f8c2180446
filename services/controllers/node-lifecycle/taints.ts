import type { Node, Taint } from '../../../events/resources/core/node/schema.ts';
import { formatTime } from '../../kit/timestamp.ts';
import { readyOf } from './heartbeat.ts';

const NOT_READY = 'node.kubernetes.io/not-ready';
const UNREACHABLE = 'node.kubernetes.io/unreachable';
const UNSCHEDULABLE = 'node.kubernetes.io/unschedulable';

/** Taint of each condition by the condition's status. */
const CONDITION_TAINTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Ready: { False: NOT_READY, Unknown: UNREACHABLE },
  MemoryPressure: { True: 'node.kubernetes.io/memory-pressure' },
  DiskPressure: { True: 'node.kubernetes.io/disk-pressure' },
  NetworkUnavailable: { True: 'node.kubernetes.io/network-unavailable' },
  PIDPressure: { True: 'node.kubernetes.io/pid-pressure' },
};

const OURS: ReadonlySet<string> = new Set([UNSCHEDULABLE, ...Object.values(CONDITION_TAINTS).flatMap((taints) => Object.values(taints))]);

const isOurs = ({ key, effect }: Taint): boolean =>
  (effect === 'NoSchedule' && OURS.has(key)) || (effect === 'NoExecute' && (key === NOT_READY || key === UNREACHABLE));

const same = (a: Taint, b: Taint): boolean => a.key === b.key && a.effect === b.effect;

type Wanted = Pick<Taint, 'key' | 'effect'>;

const wantedTaints = (node: Node, evicts: boolean): readonly Wanted[] => {
  const keys = (node.status.conditions ?? []).map(({ type, status }) => CONDITION_TAINTS[type]?.[status]).filter((key) => key !== undefined);
  const noSchedule = [...keys, ...(node.spec.unschedulable === true ? [UNSCHEDULABLE] : [])].map((key) => ({ key, effect: 'NoSchedule' }));
  const ready = CONDITION_TAINTS['Ready']?.[readyOf(node)?.status ?? ''];
  return ready === undefined || !evicts ? noSchedule : [...noSchedule, { key: ready, effect: 'NoExecute' }];
};

/**
 * The node's taints as its conditions and `unschedulable` ask; others' taints are kept, and present ones keep the
 * time they were added. `evicts: false` keeps pods where they are: no NoExecute.
 */
export const taintsOf = (node: Node, { evicts, nowMs }: { readonly evicts: boolean; readonly nowMs: number }): Taint[] => {
  const before = node.spec.taints ?? [];
  const wanted = wantedTaints(node, evicts);
  const kept = before.filter((taint) => !isOurs(taint) || wanted.some((want) => want.key === taint.key && want.effect === taint.effect));
  const added = wanted.filter((want) => !kept.some((taint) => same(taint, want)));
  return [...kept, ...added.map((want) => ({ ...want, timeAdded: formatTime(nowMs) }))];
};
