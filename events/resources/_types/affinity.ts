import type { z } from 'zod';
import { int32, int64, list, one, string, struct } from '../../schema/fields.ts';
import { NodeInclusionPolicy, NodeSelectorOperator, TaintEffect, TolerationOperator, UnsatisfiableConstraintAction } from './enums.ts';
import { LabelSelectorSchema } from './meta.ts';

export const NodeSelectorRequirementSchema = struct('io.k8s.api.core.v1.NodeSelectorRequirement', () => ({
  key: string(1, { required: true }),
  operator: string(2, { required: true, enum: NodeSelectorOperator }),
  values: list(3, 'string', { type: 'atomic' }),
}));
export type NodeSelectorRequirement = z.output<typeof NodeSelectorRequirementSchema>;

export const NodeSelectorTermSchema = struct('io.k8s.api.core.v1.NodeSelectorTerm', () => ({
  matchExpressions: list(1, NodeSelectorRequirementSchema, { type: 'atomic' }),
  matchFields: list(2, NodeSelectorRequirementSchema, { type: 'atomic' }),
}), { type: 'atomic' });
export type NodeSelectorTerm = z.output<typeof NodeSelectorTermSchema>;

export const NodeSelectorSchema = struct('io.k8s.api.core.v1.NodeSelector', () => ({
  nodeSelectorTerms: list(1, NodeSelectorTermSchema, { required: true, type: 'atomic' }),
}), { type: 'atomic' });
export type NodeSelector = z.output<typeof NodeSelectorSchema>;

export const PreferredSchedulingTermSchema = struct('io.k8s.api.core.v1.PreferredSchedulingTerm', () => ({
  weight: int32(1, { required: true }),
  preference: one(2, NodeSelectorTermSchema, { required: true }),
}));
export type PreferredSchedulingTerm = z.output<typeof PreferredSchedulingTermSchema>;

export const NodeAffinitySchema = struct('io.k8s.api.core.v1.NodeAffinity', () => ({
  requiredDuringSchedulingIgnoredDuringExecution: one(1, NodeSelectorSchema, { pointer: true }),
  preferredDuringSchedulingIgnoredDuringExecution: list(2, PreferredSchedulingTermSchema, { type: 'atomic' }),
}));
export type NodeAffinity = z.output<typeof NodeAffinitySchema>;

export const PodAffinityTermSchema = struct('io.k8s.api.core.v1.PodAffinityTerm', () => ({
  labelSelector: one(1, LabelSelectorSchema, { pointer: true }),
  namespaces: list(2, 'string', { type: 'atomic' }),
  topologyKey: string(3, { required: true }),
  namespaceSelector: one(4, LabelSelectorSchema, { pointer: true }),
  matchLabelKeys: list(5, 'string', { type: 'atomic' }),
  mismatchLabelKeys: list(6, 'string', { type: 'atomic' }),
}));
export type PodAffinityTerm = z.output<typeof PodAffinityTermSchema>;

export const WeightedPodAffinityTermSchema = struct('io.k8s.api.core.v1.WeightedPodAffinityTerm', () => ({
  weight: int32(1, { required: true }),
  podAffinityTerm: one(2, PodAffinityTermSchema, { required: true }),
}));
export type WeightedPodAffinityTerm = z.output<typeof WeightedPodAffinityTermSchema>;

export const PodAffinitySchema = struct('io.k8s.api.core.v1.PodAffinity', () => ({
  requiredDuringSchedulingIgnoredDuringExecution: list(1, PodAffinityTermSchema, { type: 'atomic' }),
  preferredDuringSchedulingIgnoredDuringExecution: list(2, WeightedPodAffinityTermSchema, { type: 'atomic' }),
}));
export type PodAffinity = z.output<typeof PodAffinitySchema>;

export const PodAntiAffinitySchema = struct('io.k8s.api.core.v1.PodAntiAffinity', () => ({
  requiredDuringSchedulingIgnoredDuringExecution: list(1, PodAffinityTermSchema, { type: 'atomic' }),
  preferredDuringSchedulingIgnoredDuringExecution: list(2, WeightedPodAffinityTermSchema, { type: 'atomic' }),
}));
export type PodAntiAffinity = z.output<typeof PodAntiAffinitySchema>;

export const AffinitySchema = struct('io.k8s.api.core.v1.Affinity', () => ({
  nodeAffinity: one(1, NodeAffinitySchema, { pointer: true }),
  podAffinity: one(2, PodAffinitySchema, { pointer: true }),
  podAntiAffinity: one(3, PodAntiAffinitySchema, { pointer: true }),
}), { description: 'Preferences and requirements for the node of a pod.' });
export type Affinity = z.output<typeof AffinitySchema>;

export const TolerationSchema = struct('io.k8s.api.core.v1.Toleration', () => ({
  key: string(1, { description: 'Key of the taint; empty matches all.' }),
  operator: string(2, { enum: TolerationOperator, description: 'How key and value are compared; Equal by default.' }),
  value: string(3, { description: 'Value of the taint.' }),
  effect: string(4, { enum: TaintEffect, description: 'Effect of the taint; empty matches all.' }),
  tolerationSeconds: int64(5, { pointer: true, description: 'How long a NoExecute taint is tolerated; for ever when absent.' }),
}), { description: 'A taint a pod accepts.' });
export type Toleration = z.output<typeof TolerationSchema>;

export const TopologySpreadConstraintSchema = struct('io.k8s.api.core.v1.TopologySpreadConstraint', () => ({
  maxSkew: int32(1, { required: true }),
  topologyKey: string(2, { required: true }),
  whenUnsatisfiable: string(3, { required: true, enum: UnsatisfiableConstraintAction }),
  labelSelector: one(4, LabelSelectorSchema, { pointer: true }),
  minDomains: int32(5, { pointer: true }),
  nodeAffinityPolicy: string(6, { pointer: true, enum: NodeInclusionPolicy }),
  nodeTaintsPolicy: string(7, { pointer: true, enum: NodeInclusionPolicy }),
  matchLabelKeys: list(8, 'string', { type: 'atomic' }),
}));
export type TopologySpreadConstraint = z.output<typeof TopologySpreadConstraintSchema>;
