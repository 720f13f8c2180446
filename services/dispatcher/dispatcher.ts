import { stringAt } from '../../events/json-path.ts';
import type { JsonObject } from '../../events/json.ts';
import { isJsonObject } from '../../events/json.ts';
import type { Assignment, AssignMessage, ResyncAnswer, ResyncRequest } from '../../events/node/messages.ts';
import { nodeSubjects } from '../../events/node/messages.ts';
import type { ResourceOf } from '../../events/object-ref.ts';
import { decodeToken, encodeToken } from '../../events/subject.ts';
import type { Change, Entry, Snapshot } from '../../projections/cluster-state/cluster-state.ts';
import type { CommitListener, Follower } from '../kit/follower.ts';
import type { Message, Messaging } from '../kit/messaging/port.ts';
import type { Clock, Logger, Telemetry } from '../kit/port.ts';
import type { View, Views } from '../kit/reconciler.ts';
import { objectAttributes } from '../kit/span-attributes.ts';
import { createAssignments } from './assignments.ts';
import type { Addressed } from './pod-assignment.ts';
import { assignmentOf, farewellOf } from './pod-assignment.ts';
import { resyncPage } from './resync-page.ts';

export interface DispatcherDeps {
  readonly follower: Follower;
  readonly view: Views;
  readonly messaging: Messaging;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
}

