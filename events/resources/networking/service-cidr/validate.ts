import type { JsonObject } from '../../../json.ts';
import { objectAt, stringsAt } from '../../../json-path.ts';
import { IMMUTABLE, invalidField, requiredField } from '../../../meta/field-rules.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { canonicalCidrErrors, parseCidr } from '../../_types/validation/cidr.ts';

const CIDRS = 'spec.cidrs';

/** Upstream's rules for a new range of service addresses. */
export const newServiceCidrErrors = (range: JsonObject): readonly FieldError[] => {
  const cidrs = stringsAt(range, 'spec', 'cidrs');
  if (cidrs.length === 0) return [requiredField(CIDRS, 'at least one CIDR required')];
  if (cidrs.length > 2) return [invalidField(CIDRS, objectAt(range, 'spec'), 'may only hold up to 2 values')];
  const errors = cidrs.flatMap((cidr, index) => canonicalCidrErrors(cidr, `${CIDRS}[${index}]`));
  const [first, second] = cidrs.map((cidr) => parseCidr(cidr)?.family);
  if (first === undefined || first !== second) return errors;
  return [...errors, invalidField(CIDRS, cidrs, 'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64')];
};

/** Ranges stay; a second family may join. */
export const serviceCidrUpdateErrors = (range: JsonObject, before: JsonObject): readonly FieldError[] => {
  const [now, old] = [stringsAt(range, 'spec', 'cidrs'), stringsAt(before, 'spec', 'cidrs')];
  const changed = old.flatMap((cidr, index) => (now[index] === cidr ? [] : [invalidField(`${CIDRS}[${index}]`, now[index] ?? '', IMMUTABLE)]));
  if (now.length === old.length) return changed;
  if (old.length === 1 && now.length === 2) return [...changed, ...newServiceCidrErrors(range)];
  return [invalidField(CIDRS, now, IMMUTABLE)];
};
