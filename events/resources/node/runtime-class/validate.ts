import type { JsonObject } from '../../../json.ts';
import { jsonEqual } from '../../../json-equal.ts';
import { objectAt, objectsAt, optionalObjectAt, stringAt, valueAt } from '../../../json-path.ts';
import { duplicateField, immutableErrors, invalidField } from '../../../meta/field-rules.ts';
import { labelsErrors } from '../../../meta/label-selector.ts';
import { dnsLabelErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { resourcesErrors } from '../../_types/validation/resources.ts';
import { tolerationErrors } from '../../_types/validation/scheduling.ts';

const schedulingErrors = (scheduling: JsonObject): readonly FieldError[] => {
  const tolerations = objectsAt(scheduling, 'tolerations');
  return [
    ...labelsErrors(objectAt(scheduling, 'nodeSelector'), 'scheduling.nodeSelector'),
    ...tolerations.flatMap((toleration, index) => {
      const field = `scheduling.tolerations[${index}]`;
      const isRepeated = tolerations.slice(0, index).some((other) => jsonEqual(other, toleration));
      return [...tolerationErrors(toleration, field), ...(isRepeated ? [duplicateField(field, toleration)] : [])];
    }),
  ];
};

/** Upstream's rules for a runtime class. */
export const runtimeClassErrors = (runtimeClass: JsonObject): readonly FieldError[] => {
  const handler = stringAt(runtimeClass, 'handler');
  const overhead = optionalObjectAt(runtimeClass, 'overhead');
  return [
    ...dnsLabelErrors(handler).map((detail) => invalidField('handler', handler, detail)),
    ...(overhead === undefined ? [] : resourcesErrors({ limits: objectAt(overhead, 'podFixed') }, 'overhead')),
    ...schedulingErrors(objectAt(runtimeClass, 'scheduling')),
  ];
};

/** Upstream's rules for an update of a runtime class: the handler stays. */
export const runtimeClassUpdateErrors = (runtimeClass: JsonObject, before: JsonObject): readonly FieldError[] =>
  immutableErrors(valueAt(runtimeClass, 'handler'), valueAt(before, 'handler'), 'handler');
