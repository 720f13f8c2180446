import type { z } from 'zod';
import { bool, int32, list, map, one, string, struct } from '../../schema/fields.ts';
import { AzureDataDiskCachingMode, AzureDataDiskKind } from './enums.ts';
import { LocalObjectReferenceSchema } from './reference.ts';

export const AWSElasticBlockStoreVolumeSourceSchema = struct('io.k8s.api.core.v1.AWSElasticBlockStoreVolumeSource', () => ({
  volumeID: string(1, { required: true }),
  fsType: string(2),
  partition: int32(3),
  readOnly: bool(4),
}));
export type AWSElasticBlockStoreVolumeSource = z.output<typeof AWSElasticBlockStoreVolumeSourceSchema>;

export const AzureDiskVolumeSourceSchema = struct('io.k8s.api.core.v1.AzureDiskVolumeSource', () => ({
  diskName: string(1, { required: true }),
  diskURI: string(2, { required: true }),
  cachingMode: string(3, { pointer: true, default: 'ReadWrite', enum: AzureDataDiskCachingMode }),
  fsType: string(4, { pointer: true, default: 'ext4' }),
  readOnly: bool(5, { pointer: true, default: false }),
  kind: string(6, { pointer: true, default: 'Shared', enum: AzureDataDiskKind }),
}));
export type AzureDiskVolumeSource = z.output<typeof AzureDiskVolumeSourceSchema>;

export const AzureFileVolumeSourceSchema = struct('io.k8s.api.core.v1.AzureFileVolumeSource', () => ({
  secretName: string(1, { required: true }),
  shareName: string(2, { required: true }),
  readOnly: bool(3),
}));
export type AzureFileVolumeSource = z.output<typeof AzureFileVolumeSourceSchema>;

export const CephFSVolumeSourceSchema = struct('io.k8s.api.core.v1.CephFSVolumeSource', () => ({
  monitors: list(1, 'string', { required: true, type: 'atomic' }),
  path: string(2),
  user: string(3),
  secretFile: string(4),
  secretRef: one(5, LocalObjectReferenceSchema, { pointer: true }),
  readOnly: bool(6),
}));
export type CephFSVolumeSource = z.output<typeof CephFSVolumeSourceSchema>;

export const CinderVolumeSourceSchema = struct('io.k8s.api.core.v1.CinderVolumeSource', () => ({
  volumeID: string(1, { required: true }),
  fsType: string(2),
  readOnly: bool(3),
  secretRef: one(4, LocalObjectReferenceSchema, { pointer: true }),
}));
export type CinderVolumeSource = z.output<typeof CinderVolumeSourceSchema>;

export const FCVolumeSourceSchema = struct('io.k8s.api.core.v1.FCVolumeSource', () => ({
  targetWWNs: list(1, 'string', { type: 'atomic' }),
  lun: int32(2, { pointer: true }),
  fsType: string(3),
  readOnly: bool(4),
  wwids: list(5, 'string', { type: 'atomic' }),
}));
export type FCVolumeSource = z.output<typeof FCVolumeSourceSchema>;

export const FlexVolumeSourceSchema = struct('io.k8s.api.core.v1.FlexVolumeSource', () => ({
  driver: string(1, { required: true }),
  fsType: string(2),
  secretRef: one(3, LocalObjectReferenceSchema, { pointer: true }),
  readOnly: bool(4),
  options: map(5, 'string'),
}));
export type FlexVolumeSource = z.output<typeof FlexVolumeSourceSchema>;

export const FlockerVolumeSourceSchema = struct('io.k8s.api.core.v1.FlockerVolumeSource', () => ({
  datasetName: string(1),
  datasetUUID: string(2),
}));
export type FlockerVolumeSource = z.output<typeof FlockerVolumeSourceSchema>;

export const GCEPersistentDiskVolumeSourceSchema = struct('io.k8s.api.core.v1.GCEPersistentDiskVolumeSource', () => ({
  pdName: string(1, { required: true }),
  fsType: string(2),
  partition: int32(3),
  readOnly: bool(4),
}));
export type GCEPersistentDiskVolumeSource = z.output<typeof GCEPersistentDiskVolumeSourceSchema>;

export const GlusterfsVolumeSourceSchema = struct('io.k8s.api.core.v1.GlusterfsVolumeSource', () => ({
  endpoints: string(1, { required: true }),
  path: string(2, { required: true }),
  readOnly: bool(3),
}));
export type GlusterfsVolumeSource = z.output<typeof GlusterfsVolumeSourceSchema>;

