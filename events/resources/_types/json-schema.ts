import type { z } from 'zod';
import { bool, float64, int64, json, list, map, one, string, struct } from '../../schema/fields.ts';
import type { AnyStruct } from '../../schema/fields.ts';
import { FieldValueErrorReason } from './enums.ts';

export const ExternalDocumentationSchema = struct('io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.ExternalDocumentation', () => ({
  description: string(1),
  url: string(2),
}));
export type ExternalDocumentation = z.output<typeof ExternalDocumentationSchema>;

export const ValidationRuleSchema = struct('io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.ValidationRule', () => ({
  rule: string(1, { required: true, description: 'CEL expression that must be true.' }),
  message: string(2, { description: 'What is said when it is false.' }),
  messageExpression: string(3, { description: 'CEL expression of what is said.' }),
  reason: string(4, { pointer: true, known: FieldValueErrorReason, description: 'Reason of the refusal.' }),
  fieldPath: string(5, { description: 'Path of the field at fault.' }),
  optionalOldSelf: bool(6, { pointer: true, gate: 'CRDValidationRatcheting', description: 'Whether the old value may be absent.' }),
}), { description: 'A rule in CEL.' });
export type ValidationRule = z.output<typeof ValidationRuleSchema>;

export const JSONSchemaPropsSchema: AnyStruct = struct('io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps', () => ({
  id: string(1),
  '$schema': string(2),
  '$ref': string(3, { pointer: true }),
  description: string(4),
  type: string(5),
  format: string(6),
  title: string(7),
  default: json(8, { pointer: true }),
  maximum: float64(9, { pointer: true }),
  exclusiveMaximum: bool(10),
  minimum: float64(11, { pointer: true }),
  exclusiveMinimum: bool(12),
  maxLength: int64(13, { pointer: true }),
  minLength: int64(14, { pointer: true }),
  pattern: string(15),
  maxItems: int64(16, { pointer: true }),
  minItems: int64(17, { pointer: true }),
  uniqueItems: bool(18),
  multipleOf: float64(19, { pointer: true }),
  enum: list(20, 'json', { type: 'atomic' }),
  maxProperties: int64(21, { pointer: true }),
  minProperties: int64(22, { pointer: true }),
  required: list(23, 'string', { type: 'atomic' }),
  items: one(24, JSONSchemaPropsSchema, { or: 'structs', pointer: true }),
  allOf: list(25, JSONSchemaPropsSchema, { type: 'atomic' }),
  oneOf: list(26, JSONSchemaPropsSchema, { type: 'atomic' }),
  anyOf: list(27, JSONSchemaPropsSchema, { type: 'atomic' }),
  not: one(28, JSONSchemaPropsSchema, { pointer: true }),
  properties: map(29, JSONSchemaPropsSchema),
  additionalProperties: one(30, JSONSchemaPropsSchema, { or: 'bool', pointer: true }),
  patternProperties: map(31, JSONSchemaPropsSchema),
  dependencies: map(32, JSONSchemaPropsSchema, { or: 'strings' }),
  additionalItems: one(33, JSONSchemaPropsSchema, { or: 'bool', pointer: true }),
  definitions: map(34, JSONSchemaPropsSchema),
  externalDocs: one(35, ExternalDocumentationSchema, { pointer: true }),
  example: json(36, { pointer: true }),
  nullable: bool(37),
  'x-kubernetes-preserve-unknown-fields': bool(38, { pointer: true }),
  'x-kubernetes-embedded-resource': bool(39),
  'x-kubernetes-int-or-string': bool(40),
  'x-kubernetes-list-map-keys': list(41, 'string', { type: 'atomic' }),
  'x-kubernetes-list-type': string(42, { pointer: true }),
  'x-kubernetes-map-type': string(43, { pointer: true }),
  'x-kubernetes-validations': list(44, ValidationRuleSchema, { type: 'map', keys: ['rule'], patch: { strategy: 'merge', key: 'rule' } }),
}), { description: 'A JSON schema.' });
