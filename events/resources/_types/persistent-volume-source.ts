import type { z } from 'zod';
import { bool, int32, list, map, one, string, struct } from '../../schema/fields.ts';
import { AWSElasticBlockStoreVolumeSourceSchema, AzureDiskVolumeSourceSchema, FCVolumeSourceSchema, FlockerVolumeSourceSchema, GCEPersistentDiskVolumeSourceSchema, NFSVolumeSourceSchema, PhotonPersistentDiskVolumeSourceSchema, PortworxVolumeSourceSchema, QuobyteVolumeSourceSchema, VsphereVirtualDiskVolumeSourceSchema } from './network-volume.ts';
import { ObjectReferenceSchema } from './reference.ts';
import { HostPathVolumeSourceSchema } from './volume.ts';

export const GlusterfsPersistentVolumeSourceSchema = struct('io.k8s.api.core.v1.GlusterfsPersistentVolumeSource', () => ({
  endpoints: string(1, { required: true, description: 'Name of the Endpoints that list the servers.' }),
  path: string(2, { required: true, description: 'Name of the Gluster volume.' }),
  readOnly: bool(3, { description: 'Whether the volume is mounted read-only.' }),
  endpointsNamespace: string(4, { pointer: true, description: 'Namespace of the Endpoints; the claim’s by default.' }),
}), { description: 'A Gluster volume.' });
export type GlusterfsPersistentVolumeSource = z.output<typeof GlusterfsPersistentVolumeSourceSchema>;

export const SecretReferenceSchema = struct('io.k8s.api.core.v1.SecretReference', () => ({
  name: string(1, { description: 'Name of the secret.' }),
  namespace: string(2, { description: 'Namespace of the secret.' }),
}), { type: 'atomic', description: 'Names a secret in any namespace.' });
export type SecretReference = z.output<typeof SecretReferenceSchema>;

export const RBDPersistentVolumeSourceSchema = struct('io.k8s.api.core.v1.RBDPersistentVolumeSource', () => ({
  monitors: list(1, 'string', { required: true, type: 'atomic', description: 'Addresses of the Ceph monitors.' }),
  image: string(2, { required: true, description: 'Name of the image.' }),
  fsType: string(3, { description: 'File system of the volume, such as ext4.' }),
  pool: string(4, { default: 'rbd', description: 'Pool of the image; rbd by default.' }),
  user: string(5, { default: 'admin', description: 'Ceph user; admin by default.' }),
  keyring: string(6, { default: '/etc/ceph/keyring', description: 'Path of the keyring on the node.' }),
  secretRef: one(7, SecretReferenceSchema, { pointer: true, description: 'Secret to sign in with; used instead of the keyring.' }),
  readOnly: bool(8, { description: 'Whether the volume is mounted read-only.' }),
}), { description: 'A Ceph block device.' });
export type RBDPersistentVolumeSource = z.output<typeof RBDPersistentVolumeSourceSchema>;

export const ISCSIPersistentVolumeSourceSchema = struct('io.k8s.api.core.v1.ISCSIPersistentVolumeSource', () => ({
  targetPortal: string(1, { required: true, description: 'Address of the portal, with a port unless it is 3260.' }),
  iqn: string(2, { required: true, description: 'Qualified name of the target.' }),
  lun: int32(3, { required: true, description: 'Number of the logical unit.' }),
  iscsiInterface: string(4, { default: 'default', description: 'Transport of the initiator; default is TCP.' }),
  fsType: string(5, { description: 'File system of the volume, such as ext4.' }),
  readOnly: bool(6, { description: 'Whether the volume is mounted read-only.' }),
  portals: list(7, 'string', { type: 'atomic', description: 'Further portals of the target.' }),
  chapAuthDiscovery: bool(8, { description: 'Whether CHAP is used to discover.' }),
  chapAuthSession: bool(11, { description: 'Whether CHAP is used for the session.' }),
  secretRef: one(10, SecretReferenceSchema, { pointer: true, description: 'CHAP secret.' }),
  initiatorName: string(12, { pointer: true, description: 'Qualified name of the initiator.' }),
}), { description: 'A disk reached over iSCSI.' });
export type ISCSIPersistentVolumeSource = z.output<typeof ISCSIPersistentVolumeSourceSchema>;

export const CinderPersistentVolumeSourceSchema = struct('io.k8s.api.core.v1.CinderPersistentVolumeSource', () => ({
  volumeID: string(1, { required: true, description: 'Id of the volume.' }),
  fsType: string(2, { description: 'File system of the volume, such as ext4.' }),
  readOnly: bool(3, { description: 'Whether the volume is mounted read-only.' }),
  secretRef: one(4, SecretReferenceSchema, { pointer: true, description: 'Secret with the parameters to connect.' }),
}), { description: 'An OpenStack Cinder volume.' });
export type CinderPersistentVolumeSource = z.output<typeof CinderPersistentVolumeSourceSchema>;

