import type { Json, JsonObject } from '../../../events/json.ts';
import { objectAt, stringAt } from '../../../events/json-path.ts';

export const metadataOf = (object: JsonObject): JsonObject => objectAt(object, 'metadata');

/** A copy with fields of its metadata replaced; `undefined` removes one. */
export const withMetadata = (object: JsonObject, fields: JsonObject): JsonObject => {
  const own = metadataOf(object);
  const metadata: Record<string, Json> = {};
  for (const key of Object.keys(own)) {
    const value = Object.hasOwn(fields, key) ? fields[key] : own[key];
    if (value !== undefined) metadata[key] = value;
  }
  for (const key of Object.keys(fields)) {
    const value = fields[key];
    if (value !== undefined) metadata[key] = value;
  }
  return { ...object, metadata };
};

export const finalizersOf = (object: JsonObject): readonly string[] => {
  const found = metadataOf(object)['finalizers'];
  return Array.isArray(found) ? found.filter((each): each is string => typeof each === 'string') : [];
};

export const isBeingDeleted = (object: JsonObject): boolean => stringAt(object, 'metadata', 'deletionTimestamp') !== '';

/** Set by the system alone, and by it only once. */
const SYSTEM_FIELDS = ['uid', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds'] as const;

/**
 * An update's metadata: what the system owns and the client left out is kept. What the client changed stays changed,
 * for validation to refuse; only generation, resourceVersion and selfLink are silently the system's.
 */
export const withSystemFieldsOf = (object: JsonObject, before: JsonObject): JsonObject => {
  const old = metadataOf(before);
  const own = metadataOf(object);
  const kept: Record<string, Json | undefined> = {};
  for (const field of SYSTEM_FIELDS) kept[field] = isUnset(own[field]) ? old[field] : own[field];
  // An object once deleted stays deleted, whatever the client sends.
  if (!isUnset(old['deletionTimestamp'])) kept['deletionTimestamp'] = old['deletionTimestamp'];
  const named = { name: own['name'] ?? old['name'], namespace: own['namespace'] ?? old['namespace'] };
  return withMetadata(object, { ...named, ...kept, generation: old['generation'], resourceVersion: undefined, selfLink: undefined });
};

const isUnset = (value: Json | undefined): boolean => value === undefined || value === null || value === '';
