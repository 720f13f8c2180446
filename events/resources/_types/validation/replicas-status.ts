import type { JsonObject } from '../../../json.ts';
import { numberAt } from '../../../json-path.ts';
import { invalidField, negativeErrors } from '../../../meta/field-rules.ts';
import type { FieldError } from '../../../schema/field-error.ts';

const COUNTS: readonly string[] = ['replicas', 'fullyLabeledReplicas', 'readyReplicas', 'availableReplicas', 'observedGeneration'];

/** Rules for the status of a replica set or replication controller: no count is negative, none is greater than what it is a part of. */
export const replicasStatusErrors = (object: JsonObject): readonly FieldError[] => {
  const count = (name: string): number => numberAt(object, 'status', name) ?? 0;
  const parts = ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'].filter((name) => count(name) > count('replicas'));
  return [
    ...COUNTS.flatMap((name) => negativeErrors(count(name), `status.${name}`)),
    ...parts.map((name) => invalidField(`status.${name}`, count(name), 'cannot be greater than status.replicas')),
    ...(count('availableReplicas') > count('readyReplicas') ? [invalidField('status.availableReplicas', count('availableReplicas'), 'cannot be greater than readyReplicas')] : []),
  ];
};
