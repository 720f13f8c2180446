import type { JsonObject } from './json.ts';
import type { ObjectRef } from './object-ref.ts';
import { objectAt } from './json-path.ts';
import { subjectOf } from './subject.ts';

/**
 * The stored form of a sealed kind (docs/adr/0003-sealed-objects.md): the clear part as JSON, a line feed, then the
 * whole object's stored bytes encrypted. The clear part holds what deletion and garbage collection need, no more.
 */
export interface SealedObject {
  readonly clear: Uint8Array;
  readonly sealed: Uint8Array;
}

const LINE_FEED = 0x0a;

/** Identity and life cycle; everything else, labels and annotations included, is encrypted. */
const CLEAR_METADATA = [
  'name', 'namespace', 'uid', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds', 'ownerReferences', 'finalizers',
] as const;

/** What may be stored in the clear of an object of a sealed kind. */
export const clearPartOf = (object: JsonObject): JsonObject => {
  const metadata = objectAt(object, 'metadata');
  const kept = CLEAR_METADATA.filter((key) => metadata[key] !== undefined).map((key) => [key, metadata[key]] as const);
  return { kind: object['kind'], apiVersion: object['apiVersion'], metadata: Object.fromEntries(kept) };
};

/** ObjectMeta's fields in the order of the normal form. */
const METADATA_ORDER = [
  'name', 'generateName', 'namespace', 'uid', 'generation', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds',
  'labels', 'annotations', 'ownerReferences', 'finalizers', 'managedFields',
];

/** Whether a change at this path (`metadata.finalizers[0]`) can be stored without the key. */
export const isClearPath = (path: string): boolean =>
  CLEAR_METADATA.some((key) => path === `metadata.${key}` || path.startsWith(`metadata.${key}.`) || path.startsWith(`metadata.${key}[`));

/**
 * The object as it is now: the clear part is the truth about the life cycle, since roles without the key may have
 * moved it on, the opened part about everything else. Normal form in, normal form out.
 */
export const withClearPart = (opened: JsonObject, clear: JsonObject): JsonObject => {
  const metadata = { ...objectAt(opened, 'metadata') };
  for (const key of CLEAR_METADATA) metadata[key] = objectAt(clear, 'metadata')[key];
  const ordered = METADATA_ORDER.filter((key) => metadata[key] !== undefined).map((key) => [key, metadata[key]] as const);
  return { ...opened, metadata: Object.fromEntries(ordered) };
};

/** The stored bytes from the two parts; JSON text never holds a raw line feed. */
export const joinSealed = (clear: JsonObject, sealed: Uint8Array): Uint8Array => {
  const head = new TextEncoder().encode(`${JSON.stringify(clear)}\n`);
  const body = new Uint8Array(head.length + sealed.length);
  body.set(head);
  body.set(sealed, head.length);
  return body;
};

/** Views of the two parts; a body without a line feed is all clear. */
export const splitSealed = (body: Uint8Array): SealedObject => {
  const end = body.indexOf(LINE_FEED);
  return end < 0 ? { clear: body, sealed: body.subarray(body.length) } : { clear: body.subarray(0, end), sealed: body.subarray(end + 1) };
};

/** Binds the ciphertext to the object's identity: moved to another object it does not open. */
export const sealLabel = (ref: ObjectRef): string => subjectOf(ref);
