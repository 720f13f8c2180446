import type { JsonObject } from '../json.ts';

/** Subjects between control plane and agents. `<node>` is subject-encoded (events/subject.ts). */
export const nodeSubjects = {
  /** dispatcher → agent: Assignment, core NATS. */
  assign: (node: string): string => `assign.${node}`,
  /** agent → OBSERVATIONS stream: Observation. */
  observe: (node: string, about: string): string => `obs.${node}.${about}`,
  /** agent → dispatcher, request: all Assignments of the node. */
  resync: (node: string): string => `node.${node}.resync`,
  /** agent → API, request: a ConfigMap or Secret a pod bound to the node refers to. */
  fetch: (node: string): string => `node.${node}.fetch`,
  /** API ↔ agent: exec and log streams. */
  tunnel: (node: string, ...rest: readonly string[]): string => ['tun', node, ...rest].join('.'),
} as const;

/** What a node must do about one pod. Ordered by `sequence` (the pod's in EVENTS); an older one is ignored. */
export interface Assignment {
  readonly podUid: string;
  readonly namespace: string;
  readonly name: string;
  readonly sequence: number;
  readonly action: 'run' | 'terminate';
  /** The stored Pod; never secret content. For `terminate` of an already deleted object only the metadata. */
  readonly pod: JsonObject;
  /** Grace for `terminate`, seconds from the deletionTimestamp's start. */
  readonly graceSeconds?: number;
  readonly traceparent?: string;
  readonly correlation?: string;
}

/** Per-node beat: an agent whose own digest differs asks for a resync. */
export interface AssignmentBeat {
  readonly count: number;
  readonly highest: number;
  /** Hash over sorted `uid/sequence/action`. */
  readonly digest: string;
}

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

/** The node as it is: registration and every change of status. */
export interface NodeFact {
  readonly about: 'node';
  readonly labels: Readonly<Record<string, string>>;
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