export const CephFSPersistentVolumeSourceSchema = struct('io.k8s.api.core.v1.CephFSPersistentVolumeSource', () => ({
  monitors: list(1, 'string', { required: true, type: 'atomic', description: 'Addresses of the Ceph monitors.' }),
  path: string(2, { description: 'Directory to mount; the root by default.' }),
  user: string(3, { description: 'Ceph user; admin by default.' }),
  secretFile: string(4, { description: 'Path of the key ring on the node.' }),
  secretRef: one(5, SecretReferenceSchema, { pointer: true, description: 'Secret to sign in with; used instead of secretFile.' }),
  readOnly: bool(6, { description: 'Whether the volume is mounted read-only.' }),
}), { description: 'A Ceph file system.' });
export type CephFSPersistentVolumeSource = z.output<typeof CephFSPersistentVolumeSourceSchema>;

export const FlexPersistentVolumeSourceSchema = struct('io.k8s.api.core.v1.FlexPersistentVolumeSource', () => ({
  driver: string(1, { required: true, description: 'Name of the driver.' }),
  fsType: string(2, { description: 'File system of the volume, such as ext4.' }),
  secretRef: one(3, SecretReferenceSchema, { pointer: true, description: 'Secret handed to the driver.' }),
  readOnly: bool(4, { description: 'Whether the volume is mounted read-only.' }),
  options: map(5, 'string', { description: 'Options of the driver.' }),
}), { description: 'A volume attached by a program on the node.' });
export type FlexPersistentVolumeSource = z.output<typeof FlexPersistentVolumeSourceSchema>;

export const AzureFilePersistentVolumeSourceSchema = struct('io.k8s.api.core.v1.AzureFilePersistentVolumeSource', () => ({
  secretName: string(1, { required: true, description: 'Secret with the storage account’s name and key.' }),
  shareName: string(2, { required: true, description: 'Name of the share.' }),
  readOnly: bool(3, { description: 'Whether the volume is mounted read-only.' }),
  secretNamespace: string(4, { always: true, pointer: true, description: 'Namespace of the secret; the claim’s by default.' }),
}), { description: 'An Azure file share.' });
export type AzureFilePersistentVolumeSource = z.output<typeof AzureFilePersistentVolumeSourceSchema>;

export const ScaleIOPersistentVolumeSourceSchema = struct('io.k8s.api.core.v1.ScaleIOPersistentVolumeSource', () => ({
  gateway: string(1, { required: true, description: 'Address of the gateway.' }),
  system: string(2, { required: true, description: 'Name of the storage system.' }),
  secretRef: one(3, SecretReferenceSchema, { required: true, pointer: true, description: 'Secret to sign in with.' }),
  sslEnabled: bool(4, { description: 'Whether the gateway is spoken to over TLS.' }),
  protectionDomain: string(5, { description: 'Protection domain of the volume.' }),
  storagePool: string(6, { description: 'Storage pool of the volume.' }),
  storageMode: string(7, { default: 'ThinProvisioned', description: 'ThickProvisioned or ThinProvisioned.' }),
  volumeName: string(8, { description: 'Name of the volume in the system.' }),
  fsType: string(9, { default: 'xfs', description: 'File system of the volume, such as ext4.' }),
  readOnly: bool(10, { description: 'Whether the volume is mounted read-only.' }),
}), { description: 'A ScaleIO volume.' });
export type ScaleIOPersistentVolumeSource = z.output<typeof ScaleIOPersistentVolumeSourceSchema>;

export const LocalVolumeSourceSchema = struct('io.k8s.api.core.v1.LocalVolumeSource', () => ({
  path: string(1, { required: true, description: 'Path of the disk or directory on the node.' }),
  fsType: string(2, { pointer: true, description: 'File system of the volume, such as ext4.' }),
}), { description: 'A disk or directory of one node.' });
export type LocalVolumeSource = z.output<typeof LocalVolumeSourceSchema>;

export const StorageOSPersistentVolumeSourceSchema = struct('io.k8s.api.core.v1.StorageOSPersistentVolumeSource', () => ({
  volumeName: string(1, { description: 'Name of the volume.' }),
  volumeNamespace: string(2, { description: 'StorageOS namespace of the volume.' }),
  fsType: string(3, { description: 'File system of the volume, such as ext4.' }),
  readOnly: bool(4, { description: 'Whether the volume is mounted read-only.' }),
  secretRef: one(5, ObjectReferenceSchema, { pointer: true, description: 'Secret to sign in with.' }),
}), { description: 'A StorageOS volume.' });
export type StorageOSPersistentVolumeSource = z.output<typeof StorageOSPersistentVolumeSourceSchema>;

