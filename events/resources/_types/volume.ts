import type { z } from 'zod';
import { bool, inline, int32, list, map, one, quantity, string, struct } from '../../schema/fields.ts';
import { HostPathType, PullPolicy, StorageMedium } from './enums.ts';
import { AWSElasticBlockStoreVolumeSourceSchema, AzureDiskVolumeSourceSchema, AzureFileVolumeSourceSchema, CephFSVolumeSourceSchema, CinderVolumeSourceSchema, FCVolumeSourceSchema, FlexVolumeSourceSchema, FlockerVolumeSourceSchema, GCEPersistentDiskVolumeSourceSchema, GlusterfsVolumeSourceSchema, ISCSIVolumeSourceSchema, NFSVolumeSourceSchema, PhotonPersistentDiskVolumeSourceSchema, PortworxVolumeSourceSchema, QuobyteVolumeSourceSchema, RBDVolumeSourceSchema, ScaleIOVolumeSourceSchema, StorageOSVolumeSourceSchema, VsphereVirtualDiskVolumeSourceSchema } from './network-volume.ts';
import { PersistentVolumeClaimTemplateSchema } from './persistent-volume-claim-spec.ts';
import { DownwardAPIVolumeFileSchema, KeyToPathSchema, ProjectedVolumeSourceSchema } from './projected-volume.ts';
import { LocalObjectReferenceSchema, localObjectReferenceFields } from './reference.ts';
import { defaultImageVolume } from './image-pull-policy.ts';
import { defaultVolume } from './volume-defaults.ts';

export const HostPathVolumeSourceSchema = struct('io.k8s.api.core.v1.HostPathVolumeSource', () => ({
  path: string(1, { required: true }),
  type: string(2, { pointer: true, enum: HostPathType, default: '' }),
}));
export type HostPathVolumeSource = z.output<typeof HostPathVolumeSourceSchema>;

export const EmptyDirVolumeSourceSchema = struct('io.k8s.api.core.v1.EmptyDirVolumeSource', () => ({
  medium: string(1, { known: StorageMedium }),
  sizeLimit: quantity(2, { pointer: true }),
}));
export type EmptyDirVolumeSource = z.output<typeof EmptyDirVolumeSourceSchema>;

export const GitRepoVolumeSourceSchema = struct('io.k8s.api.core.v1.GitRepoVolumeSource', () => ({
  repository: string(1, { required: true }),
  revision: string(2),
  directory: string(3),
}));
export type GitRepoVolumeSource = z.output<typeof GitRepoVolumeSourceSchema>;

export const ConfigMapVolumeSourceSchema = struct('io.k8s.api.core.v1.ConfigMapVolumeSource', () => ({
  ...inline(1, 'LocalObjectReference', localObjectReferenceFields()),
  items: list(2, KeyToPathSchema, { type: 'atomic' }),
  defaultMode: int32(3, { pointer: true, default: 420 }),
  optional: bool(4, { pointer: true }),
}));
export type ConfigMapVolumeSource = z.output<typeof ConfigMapVolumeSourceSchema>;

export const SecretVolumeSourceSchema = struct('io.k8s.api.core.v1.SecretVolumeSource', () => ({
  secretName: string(1),
  items: list(2, KeyToPathSchema, { type: 'atomic' }),
  defaultMode: int32(3, { pointer: true, default: 420 }),
  optional: bool(4, { pointer: true }),
}));
export type SecretVolumeSource = z.output<typeof SecretVolumeSourceSchema>;

export const DownwardAPIVolumeSourceSchema = struct('io.k8s.api.core.v1.DownwardAPIVolumeSource', () => ({
  items: list(1, DownwardAPIVolumeFileSchema, { type: 'atomic' }),
  defaultMode: int32(2, { pointer: true, default: 420 }),
}));
export type DownwardAPIVolumeSource = z.output<typeof DownwardAPIVolumeSourceSchema>;

export const PersistentVolumeClaimVolumeSourceSchema = struct('io.k8s.api.core.v1.PersistentVolumeClaimVolumeSource', () => ({
  claimName: string(1, { required: true }),
  readOnly: bool(2),
}));
export type PersistentVolumeClaimVolumeSource = z.output<typeof PersistentVolumeClaimVolumeSourceSchema>;

