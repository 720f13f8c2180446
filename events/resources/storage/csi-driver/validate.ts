import type { JsonObject } from '../../../json.ts';
import { numberAt, objectsAt, stringAt, stringsAt, valueAt } from '../../../json-path.ts';
import { duplicateField, immutableErrors, invalidField, notSupportedField } from '../../../meta/field-rules.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { tokenLifetimeErrors } from '../../_types/validation/token-lifetime.ts';

const GROUP_POLICIES: readonly string[] = ['File', 'None', 'ReadWriteOnceWithFSType'];
const MODES: readonly string[] = ['Persistent', 'Ephemeral'];
const LEAST_PERIOD = 10;

const tokenErrors = (driver: JsonObject): readonly FieldError[] => {
  const requests = objectsAt(driver, 'spec', 'tokenRequests');
  const audiences = requests.map((request) => stringAt(request, 'audience'));
  return requests.flatMap((request, index) => {
    const field = `spec.tokenRequests[${index}]`;
    if (audiences.indexOf(audiences[index] ?? '') < index) return [duplicateField(`${field}.audience`, audiences[index] ?? '')];
    return tokenLifetimeErrors(request, field);
  });
};

/** Upstream's rules for a CSI driver. */
export const csiDriverErrors = (driver: JsonObject): readonly FieldError[] => {
  const policy = stringAt(driver, 'spec', 'fsGroupPolicy');
  const period = numberAt(driver, 'spec', 'nodeAllocatableUpdatePeriodSeconds');
  return [
    ...(policy === '' || GROUP_POLICIES.includes(policy) ? [] : [notSupportedField('spec.fsGroupPolicy', policy, GROUP_POLICIES)]),
    ...tokenErrors(driver),
    ...stringsAt(driver, 'spec', 'volumeLifecycleModes').filter((mode) => !MODES.includes(mode)).map((mode) => notSupportedField('spec.volumeLifecycleModes', mode, MODES)),
    ...(period !== undefined && period < LEAST_PERIOD ? [invalidField('spec.nodeAllocatableUpdatePeriodSeconds', valueAt(driver, 'spec', 'nodeAllocatableUpdatePeriodSeconds') ?? null, 'must be greater than or equal to 10 seconds')] : []),
  ];
};

/** What stays, and the field upstream reports it on. */
const FIXED: readonly (readonly [string, string])[] = [
  ['attachRequired', 'attachedRequired'], ['fsGroupPolicy', 'fsGroupPolicy'], ['podInfoOnMount', 'podInfoOnMount'], ['volumeLifecycleModes', 'volumeLifecycleModes'],
];

/** Upstream's rules for an update of a CSI driver. */
export const csiDriverUpdateErrors = (driver: JsonObject, before: JsonObject): readonly FieldError[] =>
  FIXED.flatMap(([name, reported]) => immutableErrors(valueAt(driver, 'spec', name), valueAt(before, 'spec', name), `spec.${reported}`));
