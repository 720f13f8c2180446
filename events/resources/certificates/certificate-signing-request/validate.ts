import type { JsonObject } from '../../../json.ts';
import { numberAt, objectsAt, stringAt, stringsAt } from '../../../json-path.ts';
import { duplicateField, forbiddenField, invalidField, notSupportedField, requiredField } from '../../../meta/field-rules.ts';
import { dnsLabelErrors, dnsSubdomainErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { KeyUsage } from '../../_types/enums.ts';
import { requestPemFault } from './request-pem.ts';

const USAGES: readonly string[] = [...KeyUsage].sort();
const SHORTEST_SECONDS = 600;

const requestErrors = (request: JsonObject): FieldError[] => {
  const pem = stringAt(request, 'spec', 'request');
  const fault = requestPemFault(pem);
  return fault === undefined ? [] : [invalidField('spec.request', pem, fault)];
};

const usagesErrors = (request: JsonObject): FieldError[] => {
  const usages = stringsAt(request, 'spec', 'usages');
  if (usages.length === 0) return [requiredField('spec.usages')];
  return usages.flatMap((usage, index) => [
    ...(usages.indexOf(usage) < index ? [duplicateField(`spec.usages[${index}]`, usage)] : []),
    ...(USAGES.includes(usage) ? [] : [notSupportedField(`spec.usages[${index}]`, usage, USAGES)]),
  ]);
};

const signerErrors = (request: JsonObject): FieldError[] => {
  const signer = stringAt(request, 'spec', 'signerName');
  if (signer === '') return [requiredField('spec.signerName')];
  const [domain = '', path, ...more] = signer.split('/');
  if (path === undefined || more.length > 0) return [invalidField('spec.signerName', signer, "must be a fully qualified domain and path of the form 'example.com/signer-name'")];
  return [
    ...domain.split('.').flatMap((label) => dnsLabelErrors(label).map((why) => invalidField('spec.signerName', domain, `validating label ${JSON.stringify(label)}: ${why}`))),
    ...(domain.split('.').length < 2 ? [invalidField('spec.signerName', domain, 'should be a domain with at least two segments separated by dots')] : []),
    ...dnsSubdomainErrors(path).map((why) => invalidField('spec.signerName', path, `validating label ${JSON.stringify(path)}: ${why}`)),
  ];
};

const expirationErrors = (request: JsonObject): FieldError[] => {
  const seconds = numberAt(request, 'spec', 'expirationSeconds');
  return seconds === undefined || seconds >= SHORTEST_SECONDS ? [] : [invalidField('spec.expirationSeconds', seconds, 'may not specify a duration less than 600 seconds (10 minutes)')];
};

const DECISIONS: readonly string[] = ['Approved', 'Denied', 'Failed'];

const statusErrors = (type: string, status: string, field: string): FieldError[] => {
  if (status === '') return [requiredField(field)];
  const allowed = DECISIONS.includes(type) ? ['True'] : ['True', 'False', 'Unknown'];
  return allowed.includes(status) ? [] : [notSupportedField(field, status, allowed)];
};

const conditionsErrors = (request: JsonObject): FieldError[] => {
  const conditions = objectsAt(request, 'status', 'conditions');
  const types = conditions.map((condition) => stringAt(condition, 'type'));
  return conditions.flatMap((condition, index) => {
    const field = `status.conditions[${index}]`;
    const type = types[index] ?? '';
    const opposite = { Approved: 'Denied', Denied: 'Approved' }[type] ?? '';
    return [
      ...(type === '' ? [requiredField(`${field}.type`)] : []),
      ...(opposite !== '' && types.indexOf(opposite) >= 0 && types.indexOf(opposite) < index ? [invalidField(`${field}.type`, type, 'Approved and Denied conditions are mutually exclusive')] : []),
      ...(types.indexOf(type) < index ? [duplicateField(`${field}.type`, type)] : []),
      ...statusErrors(type, stringAt(condition, 'status'), `${field}.status`),
    ];
  });
};

/** Upstream's rules for a certificate request, but for its signature, which the signer checks. */
export const certificateSigningRequestErrors = (request: JsonObject): readonly FieldError[] => [
  ...requestErrors(request), ...usagesErrors(request), ...signerErrors(request), ...expirationErrors(request), ...conditionsErrors(request),
];

const countOf = (request: JsonObject, type: string): number => objectsAt(request, 'status', 'conditions').filter((condition) => condition['type'] === type).length;

/** Decisions stay, and a certificate once issued too; `mayDecide`: the update is an approval. */
export const decisionErrors = (request: JsonObject, before: JsonObject, mayDecide: boolean): readonly FieldError[] => {
  const errors = DECISIONS.flatMap((type) => {
    const [now, old] = [countOf(request, type), countOf(before, type)];
    if (now < old) return [forbiddenField('status.conditions', `updates may not remove a condition of type ${JSON.stringify(type)}`)];
    return now > old && type !== 'Failed' && !mayDecide ? [forbiddenField('status.conditions', `updates may not add a condition of type ${JSON.stringify(type)}`)] : [];
  });
  const [now, old] = [stringAt(request, 'status', 'certificate'), stringAt(before, 'status', 'certificate')];
  if (old === '' || now === old) return errors;
  return [...errors, forbiddenField('status.certificate', 'updates may not modify existing certificate content')];
};

/** Upstream's rules for a status update of a certificate request. */
export const certificateSigningRequestStatusErrors = (request: JsonObject, before: JsonObject): readonly FieldError[] =>
  [...conditionsErrors(request), ...decisionErrors(request, before, false)];