export interface Dispatcher {
  /** Tells nodes what changes from now on, beats, and answers resyncs; resolves once it does. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

const PODS: ResourceOf<JsonObject> = { group: '', resource: 'pods' };
const NODES: ResourceOf<JsonObject> = { group: '', resource: 'nodes' };
const BEAT_EVERY_MS = 3_000;
const HEAD_TIMEOUT_MS = 10_000;

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const bytes = (value: AssignMessage | ResyncAnswer): Uint8Array => encoder.encode(JSON.stringify(value));
const isPod = ({ group, resource }: Pick<Entry, 'group' | 'resource'>): boolean => group === PODS.group && resource === PODS.resource;
const isNode = ({ group, resource }: Pick<Entry, 'group' | 'resource'>): boolean => group === NODES.group && resource === NODES.resource;

const rangeIn = (node: JsonObject | undefined): string | undefined => {
  const range = stringAt(node, 'spec', 'podCIDR');
  return range === '' ? undefined : range;
};

const podCidrOf = (view: View, node: string): string | undefined => rangeIn(view.get(NODES, '', node)?.object);

const parseRequest = (data: Uint8Array): ResyncRequest => {
  if (data.length === 0) return {};
  const parsed: unknown = JSON.parse(decoder.decode(data));
  return isJsonObject(parsed) && typeof parsed.after === 'string' ? { after: parsed.after } : {};
};

/** Tells nodes. */
const createTeller = ({ messaging, telemetry }: DispatcherDeps) => {
  const sent = telemetry.counter('shiplog_dispatcher_messages_total', 'Messages to node agents, by kind');
  const tell = (node: string, message: AssignMessage, kind: string): void => {
    messaging.publish(nodeSubjects.assign(encodeToken(node)), bytes(message));
    sent(1, { kind });
  };
  /** In a span of the trace of the event that made it news; the agent continues there. */
  const dispatch = ({ node, assignment }: Addressed): void => {
    const { action, namespace, name } = assignment;
    const attributes = { ...objectAttributes({ ...PODS, namespace, name }), 'k8s.node.name': node };
    let { traceparent } = assignment;
    void telemetry.span(`dispatch ${action}`, { traceparent, attributes }, (own) => {
      traceparent = own;
      return Promise.resolve();
    });
    tell(node, { ...assignment, ...(traceparent !== undefined && { traceparent }) }, action);
  };
  return { tell, dispatch };
};

/** The fold of bound pods per node, and what it makes each node be told. */
const createDispatch = (deps: DispatcherDeps) => {
  const { follower, view, telemetry } = deps;
  const { tell, dispatch } = createTeller(deps);
  const assignments = createAssignments();

  /** An entry's object, also one that is no longer in the snapshot; undefined for what cannot be read. */
  const parse = (entry: Entry, seen: View): JsonObject | undefined => (entry.quarantined === undefined ? seen.read<JsonObject>(PODS, entry).object : undefined);
  /** A pod without a node concerns no node. */
  const boundPod = (entry: Entry, seen: View): JsonObject | undefined => (seen.search.mentions(entry, 'nodeName') ? parse(entry, seen) : undefined);
  const beat = (node: string, seen: View): void => {
    const podCIDR = podCidrOf(seen, node);
    tell(node, { beat: { ...assignments.beat(node), highest: seen.snapshot().position('EVENTS'), ...(podCIDR !== undefined && { podCIDR }) } }, 'beat');
  };
  const foldPod = ({ operation, entry, event }: Change, seen: View): void => {
    const pod = boundPod(entry, seen);
    if (pod === undefined) return;
    const version = { pod, sequence: entry.sequence, traceparent: event.traceparent, correlation: event.correlation };
    const addressed = operation === 'delete' ? farewellOf(version) : assignmentOf(version);
    if (addressed === undefined) return;
    const news = operation === 'delete' ? assignments.remove(addressed.assignment.podUid) : assignments.put(addressed);
    if (news) dispatch(addressed);
  };
  /** A node that has just registered waits for its pod range. */
  const foldNode = ({ operation, entry, before }: Change, seen: View): void => {
    const range = operation === 'put' ? rangeIn(parse(entry, seen)) : undefined;
    if (range !== undefined && range !== (before && rangeIn(parse(before, seen)))) beat(entry.name, seen);
  };
  const fold: CommitListener = (changes, snapshot) => {
    const seen = view(snapshot);
    for (const change of changes) {
      if (isPod(change.entry)) foldPod(change, seen);
      else if (isNode(change.entry)) foldNode(change, seen);
    }
  };
  const load = (seen: View): void => {
    for (const entry of seen.snapshot().list(PODS)) {
      const pod = boundPod(entry, seen);
      const addressed = pod && assignmentOf({ pod, sequence: entry.sequence });
      if (addressed !== undefined) assignments.put(addressed);
    }
  };
  const nodesIn = (snapshot: Snapshot): ReadonlySet<string> => new Set([...assignments.nodes(), ...[...snapshot.list(NODES)].map(({ name }) => name)]);
  const beatAll = (): void => {
    const seen = view(() => follower.snapshot());
    for (const node of nodesIn(seen.snapshot())) beat(node, seen);
  };
  telemetry.gauge('shiplog_dispatcher_assignments', 'Pods assigned, by node', () =>
    [...nodesIn(follower.snapshot())].map((node) => ({ value: assignments.beat(node).count, labels: { node } })));
  const current = function* (node: string, seen: View): Generator<Assignment> {
    for (const { podUid, namespace, name } of assignments.of(node)) {
      const entry = seen.snapshot().get(PODS, namespace, name);
      const pod = entry && parse(entry, seen);
      const addressed = pod && assignmentOf({ pod, sequence: entry.sequence });
      if (addressed?.node === node && addressed.assignment.podUid === podUid) yield addressed.assignment;
    }
  };
  const unreadable = (snapshot: Snapshot): NonNullable<ResyncAnswer['unreadable']> =>
    [...snapshot.list(PODS)].filter(({ quarantined }) => quarantined !== undefined).map(({ namespace, name }) => ({ namespace, name }));
  const page = (node: string, { after }: ResyncRequest, seen: View): ResyncAnswer =>
    resyncPage({ position: seen.snapshot().position('EVENTS'), podCIDR: podCidrOf(seen, node), after, assignments: current(node, seen), unreadable: unreadable(seen.snapshot()) });
  return { fold, load, beatAll, page };
};

/**
 * Tells each node's agent what it must do about the pods bound to it: at once when a pod changes in a way the agent
 * acts upon, by a beat that lets the agent notice what it missed, and whole on request. Keeps nothing: everything is
 * recomputed from the fold, and telling a node twice is harmless, so any number may run and be killed.
 */
export const createDispatcher = (deps: DispatcherDeps): Dispatcher => {
  const { follower, messaging, clock, logger } = deps;
  const dispatch = createDispatch(deps);
  const undo: (() => void)[] = [];
  let cancelBeat = (): void => undefined;

  const answer = async ({ subject, data, respond }: Message): Promise<void> => {
    const node = decodeToken(subject.split('.')[1] ?? '');
    try {
      const snapshot = await follower.waitForHead(['EVENTS'], HEAD_TIMEOUT_MS);
      respond?.(bytes(dispatch.page(node, parseRequest(data), deps.view(() => snapshot))));
    } catch (error) {
      logger.warn('resync not answered', { node, error });
      respond?.(bytes({ position: 0, assignments: [], error: 'the dispatcher has no fresh view of the log; ask again' }));
    }
  };
  const beatForEver = (): void => {
    dispatch.beatAll();
    cancelBeat = clock.after(BEAT_EVERY_MS, beatForEver);
  };
  return {
    start: async () => {
      await follower.waitForHead(['EVENTS'], HEAD_TIMEOUT_MS);
      dispatch.load(deps.view(() => follower.snapshot()));
      undo.push(
        follower.onCommit(dispatch.fold),
        messaging.subscribe(nodeSubjects.resync('*'), (message) => { void answer(message); }, { queue: 'dispatcher' }),
        messaging.onReconnect(dispatch.beatAll),
      );
      beatForEver();
    },
    stop: async () => {
      cancelBeat();
      for (const each of undo.splice(0)) each();
    },
  };
};
