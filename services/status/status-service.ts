import type { EventStore } from '../../events/event-store/port.ts';
import type { JsonObject } from '../../events/json.ts';
import type { Observation } from '../../events/node/messages.ts';
import { decodeToken } from '../../events/subject.ts';
import type { WriteContext, Writer } from '../kit/command.ts';
import { createEventOrigins } from '../kit/event-origins.ts';
import type { Follower } from '../kit/follower.ts';
import type { Clock, Logger, Telemetry } from '../kit/port.ts';
import type { EventNote, Views } from '../kit/reconciler.ts';
import { objectAttributes } from '../kit/span-attributes.ts';
import { createAppliedObservations } from './applied-observations.ts';
import { applyNode } from './apply-node.ts';
import { applyPod } from './apply-pod.ts';
import type { Place } from './lanes.ts';
import { createLanes } from './lanes.ts';
import type { ClusterRange } from './pod-cidr.ts';
import type { InboxMessage, ObservationInbox } from './port.ts';
import type { Verdict, Workings } from './workings.ts';

export interface StatusDeps {
  readonly follower: Follower;
  readonly view: Views;
  readonly writer: Writer;
  readonly store: Pick<EventStore, 'at' | 'read'>;
  readonly inbox: ObservationInbox;
  /** Records a core Event with source component `kubelet` and the node as host. Must not throw. */
  readonly record: (note: EventNote, source: { readonly component: string; readonly host: string }, cause?: WriteContext['cause']) => void;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  /** Where nodes' pod ranges come from, e.g. 10.244.0.0/16 in ranges of /24. */
  readonly podRange: ClusterRange;
  /** Stored form of a Node (the compiled kind's `normalize`). */
  readonly normalizeNode: (node: JsonObject) => JsonObject;
}

export interface StatusService {
  /** Begins to receive once the fold has caught up; resolves then. */
  start(): Promise<void>;
  /** Stops receiving and waits for what is under way; unacknowledged observations are delivered again. */
  stop(): Promise<void>;
}

const AT_ONCE = 64;
/** However much a node sends and however long it takes, the others get on. */
const PER_NODE = 16;
/** More than the inbox gives out without an answer, so that one node's cannot hold up what comes behind them. */
const KEPT = 2048;
const AGAIN_AT_MOST = 8;
const LATER_MS = 500;
const HEAD_TIMEOUT_MS = 10_000;
/** A message whose application keeps failing by a fault, not a refusal, is given up after this many deliveries. */
const MAX_DELIVERIES = 50;

/** Token of the node that published below `obs.<node>`, by the server's permissions. */
const senderOf = (subject: string): string => subject.split('.')[1] ?? '';

/** A message that waits its turn for long is delivered again meanwhile; its place is the same. */
const placeOf = ({ observation: { fact }, subject, sequence }: InboxMessage): Place =>
  ({ group: senderOf(subject), key: fact.about === 'pod' ? fact.podUid : 'node', id: sequence });

const attributesOf = ({ node, fact }: Observation): Readonly<Record<string, string>> => ({
  'k8s.node.name': node,
  ...(fact.about === 'pod' && { ...objectAttributes({ group: '', resource: 'pods', namespace: fact.namespace, name: fact.name }), 'shiplog.why': fact.why }),
});

const createApply = (workings: Workings) => {
  const once = (observation: Observation): Promise<Verdict> => {
    const { fact } = observation;
    return fact.about === 'pod' ? applyPod(workings, observation, fact) : applyNode(workings, observation, fact);
  };
  return async (observation: Observation): Promise<Verdict> => {
    for (let round = 0; round < AGAIN_AT_MOST; round += 1) {
      const verdict = await once(observation);
      if (verdict.verdict !== 'again') return verdict;
      await workings.follower.waitForHead(['EVENTS'], HEAD_TIMEOUT_MS);
    }
    return { verdict: 'later', why: 'others kept writing the object first' };
  };
};

/** Carries one message from delivery to acknowledgement. Never throws: what fails is delivered again. */
const createHandler = ({ logger, telemetry, record }: StatusDeps, apply: (observation: Observation) => Promise<Verdict>) => {
  const observed = telemetry.counter('shiplog_status_observations_total', 'Observations taken from the inbox, by what became of them.');
  const finish = async (message: InboxMessage, verdict: Verdict): Promise<void> => {
    const { observation } = message;
    observed(1, { about: observation.fact.about, verdict: verdict.verdict });
    if (verdict.verdict === 'again' || verdict.verdict === 'later') {
      if (verdict.verdict === 'later') logger.warn('observation put off', { node: observation.node, counter: observation.counter, why: verdict.why });
      message.nak(LATER_MS);
      return;
    }
    if (verdict.verdict === 'dropped') logger.warn('observation dropped', { node: observation.node, counter: observation.counter, subject: message.subject, why: verdict.why });
    await message.ack();
    if (verdict.verdict !== 'done') return;
    for (const note of verdict.notes) record(note, { component: 'kubelet', host: observation.node }, verdict.cause);
  };
  const judge = async ({ observation, subject }: InboxMessage): Promise<Verdict> => {
    const sender = decodeToken(senderOf(subject));
    if (sender !== observation.node) return { verdict: 'dropped', why: `sent by node ${sender}` };
    // Heartbeats belong to no trace and begin none.
    if (observation.traceparent === undefined) return apply(observation);
    return telemetry.span('apply observation', { traceparent: observation.traceparent, attributes: attributesOf(observation) }, (traceparent) =>
      apply({ ...observation, ...(traceparent !== undefined && { traceparent }) }));
  };
  return async (message: InboxMessage): Promise<void> => {
    try {
      await finish(message, await judge(message));
    } catch (error) {
      logger.error('observation failed', { node: message.observation.node, counter: message.observation.counter, deliveries: message.deliveries, error });
      if (message.deliveries < MAX_DELIVERIES) message.nak(LATER_MS);
      else await message.ack().catch((fault: unknown) => logger.error('observation not acknowledged', { error: fault }));
    }
  };
};

/**
 * Turns agents' observations into writes of the fields agents own (owners.ts), in order per pod. An observation is
 * acknowledged once its event is durable, so a killed process loses none; one that is delivered twice, or after a
 * newer one, changes nothing. Any number of replicas may run.
 */
export const createStatusService = (deps: StatusDeps): StatusService => {
  const { follower, store, inbox } = deps;
  const stopping = new AbortController();
  const lanes = createLanes({ atOnce: AT_ONCE, perGroup: PER_NODE, kept: KEPT });
  deps.telemetry.gauge('shiplog_status_under_way', 'Observations taken from the inbox and not yet settled', () => [{ value: lanes.underWay() }]);
  let stopFolds = (): void => undefined;
  let receiving: Promise<void> = Promise.resolve();

  const receive = async (handle: (message: InboxMessage) => Promise<void>): Promise<void> => {
    for await (const message of inbox.receive(stopping.signal)) await lanes.run(placeOf(message), () => handle(message));
  };
  return {
    start: async () => {
      const origins = createEventOrigins({ follower, store });
      const applied = createAppliedObservations({ follower, store });
      stopFolds = () => { origins.stop(); applied.stop(); };
      await follower.waitForHead(['EVENTS', 'LEASES'], HEAD_TIMEOUT_MS);
      const handle = createHandler(deps, createApply({ ...deps, origins, applied }));
      // Not caught: without its inbox the service is of no use, and the process ends and is started again.
      receiving = receive(handle);
    },
    stop: async () => {
      stopping.abort();
      await lanes.close();
      await receiving;
      stopFolds();
    },
  };
};
