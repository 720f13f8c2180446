import type { NodeFact, Observation, PodFact } from '../../events/node/messages.ts';
import { nodeSubjects } from '../../events/node/messages.ts';
import { encodeToken } from '../../events/subject.ts';
import type { Messaging } from '../kit/messaging/port.ts';
import type { Clock } from '../kit/port.ts';

export interface Outgoing {
  readonly fact: NodeFact | PodFact;
  readonly traceparent?: string | undefined;
  /** The control plane has it durably. */
  readonly onAcknowledged: () => void;
}

/**
 * Sends observations: one in flight per subject, and of those that wait only the newest, with the notes of all. While NATS
 * is away the newest waits here; nothing is lost by a restart of the agent then, since what it told can be seen again in
 * the runtime, which keeps dead containers until their end is acknowledged.
 */
export interface ObservationPublisher {
  /** `about` is the pod's uid, or `node`. */
  put(about: string, outgoing: Outgoing): void;
  /** Subjects with an observation that is not acknowledged. */
  underWay(): number;
  stop(): void;
}

export interface ObservationPublisherDeps {
  readonly messaging: Messaging;
  readonly clock: Clock;
  readonly node: string;
  readonly boot: string;
}

interface Lane {
  waiting: Outgoing | undefined;
  busy: boolean;
}

const RETRY_MS = 500;
const MAX_NOTES = 50;

const merged = (older: Outgoing | undefined, newer: Outgoing): Outgoing => {
  if (older === undefined) return newer;
  const onAcknowledged = (): void => {
    older.onAcknowledged();
    newer.onAcknowledged();
  };
  if (older.fact.about === 'node' || newer.fact.about === 'node') return { ...newer, onAcknowledged };
  const notes = [...(older.fact.notes ?? []), ...(newer.fact.notes ?? [])].slice(-MAX_NOTES);
  const why = older.fact.why === newer.fact.why ? newer.fact.why : `${older.fact.why}; ${newer.fact.why}`;
  return { ...newer, onAcknowledged, fact: { ...newer.fact, why, ...(notes.length > 0 && { notes }) } };
};

export const createObservationPublisher = ({ messaging, clock, node, boot }: ObservationPublisherDeps): ObservationPublisher => {
  const lanes = new Map<string, Lane>();
  const retries = new Set<() => void>();
  let counter = 0;
  let stopped = false;

  /** Until the next try is worth making: a while, or the connection is back. */
  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      const wake = (): void => {
        cancel();
        retries.delete(wake);
        resolve();
      };
      const cancel = clock.after(RETRY_MS, wake);
      retries.add(wake);
    });
  const unsubscribe = messaging.onReconnect(() => { for (const wake of [...retries]) wake(); });

  /** The same message and id until it is acknowledged: the inbox keeps it once. */
  const send = async (about: string, { fact, traceparent }: Outgoing): Promise<boolean> => {
    counter += 1;
    const observation: Observation = { node, boot, counter, time: new Date(clock.now()).toISOString(), ...(traceparent !== undefined && { traceparent }), fact };
    const data = new TextEncoder().encode(JSON.stringify(observation));
    const id = `${node}/${boot}/${counter}`;
    while (!stopped) {
      try {
        await messaging.publishDurable(nodeSubjects.observe(encodeToken(node), encodeToken(about)), data, id);
        return true;
      } catch {
        if (!stopped) await pause();
      }
    }
    return false;
  };
  const drain = async (about: string, lane: Lane): Promise<void> => {
    lane.busy = true;
    while (lane.waiting !== undefined && !stopped) {
      const next = lane.waiting;
      lane.waiting = undefined;
      if (await send(about, next)) next.onAcknowledged();
    }
    lane.busy = false;
    if (lane.waiting === undefined) lanes.delete(about);
  };
  return {
    put: (about, outgoing) => {
      const lane = lanes.get(about) ?? { waiting: undefined, busy: false };
      lanes.set(about, lane);
      lane.waiting = merged(lane.waiting, outgoing);
      if (!lane.busy) void drain(about, lane);
    },
    underWay: () => lanes.size,
    stop: () => {
      stopped = true;
      unsubscribe();
      for (const wake of [...retries]) wake();
    },
  };
};
