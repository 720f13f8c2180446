import type { z } from 'zod';
import { inline, int32, int64, intOrString, list, one, string, struct } from '../../schema/fields.ts';
import { Signal, URIScheme } from './enums.ts';

export const ExecActionSchema = struct('io.k8s.api.core.v1.ExecAction', () => ({
  command: list(1, 'string', { type: 'atomic' }),
}));
export type ExecAction = z.output<typeof ExecActionSchema>;

export const HTTPHeaderSchema = struct('io.k8s.api.core.v1.HTTPHeader', () => ({
  name: string(1, { required: true }),
  value: string(2, { required: true }),
}));
export type HTTPHeader = z.output<typeof HTTPHeaderSchema>;

export const HTTPGetActionSchema = struct('io.k8s.api.core.v1.HTTPGetAction', () => ({
  path: string(1, { default: '/' }),
  port: intOrString(2, { required: true }),
  host: string(3),
  scheme: string(4, { enum: URIScheme, default: 'HTTP' }),
  httpHeaders: list(5, HTTPHeaderSchema, { type: 'atomic' }),
}));
export type HTTPGetAction = z.output<typeof HTTPGetActionSchema>;

export const TCPSocketActionSchema = struct('io.k8s.api.core.v1.TCPSocketAction', () => ({
  port: intOrString(1, { required: true }),
  host: string(2),
}));
export type TCPSocketAction = z.output<typeof TCPSocketActionSchema>;

export const GRPCActionSchema = struct('io.k8s.api.core.v1.GRPCAction', () => ({
  port: int32(1, { required: true }),
  service: string(2, { always: true, pointer: true, default: '' }),
}));
export type GRPCAction = z.output<typeof GRPCActionSchema>;

export const SleepActionSchema = struct('io.k8s.api.core.v1.SleepAction', () => ({
  seconds: int64(1, { required: true }),
}));
export type SleepAction = z.output<typeof SleepActionSchema>;

export const LifecycleHandlerSchema = struct('io.k8s.api.core.v1.LifecycleHandler', () => ({
  exec: one(1, ExecActionSchema, { pointer: true }),
  httpGet: one(2, HTTPGetActionSchema, { pointer: true }),
  tcpSocket: one(3, TCPSocketActionSchema, { pointer: true }),
  sleep: one(4, SleepActionSchema, { pointer: true }),
}));
export type LifecycleHandler = z.output<typeof LifecycleHandlerSchema>;

export const LifecycleSchema = struct('io.k8s.api.core.v1.Lifecycle', () => ({
  postStart: one(1, LifecycleHandlerSchema, { pointer: true }),
  preStop: one(2, LifecycleHandlerSchema, { pointer: true }),
  stopSignal: string(3, { pointer: true, enum: Signal }),
}));
export type Lifecycle = z.output<typeof LifecycleSchema>;

/** Also embedded in other structs. */
export const probeHandlerFields = () => ({
  exec: one(1, ExecActionSchema, { pointer: true, description: 'Runs a command in the container; exit code 0 is success.' }),
  httpGet: one(2, HTTPGetActionSchema, { pointer: true, description: 'Sends a GET request; a status of 200 to 399 is success.' }),
  tcpSocket: one(3, TCPSocketActionSchema, { pointer: true, description: 'Opens a connection.' }),
  grpc: one(4, GRPCActionSchema, { pointer: true, description: 'Asks the gRPC health service.' }),
});

export const ProbeSchema = struct('io.k8s.api.core.v1.Probe', () => ({
  ...inline(1, 'ProbeHandler', probeHandlerFields()),
  initialDelaySeconds: int32(2, { description: 'How long after the start the first check runs.' }),
  timeoutSeconds: int32(3, { default: 1, description: 'How long a check may take; 1 by default.' }),
  periodSeconds: int32(4, { default: 10, description: 'How often to check; 10 by default.' }),
  successThreshold: int32(5, { default: 1, description: 'How many successes in a row count as success; 1 by default.' }),
  failureThreshold: int32(6, { default: 3, description: 'How many failures in a row count as failure; 3 by default.' }),
  terminationGracePeriodSeconds: int64(7, { pointer: true }),
}), { description: 'A check of a container’s health.' });
export type Probe = z.output<typeof ProbeSchema>;
