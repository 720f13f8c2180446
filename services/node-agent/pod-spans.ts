import type { Telemetry } from '../kit/port.ts';
import { objectAttributes } from '../kit/span-attributes.ts';
import type { Action } from './action.ts';
import type { DesiredPod } from './desired-pod.ts';

/** A pod's course on its node as spans of the traces of the events that asked for it; a pod nobody asked for in a trace has none. */
export interface PodSpans {
  /** A newer assignment: the pod's end is a span of its own, in the trace of what ends it. */
  assign(desired: DesiredPod): void;
  /** All containers have run. Idempotent. */
  started(): void;
  /** Nothing of the pod is left. */
  gone(): void;
  /** What observations continue: the newest span, during it and after. */
  traceparent(): string | undefined;
  /** Runs an action on the runtime as a part of the newest span. */
  act(action: Action, work: () => Promise<void>): Promise<void>;
}

export interface PodSpansOptions {
  readonly telemetry: Telemetry;
  readonly node: string;
  readonly first: DesiredPod;
}

interface Open {
  readonly kind: DesiredPod['action'];
  readonly traceparent: string | undefined;
  readonly end: () => void;
}

const SPAN_NAMES: Readonly<Record<DesiredPod['action'], string>> = { run: 'start pod', terminate: 'stop pod' };

/** What is worth a span: work that takes time and that people ask about. */
const ACTION_NAMES: Readonly<Partial<Record<Action['do'], string>>> = {
  mountVolumes: 'mount volumes',
  createSandbox: 'create sandbox',
  start: 'start container',
  resolveImage: 'resolve image',
  createContainer: 'create container',
  stop: 'stop container',
  kill: 'kill container',
};

const nameOf = (action: Action): string | undefined => (action.do === 'start' && action.container === '' ? 'start sandbox' : ACTION_NAMES[action.do]);

const containerOf = (action: Action): string => ('container' in action ? action.container : '');

const podAttributes = ({ namespace, name, podUid }: DesiredPod, node: string): Readonly<Record<string, string>> =>
  ({ ...objectAttributes({ group: '', resource: 'pods', namespace, name }), 'k8s.pod.uid': podUid, 'k8s.node.name': node });

/** A span that lasts until it is ended. */
const open = ({ telemetry, node }: PodSpansOptions, desired: DesiredPod): Open => {
  const { action: kind, traceparent } = desired;
  const { promise, resolve } = Promise.withResolvers<undefined>();
  let own = traceparent;
  if (traceparent !== undefined) {
    void telemetry.span(SPAN_NAMES[kind], { traceparent, attributes: podAttributes(desired, node) }, (context) => {
      own = context;
      return promise;
    });
  }
  return { kind, traceparent: own, end: () => resolve(undefined) };
};

export const createPodSpans = (options: PodSpansOptions): PodSpans => {
  const { telemetry, node } = options;
  let desired = options.first;
  let current = open(options, desired);
  return {
    assign: (newer) => {
      desired = newer;
      if (newer.action === current.kind) return;
      current.end();
      current = open(options, newer);
    },
    started: () => { if (current.kind === 'run') current.end(); },
    gone: () => current.end(),
    traceparent: () => current.traceparent,
    act: (action, work) => {
      const name = nameOf(action);
      const { traceparent } = current;
      if (name === undefined || traceparent === undefined) return work();
      const container = containerOf(action);
      const attributes = { ...podAttributes(desired, node), ...(container !== '' && { 'k8s.container.name': container }) };
      return telemetry.span(name, { traceparent, attributes }, work);
    },
  };
};
