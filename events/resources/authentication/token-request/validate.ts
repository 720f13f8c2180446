import type { JsonObject } from '../../../json.ts';
import { objectAt } from '../../../json-path.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { tokenLifetimeErrors } from '../../_types/validation/token-lifetime.ts';

/** Upstream's rules for a request for a token. */
export const tokenRequestErrors = (request: JsonObject): readonly FieldError[] => tokenLifetimeErrors({ expirationSeconds: 0, ...objectAt(request, 'spec') }, 'spec');
