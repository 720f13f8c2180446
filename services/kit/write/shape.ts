import { tooLarge } from '../../../events/errors.ts';
import type { JsonObject } from '../../../events/json.ts';
import { valueAt } from '../../../events/json-path.ts';
import { jsonEqual } from '../../../events/json-equal.ts';
import type { ObjectRef } from '../../../events/object-ref.ts';
import { invalid } from '../../../events/schema/field-error.ts';
import type { FieldError } from '../../../events/schema/field-error.ts';
import type { CompiledKind } from '../../../events/schema/compiled-kind.ts';
import type { AdmissionRequest, Denied } from '../admission/admission-plugin.ts';
import type { Append, Current, Decided, DecisionInput } from './decided.ts';
import { refused } from './decided.ts';
import { isDeletionComplete } from './deletion.ts';
import { withMetadata } from './metadata.ts';
import { managedFieldsOf, settleTimes, withManaged } from './ownership.ts';

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

/** Mutating admission of a defaulted object; defaults again once all have spoken, if something came. */
export const admit = (input: DecisionInput, request: AdmissionRequest): Admitted => {
  let { object } = request;
  const admission: string[] = [];
  for (const plugin of input.plugins) {
    const mutated = plugin.mutate?.({ ...request, object }) ?? object;
    if (mutated === object) continue;
    admission.push(plugin.name);
    object = mutated;
  }
  return { object: admission.length === 0 ? object : input.kind.default(object), admission };
};

/** Whether a field whose change counts as a new generation differs. */
export const isNewGeneration = ({ definition }: CompiledKind, object: JsonObject, before: JsonObject): boolean =>
  (definition.strategy.generation ?? []).some((path) => !jsonEqual(valueAt(object, ...path.split('.')), valueAt(before, ...path.split('.'))));

export interface Candidate {
  readonly ref: ObjectRef;
  readonly object: JsonObject;
  readonly before: Current | undefined;
  readonly subresource: string | undefined;
  /** Who owns what; computed from the object when absent. */
  readonly managedFields?: readonly JsonObject[];
  readonly admission: readonly string[];
  readonly request: AdmissionRequest;
  readonly errors: (object: JsonObject) => readonly FieldError[];
  /** Append even if nothing changed. */
  readonly fence: boolean;
}

/** The normal form, with the managers' entries of the whole write. */
const managed = (input: DecisionInput, { before, subresource, object, managedFields }: Candidate): JsonObject => {
  const owned = withManaged(input.kind.normalize(object), managedFields ?? managedFieldsOf(input, { before, subresource, object }));
  return before === undefined ? owned : settleTimes(owned, before.object);
};

/** Nobody reads more, and an answer may not be larger than what it answers. */
const MOST_ERRORS = 1_000;

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

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => {
  if (a.length !== b.length) return false;
  // From the end: what differs most often are times and counters, far from the beginning.
  for (let index = a.length - 1; index >= 0; index -= 1) if (a[index] !== b[index]) return false;
  return true;
};

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
  const errors = uniqueErrors(candidate.errors(object).slice(0, MOST_ERRORS));
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
