import { tooLarge } from '../../../events/errors.ts';
import type { JsonObject } from '../../../events/json.ts';
import { valueAt, withValueAt } from '../../../events/json-path.ts';
import { jsonEqual } from '../../../events/json-equal.ts';
import type { ObjectRef } from '../../../events/object-ref.ts';
import { invalid } from '../../../events/schema/field-error.ts';
import type { FieldError } from '../../../events/schema/field-error.ts';
import type { CompiledKind } from '../../../events/schema/compiled-kind.ts';
import type { AdmissionRequest, Denied } from '../admission/admission-plugin.ts';
import type { ManagedUpdate } from '../managed-fields/update-managed-fields.ts';
import { withManagedFields } from '../managed-fields/update-managed-fields.ts';
import { formatTime } from '../timestamp.ts';
import type { Append, Current, Decided, DecisionInput } from './decided.ts';
import { refused } from './decided.ts';
import { isDeletionComplete } from './deletion.ts';
import { metadataOf, withMetadata } from './metadata.ts';

/** Asks every plugin whether the write may begin. */
export const precheck = (input: DecisionInput, request: AdmissionRequest): Denied | undefined => {
  for (const plugin of input.plugins) {
    const denied = plugin.precheck?.(request);
    if (denied !== undefined) return denied;
  }
  return undefined;
};

export interface Admitted {
  readonly object: JsonObject;
  readonly admission: readonly string[];
}

/** Defaults, mutating admission, defaults again. */
export const admit = (input: DecisionInput, request: AdmissionRequest): Admitted => {
  let object = input.kind.default(request.object);
  const admission: string[] = [];
  for (const plugin of input.plugins) {
    const mutated = plugin.mutate?.({ ...request, object }) ?? object;
    if (mutated === object) continue;
    admission.push(plugin.name);
    object = input.kind.default(mutated);
  }
  return { object, admission };
};

const apiVersionOf = ({ definition }: CompiledKind): string =>
  definition.group === '' ? definition.version : `${definition.group}/${definition.version}`;

/** Whether a field whose change counts as a new generation differs. */
export const isNewGeneration = ({ definition }: CompiledKind, object: JsonObject, before: JsonObject): boolean =>
  (definition.strategy.generation ?? []).some((path) => !jsonEqual(valueAt(object, ...path.split('.')), valueAt(before, ...path.split('.'))));

export interface Candidate {
  readonly ref: ObjectRef;
  readonly object: JsonObject;
  readonly before: Current | undefined;
  readonly subresource: string | undefined;
  readonly admission: readonly string[];
  readonly request: AdmissionRequest;
  readonly errors: (object: JsonObject) => readonly FieldError[];
  /** Append even if nothing changed. */
  readonly fence: boolean;
}

/** The normal form drops an empty list of managed fields, which is a client's wish to start them anew. */
const keepingReset = (candidate: JsonObject, normal: JsonObject): JsonObject => {
  const { managedFields } = metadataOf(candidate);
  return Array.isArray(managedFields) && managedFields.length === 0 ? withMetadata(normal, { managedFields }) : normal;
};

type Comparable = ManagedUpdate['kind'];

/** Compares stored objects by the fields of a served version. */
const comparableAs = (version: CompiledKind): Comparable =>
  (version.stored === version ? version : { normalize: version.stored.normalize, compare: (before, after) => version.compare(version.fromStored(before), version.fromStored(after)) });

/** A status written with the main resource is the system's, so nobody's: whoever wrote does not own it. */
const owning = (version: CompiledKind, subresource: string): Comparable => {
  const comparable = comparableAs(version);
  if (!version.definition.hasStatus || subresource !== '') return comparable;
  return { normalize: comparable.normalize, compare: (before, after) => comparable.compare(before, withValueAt(after, ['status'], before['status'])) };
};

/** The other versions of the kind, by the `apiVersion` of managedFields; undefined for what is none. */
const versionsOf = ({ kind, kinds }: DecisionInput, subresource: string): ManagedUpdate['versions'] => (apiVersion) => {
  const [version = '', group = ''] = apiVersion.split('/').toReversed();
  const found = kinds?.byKind(group, version, kind.definition.kind);
  return found?.stored === kind ? owning(found, subresource) : undefined;
};

const managed = (input: DecisionInput, { before, subresource = '', object }: Candidate): JsonObject => {
  const { kind, spoken = kind, fieldManager, nowMs } = input;
  return withManagedFields({
    kind: owning(spoken, subresource), versions: versionsOf(input, subresource), before: before?.object, after: keepingReset(object, kind.normalize(object)),
    manager: fieldManager, subresource, apiVersion: apiVersionOf(spoken), time: formatTime(nowMs),
  });
};

const uniqueErrors = (errors: readonly FieldError[]): readonly FieldError[] => {
  const seen = new Set<string>();
  return errors.filter(({ type, field, detail }) => {
    const key = `${type} ${field} ${detail}`;
    return seen.has(key) ? false : seen.add(key);
  });
};

const denied = (input: DecisionInput, request: AdmissionRequest): Denied | undefined => {
  for (const plugin of input.plugins) {
    const answer = plugin.validate?.(request);
    if (answer !== undefined) return answer;
  }
  return undefined;
};

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, index) => byte === b[index]);

const appended = ({ kind }: DecisionInput, candidate: Candidate, object: JsonObject): Append => {
  const { ref, before, admission } = candidate;
  const ends = before !== undefined && isDeletionComplete(kind, object);
  return { kind: ends ? 'delete' : 'put', ref, object, bytes: kind.encode(object), before, admission };
};

/** Largest stored object, bytes of its JSON: what upstream's etcd takes by default. Together with a decision it fits an event. */
const MAX_OBJECT_BYTES = 1.5 * 1024 * 1024;

/** Normal form, generation, managedFields, validation, validating admission: from a candidate to what is appended. */
export const finish = (input: DecisionInput, candidate: Candidate): Decided => {
  const { kind } = input;
  const { before, ref } = candidate;
  const object = managed(input, candidate);
  const errors = uniqueErrors(candidate.errors(object));
  if (errors.length > 0) return refused(invalid(kind.definition, ref.name, errors));
  const no = denied(input, { ...candidate.request, object });
  if (no !== undefined) return { kind: 'refused', ...no };
  const append = appended(input, candidate, object);
  if (append.kind === 'put' && append.bytes.length > MAX_OBJECT_BYTES) return refused(tooLarge(MAX_OBJECT_BYTES));
  if (append.kind === 'put' && before !== undefined && !candidate.fence && sameBytes(append.bytes, before.bytes)) {
    return { kind: 'unchanged', ref, current: before };
  }
  return append;
};

/** A copy with its generation set; kinds without generations keep what the system stored. */
export const withGeneration = (object: JsonObject, generation: number | undefined): JsonObject => withMetadata(object, { generation });
