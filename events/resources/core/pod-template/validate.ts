import type { JsonObject } from '../../../json.ts';
import { objectAt } from '../../../json-path.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { podTemplateErrors as templateErrors } from '../../_types/validation/pod-template.ts';

/** Upstream's rules for a pod template. */
export const podTemplateErrors = (template: JsonObject): readonly FieldError[] => templateErrors(objectAt(template, 'template'), 'template');
