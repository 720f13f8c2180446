import type { z } from 'zod';
import { list, map, string, struct } from '../../schema/fields.ts';
import { roundResources } from './milli-quantities.ts';

export const ResourceClaimSchema = struct('io.k8s.api.core.v1.ResourceClaim', () => ({
  name: string(1, { required: true }),
  request: string(2),
}));
export type ResourceClaim = z.output<typeof ResourceClaimSchema>;

export const ResourceRequirementsSchema = struct('io.k8s.api.core.v1.ResourceRequirements', () => ({
  limits: map(1, 'quantity', { description: 'The most it may use.' }),
  requests: map(2, 'quantity', { description: 'What is set aside for it; equal to limits by default.' }),
  claims: list(3, ResourceClaimSchema, { type: 'map', keys: ['name'], gate: 'DynamicResourceAllocation' }),
}), { defaults: roundResources, description: 'Resources a container asks for and is allowed.' });
export type ResourceRequirements = z.output<typeof ResourceRequirementsSchema>;

export const VolumeResourceRequirementsSchema = struct('io.k8s.api.core.v1.VolumeResourceRequirements', () => ({
  limits: map(1, 'quantity'),
  requests: map(2, 'quantity'),
}), { defaults: roundResources });
export type VolumeResourceRequirements = z.output<typeof VolumeResourceRequirementsSchema>;
