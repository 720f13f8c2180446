import type { z } from 'zod';
import { bool, inline, int32, int64, list, map, one, string, struct } from '../../schema/fields.ts';
import { ObjectFieldSelectorSchema, ResourceFieldSelectorSchema } from './env.ts';
import { LabelSelectorSchema } from './meta.ts';
import { localObjectReferenceFields } from './reference.ts';

export const KeyToPathSchema = struct('io.k8s.api.core.v1.KeyToPath', () => ({
  key: string(1, { required: true }),
  path: string(2, { required: true }),
  mode: int32(3, { pointer: true }),
}));
export type KeyToPath = z.output<typeof KeyToPathSchema>;

export const DownwardAPIVolumeFileSchema = struct('io.k8s.api.core.v1.DownwardAPIVolumeFile', () => ({
  path: string(1, { required: true }),
  fieldRef: one(2, ObjectFieldSelectorSchema, { pointer: true }),
  resourceFieldRef: one(3, ResourceFieldSelectorSchema, { pointer: true }),
  mode: int32(4, { pointer: true }),
}));
export type DownwardAPIVolumeFile = z.output<typeof DownwardAPIVolumeFileSchema>;

export const ConfigMapProjectionSchema = struct('io.k8s.api.core.v1.ConfigMapProjection', () => ({
  ...inline(1, 'LocalObjectReference', localObjectReferenceFields()),
  items: list(2, KeyToPathSchema, { type: 'atomic' }),
  optional: bool(4, { pointer: true }),
}));
export type ConfigMapProjection = z.output<typeof ConfigMapProjectionSchema>;

export const SecretProjectionSchema = struct('io.k8s.api.core.v1.SecretProjection', () => ({
  ...inline(1, 'LocalObjectReference', localObjectReferenceFields()),
  items: list(2, KeyToPathSchema, { type: 'atomic' }),
  optional: bool(4, { pointer: true }),
}));
export type SecretProjection = z.output<typeof SecretProjectionSchema>;

export const DownwardAPIProjectionSchema = struct('io.k8s.api.core.v1.DownwardAPIProjection', () => ({
  items: list(1, DownwardAPIVolumeFileSchema, { type: 'atomic' }),
}));
export type DownwardAPIProjection = z.output<typeof DownwardAPIProjectionSchema>;

export const ServiceAccountTokenProjectionSchema = struct('io.k8s.api.core.v1.ServiceAccountTokenProjection', () => ({
  audience: string(1),
  expirationSeconds: int64(2, { pointer: true, default: 3600 }),
  path: string(3, { required: true }),
}));
export type ServiceAccountTokenProjection = z.output<typeof ServiceAccountTokenProjectionSchema>;

export const ClusterTrustBundleProjectionSchema = struct('io.k8s.api.core.v1.ClusterTrustBundleProjection', () => ({
  name: string(1, { pointer: true }),
  signerName: string(2, { pointer: true }),
  labelSelector: one(3, LabelSelectorSchema, { pointer: true }),
  optional: bool(5, { pointer: true }),
  path: string(4, { required: true }),
}));
export type ClusterTrustBundleProjection = z.output<typeof ClusterTrustBundleProjectionSchema>;

export const PodCertificateProjectionSchema = struct('io.k8s.api.core.v1.PodCertificateProjection', () => ({
  signerName: string(1, { required: true, omitempty: true }),
  keyType: string(2, { required: true, omitempty: true }),
  maxExpirationSeconds: int32(3, { pointer: true }),
  credentialBundlePath: string(4),
  keyPath: string(5),
  certificateChainPath: string(6),
  userAnnotations: map(7, 'string'),
}));
export type PodCertificateProjection = z.output<typeof PodCertificateProjectionSchema>;

export const VolumeProjectionSchema = struct('io.k8s.api.core.v1.VolumeProjection', () => ({
  secret: one(1, SecretProjectionSchema, { pointer: true }),
  downwardAPI: one(2, DownwardAPIProjectionSchema, { pointer: true }),
  configMap: one(3, ConfigMapProjectionSchema, { pointer: true }),
  serviceAccountToken: one(4, ServiceAccountTokenProjectionSchema, { pointer: true }),
  clusterTrustBundle: one(5, ClusterTrustBundleProjectionSchema, { pointer: true, gate: 'ClusterTrustBundleProjection' }),
  podCertificate: one(6, PodCertificateProjectionSchema, { pointer: true, gate: 'PodCertificateProjection' }),
}));
export type VolumeProjection = z.output<typeof VolumeProjectionSchema>;

export const ProjectedVolumeSourceSchema = struct('io.k8s.api.core.v1.ProjectedVolumeSource', () => ({
  sources: list(1, VolumeProjectionSchema, { always: true, type: 'atomic' }),
  defaultMode: int32(2, { pointer: true, default: 420 }),
}));
export type ProjectedVolumeSource = z.output<typeof ProjectedVolumeSourceSchema>;
