import type { Refusal } from '../../../events/errors.ts';
import { conflict } from '../../../events/errors.ts';
import type { JsonObject } from '../../../events/json.ts';
import { listAt, numberAt, objectAt, objectsAt, stringAt } from '../../../events/json-path.ts';
import type { ObjectRef } from '../../../events/object-ref.ts';
import type { FieldError } from '../../../events/schema/field-error.ts';
import { formatTime } from '../timestamp.ts';
import { isBeingDeleted, metadataOf, withMetadata } from './metadata.ts';

/** What upstream finds wrong with a Binding. */
export const bindingErrors = (binding: JsonObject): readonly FieldError[] => {
  const errors: FieldError[] = [];
  const kind = stringAt(binding, 'target', 'kind');
  if (kind !== '' && kind !== 'Node') {
    errors.push({ type: 'FieldValueNotSupported', field: 'target.kind', value: kind, detail: 'supported values: "Node", "<empty>"' });
  }
  if (stringAt(binding, 'target', 'name') === '') errors.push({ type: 'FieldValueRequired', field: 'target.name', detail: '' });
  return errors;
};

const whyNot = (ref: ObjectRef, pod: JsonObject): string | undefined => {
  const node = stringAt(pod, 'spec', 'nodeName');
  if (isBeingDeleted(pod)) return `pod ${ref.name} is being deleted, cannot be assigned to a host`;
  if (node !== '') return `pod ${ref.name} is already assigned to node "${node}"`;
  if (listAt(pod, 'spec', 'schedulingGates').length > 0) return `pod ${ref.name} has non-empty .spec.schedulingGates`;
  return undefined;
};

/** 409 with upstream's text when the pod cannot be bound (any more). */
export const bindingConflict = (ref: ObjectRef, pod: JsonObject): Refusal | undefined => {
  const why = whyNot(ref, pod);
  return why === undefined ? undefined : conflict({ ...ref, resource: 'pods/binding' }, why);
};

const scheduled = (pod: JsonObject, nowMs: number): readonly JsonObject[] => {
  const others = objectsAt(pod, 'status', 'conditions');
  const generation = numberAt(pod, 'metadata', 'generation');
  const condition: JsonObject = { type: 'PodScheduled', ...(generation !== undefined && { observedGeneration: generation }), status: 'True', lastTransitionTime: formatTime(nowMs) };
  const index = others.findIndex(({ type }) => type === 'PodScheduled');
  return index < 0 ? [...others, condition] : others.with(index, condition);
};

/** The pod bound to the Binding's target, its annotations and labels added, PodScheduled true. */
export const withBinding = (pod: JsonObject, binding: JsonObject, nowMs: number): JsonObject => {
  const given = metadataOf(binding);
  const own = metadataOf(pod);
  const merged = (field: 'annotations' | 'labels'): JsonObject | undefined =>
    given[field] === undefined ? objectOrNothing(own[field] !== undefined, objectAt(own, field)) : { ...objectAt(own, field), ...objectAt(given, field) };
  return {
    ...withMetadata(pod, { annotations: merged('annotations'), labels: merged('labels') }),
    spec: { ...objectAt(pod, 'spec'), nodeName: stringAt(binding, 'target', 'name') },
    status: { ...objectAt(pod, 'status'), conditions: scheduled(pod, nowMs) },
  };
};

const objectOrNothing = (present: boolean, object: JsonObject): JsonObject | undefined => (present ? object : undefined);
