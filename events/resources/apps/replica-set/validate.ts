import type { JsonObject } from '../../../json.ts';
import { numberAt, valueAt } from '../../../json-path.ts';
import { immutableErrors, invalidField, negativeErrors } from '../../../meta/field-rules.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { replicatedErrors } from '../../_types/validation/pod-template.ts';

/** Upstream's rules for a replica set. */
export const replicaSetErrors = (replicaSet: JsonObject): readonly FieldError[] => replicatedErrors(replicaSet);

/** Upstream's rules for an update of a replica set. */
export const replicaSetUpdateErrors = (replicaSet: JsonObject, before: JsonObject): readonly FieldError[] =>
  immutableErrors(valueAt(replicaSet, 'spec', 'selector'), valueAt(before, 'spec', 'selector'), 'spec.selector');

const COUNTS: readonly string[] = ['replicas', 'fullyLabeledReplicas', 'readyReplicas', 'availableReplicas', 'observedGeneration'];

/** Upstream's rules for a replica set's status. */
export const replicaSetStatusErrors = (replicaSet: JsonObject): readonly FieldError[] => {
  const count = (name: string): number => numberAt(replicaSet, 'status', name) ?? 0;
  const parts = ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'].filter((name) => count(name) > count('replicas'));
  return [
    ...COUNTS.flatMap((name) => negativeErrors(count(name), `status.${name}`)),
    ...parts.map((name) => invalidField(`status.${name}`, count(name), 'cannot be greater than status.replicas')),
    ...(count('availableReplicas') > count('readyReplicas') ? [invalidField('status.availableReplicas', count('availableReplicas'), 'cannot be greater than readyReplicas')] : []),
  ];
};
