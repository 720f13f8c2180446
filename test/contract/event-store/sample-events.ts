import { sha256Digest } from '../../../infra/crypto/digest.ts';
import type { NewEvent } from '../../../events/envelope.ts';
import { eventId } from '../../../events/event-id.ts';
import type { ObjectRef } from '../../../events/object-ref.ts';

const { hex } = sha256Digest();
let serial = 0;

/** A ConfigMap nobody else has; tests share one log and isolate by name. */
export const freshRef = (): ObjectRef => ({ group: '', resource: 'configmaps', namespace: 'contract', name: `object-${process.pid}-${++serial}` });

export const leaseRef = (): ObjectRef => ({ group: 'coordination.k8s.io', resource: 'leases', namespace: 'contract', name: `lease-${process.pid}-${++serial}` });

export const eventRef = (): ObjectRef => ({ group: '', resource: 'events', namespace: 'contract', name: `web.${process.pid}.${++serial}` });

export interface SampleOptions {
  readonly operation?: 'put' | 'delete';
  /** Bytes of padding inside the object. */
  readonly size?: number;
  readonly value?: string;
}

/** An event as a writer would make it: its id covers subject, expectation and body. */
export const sampleEvent = (ref: ObjectRef, expected: number, options: SampleOptions = {}): NewEvent => {
  const { operation = 'put', size = 0, value = `value ${++serial}` } = options;
  const object = new TextEncoder().encode(JSON.stringify({ metadata: { name: ref.name }, data: { value, padding: 'x'.repeat(size) } }));
  const decision = { reason: `wrote ${value}`, changed: ['data.value'] };
  const id = eventId(hex, { ref, expected, object, decision, nonce: '' });
  return {
    id, ref, expected, object, decision, operation, form: 'json', type: operation === 'put' ? 'ConfigMapUpdated' : 'ConfigMapDeleted',
    time: '2031-05-06T07:08:09.123Z', actor: 'system:test writer', correlation: id, causation: { stream: 'EVENTS', sequence: 1 },
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  };
};
