import type { ResourceRef } from './object-ref.ts';

/** The streams that hold API objects. A resource's stream is fixed for ever: resourceVersion is its sequence. */
export type StreamName = 'EVENTS' | 'LEASES' | 'EVENTOBJECTS';

export interface StreamFacts {
  readonly name: StreamName;
  /** First token of every subject in the stream. */
  readonly prefix: 'ev' | 'le' | 'eo';
  /** Whether the stream keeps every version for ever; only such a stream is part of history's promise. */
  readonly history: boolean;
}

export const STREAMS: Readonly<Record<StreamName, StreamFacts>> = {
  EVENTS: { name: 'EVENTS', prefix: 'ev', history: true },
  LEASES: { name: 'LEASES', prefix: 'le', history: false },
  EVENTOBJECTS: { name: 'EVENTOBJECTS', prefix: 'eo', history: false },
};

export const STREAM_NAMES: readonly StreamName[] = ['EVENTS', 'LEASES', 'EVENTOBJECTS'];

/** Where objects of a resource live. Everything is in EVENTS except Leases and both views of Events. */
export const streamOf = ({ group, resource }: ResourceRef): StreamName => {
  if (resource === 'leases' && group === 'coordination.k8s.io') return 'LEASES';
  if (resource === 'events' && (group === '' || group === 'events.k8s.io')) return 'EVENTOBJECTS';
  return 'EVENTS';
};
