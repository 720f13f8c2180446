import type { JsonObject } from '../../../json.ts';
import { objectAt, valueAt } from '../../../json-path.ts';
import { immutableErrors } from '../../../meta/field-rules.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { deviceClaimErrors } from '../../_types/validation/device-claim.ts';

/** Upstream's main rules for a template of resource claims. */
export const resourceClaimTemplateErrors = (template: JsonObject): readonly FieldError[] => deviceClaimErrors(objectAt(template, 'spec', 'spec'), 'spec.spec');

/** A template stays as it is. */
export const resourceClaimTemplateUpdateErrors = (template: JsonObject, before: JsonObject): readonly FieldError[] =>
  immutableErrors(valueAt(template, 'spec'), valueAt(before, 'spec'), 'spec');
