import type { z } from 'zod';
import { bool, list, map, one, string, struct } from '../../schema/fields.ts';
import { FieldSelectorOperator } from './enums.ts';
import { LabelSelectorRequirementSchema } from './meta.ts';

export const FieldSelectorRequirementSchema = struct('io.k8s.apimachinery.pkg.apis.meta.v1.FieldSelectorRequirement', () => ({
  key: string(1, { required: true }),
  operator: string(2, { required: true, known: FieldSelectorOperator }),
  values: list(3, 'string', { type: 'atomic' }),
}));
export type FieldSelectorRequirement = z.output<typeof FieldSelectorRequirementSchema>;

export const FieldSelectorAttributesSchema = struct('io.k8s.api.authorization.v1.FieldSelectorAttributes', () => ({
  rawSelector: string(1),
  requirements: list(2, FieldSelectorRequirementSchema, { type: 'atomic' }),
}));
export type FieldSelectorAttributes = z.output<typeof FieldSelectorAttributesSchema>;

export const LabelSelectorAttributesSchema = struct('io.k8s.api.authorization.v1.LabelSelectorAttributes', () => ({
  rawSelector: string(1),
  requirements: list(2, LabelSelectorRequirementSchema, { type: 'atomic' }),
}));
export type LabelSelectorAttributes = z.output<typeof LabelSelectorAttributesSchema>;

export const ResourceAttributesSchema = struct('io.k8s.api.authorization.v1.ResourceAttributes', () => ({
  namespace: string(1, { description: 'Namespace; all when empty.' }),
  verb: string(2, { description: 'What is to be done.' }),
  group: string(3, { description: 'Group of the resource.' }),
  version: string(4, { description: 'Its version.' }),
  resource: string(5, { description: 'The resource, plural.' }),
  subresource: string(6, { description: 'Its subresource.' }),
  name: string(7, { description: 'Name of the object; all when empty.' }),
  fieldSelector: one(8, FieldSelectorAttributesSchema, { pointer: true, description: 'Limits the request by fields.' }),
  labelSelector: one(9, LabelSelectorAttributesSchema, { pointer: true, description: 'Limits the request by labels.' }),
}), { description: 'A request for a resource.' });
export type ResourceAttributes = z.output<typeof ResourceAttributesSchema>;

export const NonResourceAttributesSchema = struct('io.k8s.api.authorization.v1.NonResourceAttributes', () => ({
  path: string(1, { description: 'The path.' }),
  verb: string(2, { description: 'What is to be done.' }),
}), { description: 'A request for a path.' });
export type NonResourceAttributes = z.output<typeof NonResourceAttributesSchema>;

export const SubjectAccessReviewSpecSchema = struct('io.k8s.api.authorization.v1.SubjectAccessReviewSpec', () => ({
  resourceAttributes: one(1, ResourceAttributesSchema, { pointer: true, description: 'A request for a resource.' }),
  nonResourceAttributes: one(2, NonResourceAttributesSchema, { pointer: true, description: 'A request for another path.' }),
  user: string(3, { description: 'Name of the user.' }),
  groups: list(4, 'string', { type: 'atomic', description: 'The user’s groups.' }),
  extra: map(5, 'strings', { description: 'More about the user.' }),
  uid: string(6, { description: 'The user’s uid.' }),
}), { description: 'Who and what is asked about.' });
export type SubjectAccessReviewSpec = z.output<typeof SubjectAccessReviewSpecSchema>;

export const SubjectAccessReviewStatusSchema = struct('io.k8s.api.authorization.v1.SubjectAccessReviewStatus', () => ({
  allowed: bool(1, { required: true, description: 'Whether it is allowed.' }),
  denied: bool(4, { description: 'Whether it is denied, whatever others say.' }),
  reason: string(2, { description: 'Why.' }),
  evaluationError: string(3, { description: 'What went wrong in finding out.' }),
}), { description: 'Whether it is allowed.' });
export type SubjectAccessReviewStatus = z.output<typeof SubjectAccessReviewStatusSchema>;
