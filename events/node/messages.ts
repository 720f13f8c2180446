import type { JsonObject } from '../json.ts';

/** Subjects between control plane and agents. `<node>` is subject-encoded (events/subject.ts). */
export const nodeSubjects = {
  /** dispatcher → agent: Assignment, core NATS. */
  assign: (node: string): string => `assign.${node}`,
  /** agent → OBSERVATIONS stream: Observation. */
  observe: (node: string, about: string): string => `obs.${node}.${about}`,
  /** agent → dispatcher, request: all Assignments of the node. */
  resync: (node: string): string => `node.${node}.resync`,
  /** agent → API, request: FetchRequest. */
  fetch: (node: string): string => `node.${node}.fetch`,
  /** API ↔ agent: exec and log streams. */
  tunnel: (node: string, ...rest: readonly string[]): string => ['tun', node, ...rest].join('.'),
} as const;

/**
 * What a node must do about one pod. Two numbers say how new it is:
 * - `sequence`, the pod's version it was made from, only orders: an agent ignores an assignment of a pod whose
 *   sequence is below the one it has. A status-only write of the pod raises the sequence, yet sends nothing.
 * - `revision`, a fingerprint of all an agent acts upon (uid, spec, labels, annotations, deletionTimestamp, deletion
 *   grace), says whether anything changed: equal revision and action, nothing to do. It can be computed from the
 *   pod alone, so a restarted dispatcher sends nothing twice, and `assignmentDigest` (digest.ts) is over it.
 */
export interface Assignment {
  readonly podUid: string;
  readonly namespace: string;
  readonly name: string;
  readonly sequence: number;
  readonly revision: string;
  readonly action: 'run' | 'terminate';
  /**
   * The object no longer exists (forced deletion, or the end of an ordinary one): whatever is left of this uid is to
   * be stopped and removed; no `gone` need be reported. Takes no part in beats and resyncs.
   */
  readonly deleted?: true;
  /** The stored Pod; never secret content. For `terminate` of an already deleted object only the metadata. */
  readonly pod: JsonObject;
  /** Grace for `terminate`, seconds from the deletionTimestamp's start. */
  readonly graceSeconds?: number;
  readonly traceparent?: string;
  readonly correlation?: string;
}

/** Per-node beat: an agent whose own digest or podCIDR differs asks for a resync. */
export interface AssignmentBeat {
  readonly count: number;
  /** EVENTS sequence the dispatcher had folded; an agent that holds a newer assignment ignores the beat. */
  readonly highest: number;
  /** `assignmentDigest` over the node's assignments. */
  readonly digest: string;
  /** The Node's `spec.podCIDR`; absent until the Node object is there and has one. */
  readonly podCIDR?: string;
}

/** What travels on `assign.<node>`. Core NATS: may be lost or doubled, the beat repairs. */
export type AssignMessage = Assignment | { readonly beat: AssignmentBeat };

export const isBeat = (message: AssignMessage): message is { readonly beat: AssignmentBeat } => 'beat' in message;

/** Body of a request on `node.<node>.resync`. */
export interface ResyncRequest {
  /** `next` of the page before; absent for the first page. */
  readonly after?: string;
}

/**
 * Answer to a resync request: one page of the node's assignments, ordered by pod uid, as of `position` in EVENTS.
 * When the last page is in, a pod the agent has that is in no page and whose assignment's sequence is at or below
 * the lowest `position` of the pages no longer exists: the agent stops and removes it.
 */
export interface ResyncAnswer {
  readonly position: number;
  readonly assignments: readonly Assignment[];
  /** Present when there are more pages: send it back as `after`. */
  readonly next?: string;
  /** The Node's `spec.podCIDR`; absent until the Node is registered and has its range. */
  readonly podCIDR?: string;
  /** Pods whose newest version cannot be read, on whatever node: an agent that has one leaves it as it is. */
  readonly unreadable?: readonly { readonly namespace: string; readonly name: string }[];
  /** Set instead of an answer when the dispatcher cannot vouch for a fresh one; ask again later. */
  readonly error?: string;
}

/** Body of a request on `node.<node>.fetch`: what a pod bound to the node refers to. */
export interface FetchRequest {
  readonly podUid: string;
  readonly namespace: string;
  readonly pod: string;
  readonly resource: 'configmaps' | 'secrets' | 'tokens';
  /** Of a token: `<volume>/<path>` of the pod's projection that wants it. */
  readonly name: string;
}

/**
 * Its answer: the object with its resourceVersion, or why not. `reason` is a Kubernetes Status reason: NotFound, Forbidden,
 * BadRequest, ServiceUnavailable, InternalError.
 */
export type FetchAnswer = { readonly object: JsonObject } | { readonly error: string; readonly reason: string };

/** One fact an agent saw. Keyed by (node, boot, counter): the inbox keeps each once. */
export interface Observation {
  readonly node: string;
  readonly boot: string;
  readonly counter: number;
  /** Agent's clock, RFC 3339. */
  readonly time: string;
  readonly traceparent?: string;
  readonly fact: NodeFact | PodFact;
}

/**
 * The node as it is. Sent at start, on every change and every 10 s: it is the heartbeat. Each renews the node's Lease
 * (by `time`, at most every 10 s); the Node object is written when something differs from what it says now, or its
 * conditions' lastHeartbeatTime is older than 5 minutes, so an agent need not know what others wrote meanwhile.
 */
export interface NodeFact {
  readonly about: 'node';
  readonly labels: Readonly<Record<string, string>>;
  readonly providerID?: string;
  readonly status: JsonObject;
}

/** A pod as the agent runs it. `gone`: every container stopped and was removed; the object may be deleted. */
export interface PodFact {
  readonly about: 'pod';
  readonly podUid: string;
  readonly namespace: string;
  readonly name: string;
  /** Assignment the agent acted on. */
  readonly sequence: number;
  /** PodStatus as the agent computes it: phase, conditions it owns, podIP, containerStatuses. */
  readonly status: JsonObject;
  readonly gone: boolean;
  /** Events to record for the pod: Pulled, Created, Started, Killing, BackOff, Unhealthy, Failed… */
  readonly notes?: readonly { readonly type: 'Normal' | 'Warning'; readonly reason: string; readonly message: string; readonly fieldPath?: string }[];
  /** Short past-tense cause of this observation, e.g. `ContainerExited web exit code 137`. */
  readonly why: string;
}
