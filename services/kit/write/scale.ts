import type { JsonObject } from '../../../events/json.ts';
import { isJsonObject } from '../../../events/json.ts';
import { numberAt, objectAt, stringAt, valueAt, withValueAt } from '../../../events/json-path.ts';
import { formatLabelSelector, labelMapSelector, labelSelectorOf } from '../../../events/meta/label-selector.ts';
import type { FieldError } from '../../../events/schema/field-error.ts';
import type { ScaleFacts } from '../../../events/schema/kind.ts';
import { metadataOf } from './metadata.ts';

const path = (dotted: string): readonly string[] => dotted.split('.');

const selectorText = (object: JsonObject, selector: string): string => {
  const found = valueAt(object, ...path(selector));
  if (!isJsonObject(found)) return '';
  const structured = found['matchLabels'] !== undefined || found['matchExpressions'] !== undefined;
  return formatLabelSelector(structured ? labelSelectorOf(found) : labelMapSelector(found));
};

/** The `autoscaling/v1` Scale of a stored object, without resourceVersion. */
export const scaleOf = (facts: ScaleFacts, object: JsonObject): JsonObject => {
  const { name, namespace, uid, creationTimestamp } = metadataOf(object);
  const selector = selectorText(object, facts.selector);
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, creationTimestamp },
    spec: { replicas: numberAt(object, ...path(facts.specReplicas)) ?? 0 },
    status: { replicas: numberAt(object, ...path(facts.statusReplicas)) ?? 0, ...(selector !== '' && { selector }) },
  };
};

/** What upstream finds wrong with a Scale; its Kind in the answer is Scale. */
export const scaleErrors = (scale: JsonObject): readonly FieldError[] => {
  const replicas = numberAt(scale, 'spec', 'replicas') ?? 0;
  return replicas < 0
    ? [{ type: 'FieldValueInvalid', field: 'spec.replicas', value: replicas, detail: 'must be greater than or equal to 0' }]
    : [];
};

/** The object with the Scale's replica count; everything else in a Scale is read-only. */
export const withScale = (facts: ScaleFacts, object: JsonObject, scale: JsonObject): JsonObject =>
  withValueAt(object, path(facts.specReplicas), numberAt(scale, 'spec', 'replicas') ?? 0);

/** The uid a Scale names as its precondition, if any. */
export const scaleUid = (scale: JsonObject): string => stringAt(objectAt(scale, 'metadata'), 'uid');

