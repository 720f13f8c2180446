import type { JsonObject } from '../../../json.ts';
import { stringAt } from '../../../json-path.ts';
import { invalidField, requiredField } from '../../../meta/field-rules.ts';
import { qualifiedNameErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';

const MISPLACED = 'does not match event.namespace';
const CLUSTER_NAMESPACES: readonly string[] = ['default', 'kube-system'];

/** An Event lies in the namespace of what it is about; Events of old about cluster-wide objects lie in `default`. */
const oldErrors = (namespace: string, involved: string): FieldError[] => {
  const fits = involved === '' ? namespace === '' || namespace === 'default' : involved === namespace;
  return fits ? [] : [invalidField('involvedObject.namespace', involved, MISPLACED)];
};

/** Texts of Events with an eventTime: which are needed, and how long they may be. */
const TEXTS: readonly { readonly field: string; readonly max: number; readonly required: boolean }[] = [
  { field: 'reportingInstance', max: 128, required: true }, { field: 'action', max: 128, required: true },
  { field: 'reason', max: 128, required: true }, { field: 'message', max: 1024, required: false },
];

const textErrors = (event: JsonObject): FieldError[] =>
  TEXTS.flatMap(({ field, max, required }) => {
    const text = stringAt(event, field);
    if (text === '') return required ? [requiredField(field)] : [];
    return text.length > max ? [invalidField(field, '', `can have at most ${max} characters`)] : [];
  });

const newErrors = (event: JsonObject, namespace: string, involved: string): FieldError[] => {
  const controller = stringAt(event, 'reportingComponent');
  return [
    ...(involved === '' && !CLUSTER_NAMESPACES.includes(namespace) ? [invalidField('involvedObject.namespace', involved, MISPLACED)] : []),
    ...(controller === '' ? [requiredField('reportingController')] : []),
    ...qualifiedNameErrors(controller).map((detail) => invalidField('reportingController', controller, detail)),
    ...textErrors(event),
  ];
};

/** Upstream's rules for Events through either group: those with an eventTime say who reports them and why. */
export const eventErrors = (event: JsonObject): readonly FieldError[] => {
  const namespace = stringAt(event, 'metadata', 'namespace');
  const involved = stringAt(event, 'involvedObject', 'namespace');
  return stringAt(event, 'eventTime') === '' ? oldErrors(namespace, involved) : newErrors(event, namespace, involved);
};
