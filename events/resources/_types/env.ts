import type { z } from 'zod';
import { bool, inline, one, quantity, string, struct } from '../../schema/fields.ts';
import { localObjectReferenceFields } from './reference.ts';

export const ObjectFieldSelectorSchema = struct('io.k8s.api.core.v1.ObjectFieldSelector', () => ({
  apiVersion: string(1, { default: 'v1' }),
  fieldPath: string(2, { required: true }),
}), { type: 'atomic' });
export type ObjectFieldSelector = z.output<typeof ObjectFieldSelectorSchema>;

export const ResourceFieldSelectorSchema = struct('io.k8s.api.core.v1.ResourceFieldSelector', () => ({
  containerName: string(1),
  resource: string(2, { required: true }),
  divisor: quantity(3),
}), { type: 'atomic' });
export type ResourceFieldSelector = z.output<typeof ResourceFieldSelectorSchema>;

export const ConfigMapKeySelectorSchema = struct('io.k8s.api.core.v1.ConfigMapKeySelector', () => ({
  ...inline(1, 'LocalObjectReference', localObjectReferenceFields()),
  key: string(2, { required: true }),
  optional: bool(3, { pointer: true }),
}), { type: 'atomic' });
export type ConfigMapKeySelector = z.output<typeof ConfigMapKeySelectorSchema>;

export const SecretKeySelectorSchema = struct('io.k8s.api.core.v1.SecretKeySelector', () => ({
  ...inline(1, 'LocalObjectReference', localObjectReferenceFields()),
  key: string(2, { required: true }),
  optional: bool(3, { pointer: true }),
}), { type: 'atomic' });
export type SecretKeySelector = z.output<typeof SecretKeySelectorSchema>;

export const FileKeySelectorSchema = struct('io.k8s.api.core.v1.FileKeySelector', () => ({
  volumeName: string(1, { required: true }),
  path: string(2, { required: true }),
  key: string(3, { required: true }),
  optional: bool(4, { pointer: true, default: false }),
}), { type: 'atomic' });
export type FileKeySelector = z.output<typeof FileKeySelectorSchema>;

export const EnvVarSourceSchema = struct('io.k8s.api.core.v1.EnvVarSource', () => ({
  fieldRef: one(1, ObjectFieldSelectorSchema, { pointer: true }),
  resourceFieldRef: one(2, ResourceFieldSelectorSchema, { pointer: true }),
  configMapKeyRef: one(3, ConfigMapKeySelectorSchema, { pointer: true }),
  secretKeyRef: one(4, SecretKeySelectorSchema, { pointer: true }),
  fileKeyRef: one(5, FileKeySelectorSchema, { pointer: true, gate: 'EnvFiles' }),
}));
export type EnvVarSource = z.output<typeof EnvVarSourceSchema>;

export const EnvVarSchema = struct('io.k8s.api.core.v1.EnvVar', () => ({
  name: string(1, { required: true, description: 'Name of the variable.' }),
  value: string(2, { description: 'Its value; $(NAME) is an earlier variable.' }),
  valueFrom: one(3, EnvVarSourceSchema, { pointer: true, description: 'Where the value comes from instead.' }),
}));
export type EnvVar = z.output<typeof EnvVarSchema>;

export const ConfigMapEnvSourceSchema = struct('io.k8s.api.core.v1.ConfigMapEnvSource', () => ({
  ...inline(1, 'LocalObjectReference', localObjectReferenceFields()),
  optional: bool(2, { pointer: true }),
}));
export type ConfigMapEnvSource = z.output<typeof ConfigMapEnvSourceSchema>;

export const SecretEnvSourceSchema = struct('io.k8s.api.core.v1.SecretEnvSource', () => ({
  ...inline(1, 'LocalObjectReference', localObjectReferenceFields()),
  optional: bool(2, { pointer: true }),
}));
export type SecretEnvSource = z.output<typeof SecretEnvSourceSchema>;

export const EnvFromSourceSchema = struct('io.k8s.api.core.v1.EnvFromSource', () => ({
  prefix: string(1),
  configMapRef: one(2, ConfigMapEnvSourceSchema, { pointer: true }),
  secretRef: one(3, SecretEnvSourceSchema, { pointer: true }),
}));
export type EnvFromSource = z.output<typeof EnvFromSourceSchema>;