export const CSIPersistentVolumeSourceSchema = struct('io.k8s.api.core.v1.CSIPersistentVolumeSource', () => ({
  driver: string(1, { required: true, description: 'Name of the driver.' }),
  volumeHandle: string(2, { required: true, description: 'The driver’s name for the volume.' }),
  readOnly: bool(3, { description: 'Whether the volume is mounted read-only.' }),
  fsType: string(4, { description: 'File system of the volume, such as ext4.' }),
  volumeAttributes: map(5, 'string', { description: 'Attributes the driver gave the volume.' }),
  controllerPublishSecretRef: one(6, SecretReferenceSchema, { pointer: true, description: 'Secret for attaching and detaching.' }),
  nodeStageSecretRef: one(7, SecretReferenceSchema, { pointer: true, description: 'Secret for staging on a node.' }),
  nodePublishSecretRef: one(8, SecretReferenceSchema, { pointer: true, description: 'Secret for mounting into a pod.' }),
  controllerExpandSecretRef: one(9, SecretReferenceSchema, { pointer: true, description: 'Secret for growing the volume.' }),
  nodeExpandSecretRef: one(10, SecretReferenceSchema, { pointer: true, description: 'Secret for growing the volume on a node.' }),
}), { description: 'A volume of a CSI driver.' });
export type CSIPersistentVolumeSource = z.output<typeof CSIPersistentVolumeSourceSchema>;

/** Also embedded in other structs. */
export const persistentVolumeSourceFields = () => ({
  gcePersistentDisk: one(1, GCEPersistentDiskVolumeSourceSchema, { pointer: true, description: 'A Google Compute Engine disk.' }),
  awsElasticBlockStore: one(2, AWSElasticBlockStoreVolumeSourceSchema, { pointer: true, description: 'An AWS EBS disk.' }),
  hostPath: one(3, HostPathVolumeSourceSchema, { pointer: true, description: 'A directory of the node, for tests on a single node.' }),
  glusterfs: one(4, GlusterfsPersistentVolumeSourceSchema, { pointer: true, description: 'A Gluster volume.' }),
  nfs: one(5, NFSVolumeSourceSchema, { pointer: true, description: 'An NFS export.' }),
  rbd: one(6, RBDPersistentVolumeSourceSchema, { pointer: true, description: 'A Ceph block device.' }),
  iscsi: one(7, ISCSIPersistentVolumeSourceSchema, { pointer: true, description: 'A disk reached over iSCSI.' }),
  cinder: one(8, CinderPersistentVolumeSourceSchema, { pointer: true, description: 'An OpenStack Cinder volume.' }),
  cephfs: one(9, CephFSPersistentVolumeSourceSchema, { pointer: true, description: 'A Ceph file system.' }),
  fc: one(10, FCVolumeSourceSchema, { pointer: true, description: 'A disk reached over Fibre Channel.' }),
  flocker: one(11, FlockerVolumeSourceSchema, { pointer: true, description: 'A Flocker volume.' }),
  flexVolume: one(12, FlexPersistentVolumeSourceSchema, { pointer: true, description: 'A volume attached by a program on the node.' }),
  azureFile: one(13, AzureFilePersistentVolumeSourceSchema, { pointer: true, description: 'An Azure file share.' }),
  vsphereVolume: one(14, VsphereVirtualDiskVolumeSourceSchema, { pointer: true, description: 'A vSphere disk.' }),
  quobyte: one(15, QuobyteVolumeSourceSchema, { pointer: true, description: 'A Quobyte volume.' }),
  azureDisk: one(16, AzureDiskVolumeSourceSchema, { pointer: true, description: 'An Azure data disk.' }),
  photonPersistentDisk: one(17, PhotonPersistentDiskVolumeSourceSchema, { pointer: true, description: 'A Photon disk.' }),
  portworxVolume: one(18, PortworxVolumeSourceSchema, { pointer: true, description: 'A Portworx volume.' }),
  scaleIO: one(19, ScaleIOPersistentVolumeSourceSchema, { pointer: true, description: 'A ScaleIO volume.' }),
  local: one(20, LocalVolumeSourceSchema, { pointer: true, description: 'A disk or directory of one node.' }),
  storageos: one(21, StorageOSPersistentVolumeSourceSchema, { pointer: true, description: 'A StorageOS volume.' }),
  csi: one(22, CSIPersistentVolumeSourceSchema, { pointer: true, description: 'A volume of a CSI driver.' }),
});
