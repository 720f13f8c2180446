import type { JsonObject } from '../../../json.ts';
import { jsonEqual } from '../../../json-equal.ts';
import { numberAt, objectAt, objectsAt, optionalObjectAt, stringAt } from '../../../json-path.ts';
import { invalidField, notSupportedField, requiredField } from '../../../meta/field-rules.ts';
import { dnsSubdomainErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { flowStatusErrors } from '../conditions.ts';
import { MANDATORY_FLOW_SCHEMAS } from '../mandatory.ts';
import { flowRuleErrors } from './validate-rules.ts';

const METHODS: readonly string[] = ['ByNamespace', 'ByUser'];
const MOST_PRECEDENCE = 10_000;
const PRECEDENCE = 'spec.matchingPrecedence';

const precedenceErrors = (name: string, precedence: number): FieldError[] => [
  ...(precedence <= 0 ? [invalidField(PRECEDENCE, precedence, 'must be a positive value')] : []),
  ...(precedence > MOST_PRECEDENCE ? [invalidField(PRECEDENCE, precedence, `must not be greater than ${MOST_PRECEDENCE}`)] : []),
  ...(precedence === 1 && name !== 'exempt' ? [invalidField(PRECEDENCE, precedence, "only the schema named 'exempt' may have matchingPrecedence 1")] : []),
];

const methodErrors = (schema: JsonObject): FieldError[] => {
  const method = optionalObjectAt(schema, 'spec', 'distinguisherMethod');
  return method === undefined || METHODS.includes(stringAt(method, 'type')) ? [] : [notSupportedField('spec.distinguisherMethod.type', method, METHODS)];
};

/** Upstream's rules for a flow schema. */
export const flowSchemaErrors = (schema: JsonObject): readonly FieldError[] => {
  const name = stringAt(schema, 'metadata', 'name');
  const level = stringAt(schema, 'spec', 'priorityLevelConfiguration', 'name');
  const fixed = MANDATORY_FLOW_SCHEMAS.get(name);
  const spec = objectAt(schema, 'spec');
  return [
    ...precedenceErrors(name, numberAt(schema, 'spec', 'matchingPrecedence') ?? 0),
    ...methodErrors(schema),
    ...(level === '' ? [requiredField('spec.priorityLevelConfiguration.name', 'must reference a priority level')] : dnsSubdomainErrors(level).map((why) => invalidField('spec.priorityLevelConfiguration.name', level, why))),
    ...objectsAt(schema, 'spec', 'rules').flatMap((rule, index) => flowRuleErrors(rule, `spec.rules[${index}]`)),
    ...(fixed === undefined || jsonEqual(spec, fixed) ? [] : [invalidField('spec', spec, `spec of '${name}' must equal the fixed value`)]),
    ...flowStatusErrors(schema),
  ];
};

/** Upstream's rules for a flow schema's status. */
export const flowSchemaStatusErrors = flowStatusErrors;
