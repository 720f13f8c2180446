import type { JsonObject } from '../../../json.ts';
import { jsonEqual } from '../../../json-equal.ts';
import { numberAt, objectAt, optionalObjectAt, stringAt } from '../../../json-path.ts';
import { forbiddenField, invalidField, notSupportedField, requiredField } from '../../../meta/field-rules.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { flowStatusErrors } from '../conditions.ts';
import { MANDATORY_PRIORITY_LEVELS } from '../mandatory.ts';

const MOST_QUEUES = 10_000_000;
const MOST_ENTROPY_BITS = 60;
const LIMITED = 'spec.limited';
const RESPONSE = `${LIMITED}.limitResponse`;
const QUEUING = `${RESPONSE}.queuing`;
const POSITIVE = 'must be positive';

const percentErrors = (value: number | undefined, field: string): FieldError[] =>
  value === undefined || (value >= 0 && value <= 100) ? [] : [invalidField(field, value, 'must be between 0 and 100, inclusive')];

/** Bits of a hash that dealing a hand out of the deck uses up. */
const entropyBits = (deck: number, hand: number): number => {
  let bits = 0;
  for (let card = 0; card < hand; card += 1) bits += Math.log2(deck - card);
  return Math.ceil(bits);
};

const handErrors = (queues: number, hand: number): FieldError[] => {
  const field = `${QUEUING}.handSize`;
  if (hand <= 0) return [invalidField(field, hand, POSITIVE)];
  if (hand > queues) return [invalidField(field, hand, `should not be greater than queues (${queues})`)];
  if (hand <= MOST_ENTROPY_BITS && entropyBits(queues, hand) <= MOST_ENTROPY_BITS) return [];
  return [invalidField(field, hand, `required entropy bits of deckSize ${queues} and handSize ${hand} should not be greater than ${MOST_ENTROPY_BITS}`)];
};

const queuingErrors = (queuing: JsonObject): FieldError[] => {
  const [limit = 0, queues = 0, hand = 0] = [numberAt(queuing, 'queueLengthLimit'), numberAt(queuing, 'queues'), numberAt(queuing, 'handSize')];
  return [
    ...(limit <= 0 ? [invalidField(`${QUEUING}.queueLengthLimit`, limit, POSITIVE)] : []),
    ...(queues <= 0 ? [invalidField(`${QUEUING}.queues`, queues, POSITIVE)] : []),
    ...(queues > MOST_QUEUES ? [invalidField(`${QUEUING}.queues`, queues, `must not be greater than ${MOST_QUEUES}`)] : []),
    ...handErrors(queues, hand),
  ];
};

const responseErrors = (response: JsonObject): FieldError[] => {
  const type = stringAt(response, 'type');
  const queuing = optionalObjectAt(response, 'queuing');
  switch (type) {
    case 'Reject': return queuing === undefined ? [] : [forbiddenField(QUEUING, 'must be nil if limited.limitResponse.type is not Limited')];
    case 'Queue': return queuing === undefined ? [requiredField(QUEUING, 'must not be empty if limited.limitResponse.type is Limited')] : queuingErrors(queuing);
    default: return [notSupportedField(`${RESPONSE}.type`, type, ['Queue', 'Reject'])];
  }
};

const limitedErrors = (limited: JsonObject): FieldError[] => {
  const shares = numberAt(limited, 'nominalConcurrencyShares') ?? 0;
  const borrowing = numberAt(limited, 'borrowingLimitPercent');
  return [
    ...(shares < 0 ? [invalidField(`${LIMITED}.nominalConcurrencyShares`, shares, 'must be a non-negative integer')] : []),
    ...responseErrors(objectAt(limited, 'limitResponse')),
    ...percentErrors(numberAt(limited, 'lendablePercent'), `${LIMITED}.lendablePercent`),
    ...(borrowing !== undefined && borrowing < 0 ? [invalidField(`${LIMITED}.borrowingLimitPercent`, borrowing, 'if specified, must be a non-negative integer')] : []),
  ];
};

const exemptErrors = (exempt: JsonObject): FieldError[] => {
  const shares = numberAt(exempt, 'nominalConcurrencyShares');
  return [
    ...(shares !== undefined && shares < 0 ? [invalidField('spec.exempt.nominalConcurrencyShares', shares, 'must be a non-negative integer')] : []),
    ...percentErrors(numberAt(exempt, 'lendablePercent'), 'spec.exempt.lendablePercent'),
  ];
};

const typeErrors = (level: JsonObject): FieldError[] => {
  const type = stringAt(level, 'spec', 'type');
  const [limited, exempt] = [optionalObjectAt(level, 'spec', 'limited'), optionalObjectAt(level, 'spec', 'exempt')];
  switch (type) {
    case 'Exempt': return [
      ...(limited === undefined ? [] : [forbiddenField(LIMITED, 'must be nil if the type is not Limited')]),
      ...(exempt === undefined ? [] : exemptErrors(exempt)),
    ];
    case 'Limited': return [
      ...(exempt === undefined ? [] : [forbiddenField('spec.exempt', 'must be nil if the type is Limited')]),
      ...(limited === undefined ? [requiredField(LIMITED, 'must not be empty when type is Limited')] : limitedErrors(limited)),
    ];
    default: return [notSupportedField('spec.type', type, ['Exempt', 'Limited'])];
  }
};

/** A mandatory level is what it is, but for the shares of the exempt one. */
const fixedErrors = (level: JsonObject, name: string): FieldError[] => {
  const fixed = MANDATORY_PRIORITY_LEVELS.get(name);
  const spec = objectAt(level, 'spec');
  const compared = name === 'exempt' && optionalObjectAt(spec, 'exempt') !== undefined ? { ...spec, exempt: objectAt(fixed, 'exempt') } : spec;
  return fixed === undefined || jsonEqual(compared, fixed) ? [] : [invalidField('spec', spec, `spec of '${name}' must equal the fixed value`)];
};

/** Upstream's rules for a priority level. */
export const priorityLevelConfigurationErrors = (level: JsonObject): readonly FieldError[] => {
  const name = stringAt(level, 'metadata', 'name');
  const type = stringAt(level, 'spec', 'type');
  return [
    ...((name === 'exempt') === (type === 'Exempt') ? [] : [invalidField('spec.type', type, "type must be 'Exempt' if and only if name is 'exempt'")]),
    ...typeErrors(level),
    ...fixedErrors(level, name),
    ...flowStatusErrors(level),
  ];
};

/** Upstream's rules for a priority level's status. */
export const priorityLevelConfigurationStatusErrors = flowStatusErrors;
