import type { z } from 'zod';
import { bool, int64, list, one, string, struct } from '../../schema/fields.ts';
import { AppArmorProfileType, PodFSGroupChangePolicy, PodSELinuxChangePolicy, ProcMountType, SeccompProfileType, SupplementalGroupsPolicy } from './enums.ts';

export const SELinuxOptionsSchema = struct('io.k8s.api.core.v1.SELinuxOptions', () => ({
  user: string(1),
  role: string(2),
  type: string(3),
  level: string(4),
}));
export type SELinuxOptions = z.output<typeof SELinuxOptionsSchema>;

export const SeccompProfileSchema = struct('io.k8s.api.core.v1.SeccompProfile', () => ({
  type: string(1, { required: true, enum: SeccompProfileType }),
  localhostProfile: string(2, { pointer: true }),
}));
export type SeccompProfile = z.output<typeof SeccompProfileSchema>;

export const AppArmorProfileSchema = struct('io.k8s.api.core.v1.AppArmorProfile', () => ({
  type: string(1, { required: true, enum: AppArmorProfileType }),
  localhostProfile: string(2, { pointer: true }),
}));
export type AppArmorProfile = z.output<typeof AppArmorProfileSchema>;

export const WindowsSecurityContextOptionsSchema = struct('io.k8s.api.core.v1.WindowsSecurityContextOptions', () => ({
  gmsaCredentialSpecName: string(1, { pointer: true }),
  gmsaCredentialSpec: string(2, { pointer: true }),
  runAsUserName: string(3, { pointer: true }),
  hostProcess: bool(4, { pointer: true }),
}));
export type WindowsSecurityContextOptions = z.output<typeof WindowsSecurityContextOptionsSchema>;

export const CapabilitiesSchema = struct('io.k8s.api.core.v1.Capabilities', () => ({
  add: list(1, 'string', { type: 'atomic' }),
  drop: list(2, 'string', { type: 'atomic' }),
}));
export type Capabilities = z.output<typeof CapabilitiesSchema>;

export const SecurityContextSchema = struct('io.k8s.api.core.v1.SecurityContext', () => ({
  capabilities: one(1, CapabilitiesSchema, { pointer: true }),
  privileged: bool(2, { pointer: true }),
  seLinuxOptions: one(3, SELinuxOptionsSchema, { pointer: true }),
  windowsOptions: one(10, WindowsSecurityContextOptionsSchema, { pointer: true }),
  runAsUser: int64(4, { pointer: true }),
  runAsGroup: int64(8, { pointer: true }),
  runAsNonRoot: bool(5, { pointer: true }),
  readOnlyRootFilesystem: bool(6, { pointer: true }),
  allowPrivilegeEscalation: bool(7, { pointer: true }),
  procMount: string(9, { pointer: true, enum: ProcMountType }),
  seccompProfile: one(11, SeccompProfileSchema, { pointer: true }),
  appArmorProfile: one(12, AppArmorProfileSchema, { pointer: true }),
}));
export type SecurityContext = z.output<typeof SecurityContextSchema>;

export const SysctlSchema = struct('io.k8s.api.core.v1.Sysctl', () => ({
  name: string(1, { required: true }),
  value: string(2, { required: true }),
}));
export type Sysctl = z.output<typeof SysctlSchema>;

export const PodSecurityContextSchema = struct('io.k8s.api.core.v1.PodSecurityContext', () => ({
  seLinuxOptions: one(1, SELinuxOptionsSchema, { pointer: true }),
  windowsOptions: one(8, WindowsSecurityContextOptionsSchema, { pointer: true }),
  runAsUser: int64(2, { pointer: true }),
  runAsGroup: int64(6, { pointer: true }),
  runAsNonRoot: bool(3, { pointer: true }),
  supplementalGroups: list(4, 'int64', { type: 'atomic' }),
  supplementalGroupsPolicy: string(12, { pointer: true, enum: SupplementalGroupsPolicy, gate: 'SupplementalGroupsPolicy' }),
  fsGroup: int64(5, { pointer: true }),
  sysctls: list(7, SysctlSchema, { type: 'atomic' }),
  fsGroupChangePolicy: string(9, { pointer: true, enum: PodFSGroupChangePolicy }),
  seccompProfile: one(10, SeccompProfileSchema, { pointer: true }),
  appArmorProfile: one(11, AppArmorProfileSchema, { pointer: true }),
  seLinuxChangePolicy: string(13, { pointer: true, enum: PodSELinuxChangePolicy, gate: 'SELinuxChangePolicy' }),
}));
export type PodSecurityContext = z.output<typeof PodSecurityContextSchema>;
