import type { JsonObject } from '../../../json.ts';
import { valueAt } from '../../../json-path.ts';
import { immutableErrors } from '../../../meta/field-rules.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { replicatedErrors } from '../../_types/validation/pod-template.ts';
import { replicasStatusErrors } from '../../_types/validation/replicas-status.ts';

/** Upstream's rules for a replica set. */
export const replicaSetErrors = (replicaSet: JsonObject): readonly FieldError[] => replicatedErrors(replicaSet);

/** Upstream's rules for an update of a replica set. */
export const replicaSetUpdateErrors = (replicaSet: JsonObject, before: JsonObject): readonly FieldError[] =>
  immutableErrors(valueAt(replicaSet, 'spec', 'selector'), valueAt(before, 'spec', 'selector'), 'spec.selector');

/** Upstream's rules for a replica set's status. */
export const replicaSetStatusErrors = (replicaSet: JsonObject): readonly FieldError[] => replicasStatusErrors(replicaSet);
