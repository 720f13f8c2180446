import type { JsonObject } from '../../../events/json.ts';
import { resourceKey } from '../../../events/object-ref.ts';
import type { Entry } from '../../../projections/cluster-state/cluster-state.ts';
import { bytesOf } from '../answers/answer.ts';
import type { ChunkWriter } from '../read/chunk-writer.ts';
import { renderSingle } from '../read/render.ts';
import type { Rendering, View } from '../read/render.ts';
import { concat } from '../read/splice.ts';
import type { Transition } from './transition.ts';

const NEWLINE_CLOSE = bytesOf('}\n');

const frameOf = (type: string, object: readonly Uint8Array[]): Uint8Array => concat([bytesOf(`{"type":"${type}","object":`), ...object, NEWLINE_CLOSE]);

/** Builds the frame of each (event, form) once and shares it among watchers, as long as it is new. */
export interface FrameCache {
  frame(transition: Transition, rendering: Rendering): Uint8Array;
}

const apiVersionOf = ({ definition }: View['kind']): string => (definition.group === '' ? definition.version : `${definition.group}/${definition.version}`);

const formKey = (transition: Transition, { kind, representation, includeObject, nowMs }: Rendering): string => {
  const { form, version } = representation;
  const served = kind.stored === kind ? '' : apiVersionOf(kind);
  const parts = `${resourceKey(transition.entry)} ${transition.type} ${transition.resourceVersion} ${form} ${served}`;
  if (form === 'object') return parts;
  // A Table's ages change; one frame serves the watchers of the same second.
  return form === 'metadata' ? `${parts} ${version}` : `${parts} ${version} ${includeObject} ${Math.floor(nowMs / 1000)}`;
};

/** Watchers of other selectors get to an event soon after the first, or make its frame again. */
const MOST_BYTES = 4 * 1024 * 1024;

export const createFrameCache = (mostBytes = MOST_BYTES): FrameCache => {
  const frames = new Map<string, Uint8Array>();
  let bytes = 0;
  const forgetOldest = (): void => {
    for (const [key, { length }] of frames) {
      if (bytes <= mostBytes) return;
      frames.delete(key);
      bytes -= length;
    }
  };
  return {
    frame: (transition, rendering) => {
      const key = formKey(transition, rendering);
      const known = frames.get(key);
      if (known !== undefined) return known;
      const built = frameOf(transition.type, renderSingle(transition.entry, transition.resourceVersion, rendering));
      frames.set(key, built);
      bytes += built.length;
      forgetOldest();
      return built;
    },
  };
};

const ADDED = bytesOf('{"type":"ADDED","object":');

/** One frame nobody shares: a synthetic ADDED of an object that already existed. */
export const writeInitialFrame = (into: ChunkWriter, entry: Entry, rendering: Rendering): void => {
  into.put(ADDED);
  for (const piece of renderSingle(entry, entry.sequence, rendering)) into.put(piece);
  into.put(NEWLINE_CLOSE);
};

const bookmarkObject = (metadata: JsonObject, { kind, representation: { form, version } }: View): JsonObject => {
  const partial: JsonObject = { kind: 'PartialObjectMetadata', apiVersion: `meta.k8s.io/${version}`, metadata };
  if (form === 'metadata') return partial;
  if (form === 'object') return { kind: kind.definition.kind, apiVersion: apiVersionOf(kind), metadata };
  return { kind: 'Table', apiVersion: `meta.k8s.io/${version}`, metadata: { resourceVersion: metadata['resourceVersion'] }, columnDefinitions: [], rows: [{ cells: [], object: partial }] };
};

/** `initialEventsEnd` marks the end of a streaming list. */
export const bookmarkFrame = (resourceVersion: number, view: View, initialEventsEnd = false): Uint8Array => {
  const metadata: JsonObject = {
    resourceVersion: String(resourceVersion),
    creationTimestamp: null,
    ...(initialEventsEnd && { annotations: { 'k8s.io/initial-events-end': 'true' } }),
  };
  return bytesOf(`{"type":"BOOKMARK","object":${JSON.stringify(bookmarkObject(metadata, view))}}\n`);
};

export const errorFrame = (status: JsonObject): Uint8Array => bytesOf(`{"type":"ERROR","object":${JSON.stringify(status)}}\n`);