export const ISCSIVolumeSourceSchema = struct('io.k8s.api.core.v1.ISCSIVolumeSource', () => ({
  targetPortal: string(1, { required: true }),
  iqn: string(2, { required: true }),
  lun: int32(3, { required: true }),
  iscsiInterface: string(4, { default: 'default' }),
  fsType: string(5),
  readOnly: bool(6),
  portals: list(7, 'string', { type: 'atomic' }),
  chapAuthDiscovery: bool(8),
  chapAuthSession: bool(11),
  secretRef: one(10, LocalObjectReferenceSchema, { pointer: true }),
  initiatorName: string(12, { pointer: true }),
}));
export type ISCSIVolumeSource = z.output<typeof ISCSIVolumeSourceSchema>;

export const NFSVolumeSourceSchema = struct('io.k8s.api.core.v1.NFSVolumeSource', () => ({
  server: string(1, { required: true }),
  path: string(2, { required: true }),
  readOnly: bool(3),
}));
export type NFSVolumeSource = z.output<typeof NFSVolumeSourceSchema>;

export const PhotonPersistentDiskVolumeSourceSchema = struct('io.k8s.api.core.v1.PhotonPersistentDiskVolumeSource', () => ({
  pdID: string(1, { required: true }),
  fsType: string(2),
}));
export type PhotonPersistentDiskVolumeSource = z.output<typeof PhotonPersistentDiskVolumeSourceSchema>;

export const PortworxVolumeSourceSchema = struct('io.k8s.api.core.v1.PortworxVolumeSource', () => ({
  volumeID: string(1, { required: true }),
  fsType: string(2),
  readOnly: bool(3),
}));
export type PortworxVolumeSource = z.output<typeof PortworxVolumeSourceSchema>;

export const QuobyteVolumeSourceSchema = struct('io.k8s.api.core.v1.QuobyteVolumeSource', () => ({
  registry: string(1, { required: true }),
  volume: string(2, { required: true }),
  readOnly: bool(3),
  user: string(4),
  group: string(5),
  tenant: string(6),
}));
export type QuobyteVolumeSource = z.output<typeof QuobyteVolumeSourceSchema>;

export const RBDVolumeSourceSchema = struct('io.k8s.api.core.v1.RBDVolumeSource', () => ({
  monitors: list(1, 'string', { required: true, type: 'atomic' }),
  image: string(2, { required: true }),
  fsType: string(3),
  pool: string(4, { default: 'rbd' }),
  user: string(5, { default: 'admin' }),
  keyring: string(6, { default: '/etc/ceph/keyring' }),
  secretRef: one(7, LocalObjectReferenceSchema, { pointer: true }),
  readOnly: bool(8),
}));
export type RBDVolumeSource = z.output<typeof RBDVolumeSourceSchema>;

export const ScaleIOVolumeSourceSchema = struct('io.k8s.api.core.v1.ScaleIOVolumeSource', () => ({
  gateway: string(1, { required: true }),
  system: string(2, { required: true }),
  secretRef: one(3, LocalObjectReferenceSchema, { required: true, pointer: true }),
  sslEnabled: bool(4),
  protectionDomain: string(5),
  storagePool: string(6),
  storageMode: string(7, { default: 'ThinProvisioned' }),
  volumeName: string(8),
  fsType: string(9, { default: 'xfs' }),
  readOnly: bool(10),
}));
export type ScaleIOVolumeSource = z.output<typeof ScaleIOVolumeSourceSchema>;

export const StorageOSVolumeSourceSchema = struct('io.k8s.api.core.v1.StorageOSVolumeSource', () => ({
  volumeName: string(1),
  volumeNamespace: string(2),
  fsType: string(3),
  readOnly: bool(4),
  secretRef: one(5, LocalObjectReferenceSchema, { pointer: true }),
}));
export type StorageOSVolumeSource = z.output<typeof StorageOSVolumeSourceSchema>;

export const VsphereVirtualDiskVolumeSourceSchema = struct('io.k8s.api.core.v1.VsphereVirtualDiskVolumeSource', () => ({
  volumePath: string(1, { required: true }),
  fsType: string(2),
  storagePolicyName: string(3),
  storagePolicyID: string(4),
}));
export type VsphereVirtualDiskVolumeSource = z.output<typeof VsphereVirtualDiskVolumeSourceSchema>;
