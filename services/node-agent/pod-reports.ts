import type { JsonObject } from '../../events/json.ts';
import type { PodFact } from '../../events/node/messages.ts';
import type { Clock } from '../kit/port.ts';
import { backOffNotes } from './back-off-notes.ts';
import type { NodeIdentity } from './status.ts';
import type { ObservationPublisher } from './observation-publisher.ts';
import type { PodState } from './pod-state.ts';
import { isGone, planInput } from './pod-state.ts';
import { podStatus } from './status.ts';
import { whyChanged } from './why.ts';

export interface PodReportsDeps {
  readonly state: PodState;
  readonly publisher: ObservationPublisher;
  readonly clock: Clock;
  readonly node: NodeIdentity;
  readonly traceparent: () => string | undefined;
  /** The control plane has these ends of containers on record. */
  readonly onAcknowledged: (ended: readonly string[]) => void;
  readonly onGone: () => void;
}

/** Tells what became of a pod, whenever that is not what was told last. */
export interface PodReports {
  tell(): void;
}

const whyOf = ({ unsupported, memory }: PodState, status: JsonObject, gone: boolean): string => {
  if (gone) return 'PodTerminated';
  return unsupported === undefined ? whyChanged(memory.status, status) : `PodNotSupported ${unsupported}`;
};

const factOf = (state: PodState, status: JsonObject, gone: boolean): PodFact => {
  const { podUid, namespace, name, sequence } = state.desired;
  const notes = [...state.notes, ...backOffNotes(state.desired, state.memory.status, status)];
  return { about: 'pod', podUid, namespace, name, sequence, status, gone, why: whyOf(state, status, gone), ...(notes.length > 0 && { notes }) };
};

/** While its remains are taken away a pod shows how it ended. */
const isBeingRemoved = ({ desired, table }: PodState): boolean => desired.action === 'terminate' && ![...table.values()].some(({ role }) => role === 'container');

export const createPodReports = ({ state, publisher, clock, node, traceparent, onAcknowledged, onGone }: PodReportsDeps): PodReports => {
  let told = '';
  const publish = (status: JsonObject, gone: boolean): void => {
    const fact = factOf(state, status, gone);
    state.notes = [];
    state.memory = { ...state.memory, status };
    const ended = [...state.table.values()].filter(({ role, state: now }) => role === 'container' && now === 'exited').map(({ id }) => id);
    publisher.put(state.podUid, { fact, traceparent: traceparent(), onAcknowledged: gone ? onGone : () => { onAcknowledged(ended); } });
  };
  return {
    tell: () => {
      const gone = isGone(state);
      if (state.desired.deleted === true) {
        if (gone) onGone();
        return;
      }
      if (isBeingRemoved(state) && !gone) return;
      const status = gone ? state.memory.status : podStatus(planInput(state, clock.now()), node);
      const text = JSON.stringify([status, gone]);
      if (text === told && (gone || state.notes.length === 0)) return;
      told = text;
      publish(status, gone);
    },
  };
};
