import type { Telemetry } from '../kit/port.ts';
import type { DesiredPod } from './desired-pod.ts';

export interface StartSpan {
  /** The span's own context while it lasts and after; the assignment's when there is none. */
  traceparent(): string | undefined;
  /** The pod runs, or never will. Idempotent. */
  end(): void;
}

/** The span of a pod's start on the node, a child of the event that assigned it. */
export const createStartSpan = (telemetry: Telemetry, { action, traceparent, namespace, name, podUid }: DesiredPod, node: string): StartSpan => {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  let current = traceparent;
  if (action === 'run') {
    void telemetry.span('start pod', { traceparent, attributes: { 'k8s.namespace.name': namespace, 'k8s.pod.name': name, 'k8s.pod.uid': podUid, 'k8s.node.name': node } }, async (own) => {
      current = own ?? traceparent;
      await promise;
    });
  }
  return { traceparent: () => current, end: () => { resolve(undefined); } };
};