export const CSIVolumeSourceSchema = struct('io.k8s.api.core.v1.CSIVolumeSource', () => ({
  driver: string(1, { required: true }),
  readOnly: bool(2, { pointer: true }),
  fsType: string(3, { pointer: true }),
  volumeAttributes: map(4, 'string'),
  nodePublishSecretRef: one(5, LocalObjectReferenceSchema, { pointer: true }),
}));
export type CSIVolumeSource = z.output<typeof CSIVolumeSourceSchema>;

export const EphemeralVolumeSourceSchema = struct('io.k8s.api.core.v1.EphemeralVolumeSource', () => ({
  volumeClaimTemplate: one(1, PersistentVolumeClaimTemplateSchema, { pointer: true }),
}));
export type EphemeralVolumeSource = z.output<typeof EphemeralVolumeSourceSchema>;

export const ImageVolumeSourceSchema = struct('io.k8s.api.core.v1.ImageVolumeSource', () => ({
  reference: string(1),
  pullPolicy: string(2, { enum: PullPolicy }),
}), { defaults: defaultImageVolume });
export type ImageVolumeSource = z.output<typeof ImageVolumeSourceSchema>;

/** Also embedded in other structs. */
export const volumeSourceFields = () => ({
  hostPath: one(1, HostPathVolumeSourceSchema, { pointer: true }),
  emptyDir: one(2, EmptyDirVolumeSourceSchema, { pointer: true }),
  gcePersistentDisk: one(3, GCEPersistentDiskVolumeSourceSchema, { pointer: true }),
  awsElasticBlockStore: one(4, AWSElasticBlockStoreVolumeSourceSchema, { pointer: true }),
  gitRepo: one(5, GitRepoVolumeSourceSchema, { pointer: true }),
  secret: one(6, SecretVolumeSourceSchema, { pointer: true }),
  nfs: one(7, NFSVolumeSourceSchema, { pointer: true }),
  iscsi: one(8, ISCSIVolumeSourceSchema, { pointer: true }),
  glusterfs: one(9, GlusterfsVolumeSourceSchema, { pointer: true }),
  persistentVolumeClaim: one(10, PersistentVolumeClaimVolumeSourceSchema, { pointer: true }),
  rbd: one(11, RBDVolumeSourceSchema, { pointer: true }),
  flexVolume: one(12, FlexVolumeSourceSchema, { pointer: true }),
  cinder: one(13, CinderVolumeSourceSchema, { pointer: true }),
  cephfs: one(14, CephFSVolumeSourceSchema, { pointer: true }),
  flocker: one(15, FlockerVolumeSourceSchema, { pointer: true }),
  downwardAPI: one(16, DownwardAPIVolumeSourceSchema, { pointer: true }),
  fc: one(17, FCVolumeSourceSchema, { pointer: true }),
  azureFile: one(18, AzureFileVolumeSourceSchema, { pointer: true }),
  configMap: one(19, ConfigMapVolumeSourceSchema, { pointer: true }),
  vsphereVolume: one(20, VsphereVirtualDiskVolumeSourceSchema, { pointer: true }),
  quobyte: one(21, QuobyteVolumeSourceSchema, { pointer: true }),
  azureDisk: one(22, AzureDiskVolumeSourceSchema, { pointer: true }),
  photonPersistentDisk: one(23, PhotonPersistentDiskVolumeSourceSchema, { pointer: true }),
  projected: one(26, ProjectedVolumeSourceSchema, { pointer: true }),
  portworxVolume: one(24, PortworxVolumeSourceSchema, { pointer: true }),
  scaleIO: one(25, ScaleIOVolumeSourceSchema, { pointer: true }),
  storageos: one(27, StorageOSVolumeSourceSchema, { pointer: true }),
  csi: one(28, CSIVolumeSourceSchema, { pointer: true }),
  ephemeral: one(29, EphemeralVolumeSourceSchema, { pointer: true }),
  image: one(30, ImageVolumeSourceSchema, { pointer: true }),
});

export const VolumeSchema = struct('io.k8s.api.core.v1.Volume', () => ({
  name: string(1, { required: true, description: 'Name of the volume, for the containers’ mounts.' }),
  ...inline(2, 'VolumeSource', volumeSourceFields()),
}), { defaults: defaultVolume, description: 'A directory containers of a pod can mount.' });
export type Volume = z.output<typeof VolumeSchema>;
