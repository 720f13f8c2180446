import type { JsonObject } from '../../../../events/json.ts';
import { objectAt, stringAt, stringsAt, valueAt, withValueAt } from '../../../../events/json-path.ts';
import { invalidField } from '../../../../events/meta/field-rules.ts';
import { familyOf } from '../../../../events/resources/_types/validation/cidr.ts';
import type { FieldError } from '../../../../events/schema/field-error.ts';

/** The one family of this cluster. */
const FAMILY = 'IPv4';
const BOTH: readonly string[] = ['IPv4', 'IPv6'];

const isBareHeadless = (service: JsonObject): boolean =>
  stringAt(service, 'spec', 'clusterIP') === 'None' && Object.keys(objectAt(service, 'spec', 'selector')).length === 0;

const policyFor = (service: JsonObject, before: JsonObject | undefined): string => {
  const old = stringAt(before, 'spec', 'ipFamilyPolicy');
  if (old !== '') return old;
  return isBareHeadless(service) ? 'RequireDualStack' : 'SingleStack';
};

const familiesFor = (service: JsonObject, policy: string): readonly string[] => {
  const families = stringsAt(service, 'spec', 'ipFamilies');
  const given = families.length > 0 ? families : [FAMILY];
  // Endpoints of a headless service without a selector are somebody else's, of whatever family.
  if (!isBareHeadless(service) || policy === 'SingleStack' || given.length > 1) return given;
  return [...given, ...BOTH.filter((family) => !given.includes(family))];
};

/** With the families and the policy a cluster of one family gives a service; the same object when it has both. */
export const withIpFamilies = (service: JsonObject, before: JsonObject | undefined): JsonObject => {
  const named = valueAt(service, 'spec', 'ipFamilyPolicy') !== undefined;
  const policy = named ? stringAt(service, 'spec', 'ipFamilyPolicy') : policyFor(service, before);
  const families = familiesFor(service, policy);
  const ruled = named ? service : withValueAt(service, ['spec', 'ipFamilyPolicy'], policy);
  return families.join() === stringsAt(service, 'spec', 'ipFamilies').join() ? ruled : withValueAt(ruled, ['spec', 'ipFamilies'], families);
};

const severalErrors = (service: JsonObject, policy: string): FieldError[] => {
  const must = (what: string): FieldError => invalidField('spec.ipFamilyPolicy', policy, `must be 'RequireDualStack' or 'PreferDualStack' when multiple ${what} are specified`);
  return [
    ...(stringsAt(service, 'spec', 'clusterIPs').length > 1 ? [must('cluster IPs')] : []),
    ...(stringsAt(service, 'spec', 'ipFamilies').length > 1 ? [must('IP families')] : []),
  ];
};

/** What a cluster of one family refuses. */
export const ipFamilyErrors = (service: JsonObject): readonly FieldError[] => {
  const policy = stringAt(service, 'spec', 'ipFamilyPolicy');
  const addresses = stringsAt(service, 'spec', 'clusterIPs');
  const errors = policy === 'SingleStack' ? severalErrors(service, policy) : [];
  addresses.forEach((address, index) => {
    if (familyOf(address) === 'IPv6') errors.push(invalidField(`spec.clusterIPs[${index}]`, addresses, 'IPv6 is not configured on this cluster'));
  });
  if (errors.length > 0 || isBareHeadless(service)) return errors;
  if (policy === 'RequireDualStack') errors.push(invalidField('spec.ipFamilyPolicy', policy, 'this cluster is not configured for dual-stack services'));
  stringsAt(service, 'spec', 'ipFamilies').forEach((family, index) => {
    if (family !== FAMILY) errors.push(invalidField(`spec.ipFamilies[${index}]`, family, 'not configured on this cluster'));
  });
  return errors;
};
